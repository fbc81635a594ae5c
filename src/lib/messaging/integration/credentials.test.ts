import { describe, expect, it } from 'vitest';
import { MessagingError } from '../errors.ts';
import { connectNatsWs, type JwtCredentials } from '../connection/nats-ws.ts';
import { createAuthority } from '../testing/jwt.ts';
import { isLive, range, type Rig, takeNotes, withRig } from '../testing/rig.ts';
import { until } from '../testing/until.ts';

/** Long enough for a dial on a busy machine. */
const LIFETIME_S = 3;
const nowS = () => Math.floor(Date.now() / 1000);

/** A client that is asked for credentials at every dial. */
const signIn = (rig: Rig, credentials: () => Promise<JwtCredentials> | JwtCredentials) =>
  rig.client({
    connect: connectNatsWs({
      url: rig.server.wsUrl,
      inboxPrefix: '_INBOX.test',
      name: 'test',
      credentials,
    }),
  });

describe.concurrent('credentials that expire', () => {
  it('under a connection are renewed, again and again, and nothing is lost', () => {
    const authority = createAuthority();
    return withRig({ config: authority.config }, async (rig) => {
      let issued = 0;
      const client = signIn(rig, () => {
        issued += 1;
        return authority.issue(nowS() + LIFETIME_S);
      });
      const states: string[] = [];
      client.onState(() => states.push(client.getState().status));
      await isLive(client);
      await rig.makeStreams(client);
      const notes = takeNotes(client, 'slate.build.log.p1', 'all');
      const puts: Promise<unknown>[] = [];
      while (client.getMetrics().reconnects < 3) {
        const fields = { projectId: 'p1', data: { message: 'm', n: puts.length } };
        puts.push(client.publish('build.log', fields, { durable: true }));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await Promise.all(puts);
      await until(() => notes.deliveries.length >= puts.length);
      expect(notes.numbers()).toEqual(range(puts.length));
      expect(notes.gaps).toEqual([]);
      expect(issued).toBeGreaterThanOrEqual(4);
      // An end that was foreseen is no refusal.
      expect(states).toContain('reconnecting');
      expect(states).not.toContain('signed-out');
    });
  });

  it('and have expired when the server is back: signed out, until fresh ones come', () => {
    const authority = createAuthority();
    return withRig({ config: authority.config, jetstream: false }, async (rig) => {
      let present = authority.issue(nowS() + LIFETIME_S);
      const expiresAt = nowS() + LIFETIME_S;
      const client = signIn(rig, () => present);
      await isLive(client);
      await rig.server.kill();
      await until(() => nowS() > expiresAt);
      await rig.server.restart();
      await until(() => client.getState().status === 'signed-out');
      const refused = client.getState();
      expect(refused).toMatchObject({ status: 'signed-out', reason: expect.any(String) });
      present = authority.issue(nowS() + 600);
      // By itself: it goes on trying.
      await isLive(client);
    });
  });

  it('and of which none are left: signed out; those that can’t be fetched: tried again', () => {
    const authority = createAuthority();
    return withRig({ config: authority.config, jetstream: false }, async (rig) => {
      let fetchNow = (): JwtCredentials => {
        throw new Error('the sign-in service does not answer');
      };
      const client = signIn(rig, async () => fetchNow());
      await until(() => {
        const state = client.getState();
        return state.status === 'connecting' && state.lastError?.includes('sign-in');
      });
      fetchNow = () => {
        throw new MessagingError('denied', 'Your account was closed.');
      };
      await until(() => client.getState().status === 'signed-out');
      expect(client.getState()).toMatchObject({ reason: 'Your account was closed.' });
      fetchNow = () => authority.issue(nowS() + 600);
      client.retryNow();
      await isLive(client);
    });
  });
});

describe.concurrent('a user who is taken out while connected', () => {
  const users = (password: string) =>
    `authorization { users: [ { user: ann, password: ${password} } ] }`;

  it('is signed out, and live again when let in', () =>
    withRig({ config: users('old') }, async (rig) => {
      const client = rig.client({ user: 'ann', password: 'old' });
      await isLive(client);
      await rig.server.reload({ config: users('new') });
      await until(() => client.getState().status === 'signed-out');
      await rig.server.reload({ config: users('old') });
      await isLive(client);
    }));
});
