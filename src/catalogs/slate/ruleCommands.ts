import * as z from 'zod/mini';
import { command } from '../../lib/messaging/catalog/commands.ts';
import { count, revision, time, token } from '../../lib/messaging/catalog/fields.ts';
import { rule, ruleMatch } from './rules.ts';

export const ruleCommands = {
  'rule.list': command(
    'slate.svc.{userId}.rule.list.all',
    z.looseObject({}),
    z.looseObject({ rules: z.array(rule) }),
    { repeatable: true },
  ),
  /** Refused as `invalid` with ruleProblems, as `changed` with ruleConflict. */
  'rule.save': command(
    'slate.svc.{userId}.rule.save.{ruleId}',
    z.looseObject({
      /** A ruleDraft; checked by the agent, which names each bad field. */
      rule: z.unknown(),
      /** What it replaces: 0 for a new rule, that of the removal for one that is brought back. */
      revision,
      savedBy: z.optional(z.string()),
    }),
    rule,
  ),
  'rule.remove': command(
    'slate.svc.{userId}.rule.remove.{ruleId}',
    z.looseObject({ revision, removedBy: z.optional(z.string()) }),
    z.looseObject({ ruleId: token, revision }),
  ),
  /** What a rule would have matched; how far it is, is published as rule.trying. */
  'rule.try': command(
    'slate.svc.{userId}.rule.try.{tryId}',
    z.looseObject({
      rule: z.unknown(),
      /** How far back. */
      sinceMs: z.number(),
    }),
    z.looseObject({
      /** The first ones. */
      matches: z.array(ruleMatch),
      /** All, merged ones counted one by one. */
      total: count,
      messages: count,
      /** Where it began, by the server's clock. */
      from: time,
      /** Up to where it read. */
      to: time,
      /** `limit`: it stopped after as many messages as a trial may read. */
      end: z.enum(['now', 'limit']),
    }),
  ),
} as const;
