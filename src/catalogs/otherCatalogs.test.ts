import { describe, expect, it } from 'vitest';
import { decodeEvent, encodeJson } from '../lib/messaging/catalog/codec.ts';
import { composeBody } from '../lib/messaging/catalog/definitions.ts';
import { readEnvelope } from '../lib/messaging/catalog/envelope.ts';
import { EXPERT_SOURCING_STREAM, expertSourcingCatalog } from './expertSourcing/index.ts';
import { openCatalog } from './open/index.ts';
import { SUPPLY_CHAIN_STREAM, supplyChainCatalog } from './supplyChain/index.ts';

const decode = (subject: string, body: object) =>
  decodeEvent(openCatalog, subject, encodeJson(body));

describe('all catalogs that are open', () => {
  it('publish what they accept, for every event', () => {
    for (const [name, definition] of Object.entries(openCatalog.definitions)) {
      const params = [definition.subject, ...definition.alsoUnder].join('.').matchAll(/\{(\w+)\}/g);
      const ids = Object.fromEntries([...params].map(([, param = '']) => [param, 'x1']));
      const body = composeBody(definition, { ...ids, source: 'test' }, 1, 'e1');
      const [subject = ''] = openCatalog.subjectsOf(name as never, ids);
      expect(decode(subject, body), name).toMatchObject({ ok: true, name, event: ids });
    }
  });

  it('keep each its own events in streams of their own', () => {
    expect(openCatalog.parts.map(({ name }) => name)).toEqual([
      'slate',
      'library',
      'supply chain',
      'expert sourcing',
    ]);
    expect(supplyChainCatalog.streams).toEqual([SUPPLY_CHAIN_STREAM]);
    expect(expertSourcingCatalog.streams).toEqual([EXPERT_SOURCING_STREAM]);
    expect(openCatalog.streamSubjects(EXPERT_SOURCING_STREAM)).toHaveLength(19);
  });
});

describe('the supply chain catalog', () => {
  const created = {
    id: 'e1',
    subject: 'execution.purchase_order.created',
    correlation_id: null,
    organization_id: 'o1',
    timestamp: '2026-11-22T10:00:00.123456',
    payload: { purchase_order_id: 'po-1', lines: [{ item_id: 'i1', quantity: 3, unit: 'kg' }] },
  };

  it('says its type in the field “subject”', () => {
    const decoded = decode(created.subject, created);
    expect(decoded).toMatchObject({ ok: true, event: created });
    if (!decoded.ok) return;
    expect(readEnvelope(decoded.envelope, decoded.event)).toMatchObject({
      id: 'e1',
      type: created.subject,
      organizationId: 'o1',
      correlationId: undefined,
      timeMs: Date.parse('2026-11-22T10:00:00.123Z'),
    });
    expect(decode('execution.purchase_order.received', created)).toMatchObject({
      reason: 'subject-mismatch',
      field: 'subject',
    });
    expect(decode(created.subject, { ...created, payload: { lines: 'none' } })).toMatchObject({
      reason: 'wrong-shape',
      field: 'payload.lines',
    });
  });
});

describe('the expert sourcing catalog', () => {
  it.each([
    [
      'matching.project.p1.freelancer.f1.identified',
      'expert.matching.identified',
      { projectId: 'p1', freelancerId: 'f1' },
    ],
    ['agent.parser.result.skills', 'expert.agent.result', { agentName: 'parser', type: 'skills' }],
    ['agent.task.completed.t1', 'expert.agent.task.completed', { taskId: 't1' }],
    ['workflow.cv.parse.trigger', 'expert.workflow.trigger', { module: 'cv', action: 'parse' }],
    [
      'project.p1.clarification.f1.response',
      'expert.clarification.response',
      { projectId: 'p1', freelancerId: 'f1' },
    ],
    ['events.custom.signup', 'expert.custom', { name: 'signup' }],
  ])('takes the ids of %s from the subject alone', (subject, name, ids) => {
    const body = { anything: [1], data: { more: true } };
    expect(decode(subject, body)).toMatchObject({ ok: true, name, event: { ...body, ...ids } });
  });
});
