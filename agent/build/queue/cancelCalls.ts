import * as z from 'zod/mini';
import { v4 as uuid } from 'uuid';
import { type ClientInternals, tryDecodeJson } from '../../../src/lib/messaging/internals.ts';
import type { Unsubscribe } from '../../../src/lib/messaging/index.ts';

/** An agent that has the build says so at once; stopping it may take longer. */
const ANSWER_MS = 1_000;

const callBody = z.object({
  buildId: z.optional(z.string()),
  cancelledBy: z.string(),
  answerTo: z.string().check(z.regex(/^slate\.jobs\.answer\.[A-Za-z0-9_-]{1,64}$/)),
});
const answerBody = z.object({ buildId: z.string() });

/**
 * A cancellation reaches one agent, which may not be the one that runs the build: it calls the
 * others. Only agents may speak on `slate.jobs.>`, so nobody else can call, answer or listen.
 */
export interface CancelCalls {
  /**
   * Asks the others to cancel a build.
   * @param buildId whatever runs, if undefined
   * @returns the build that one of them cancels, or null if none has it
   */
  call(projectId: string, buildId: string | undefined, by: string): Promise<string | null>;
  /** @param onCall returns the build that this agent cancels, or null if it does not have it */
  answer(
    projectId: string,
    onCall: (buildId: string | undefined, by: string) => Promise<string | null>,
  ): Unsubscribe;
}

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

export function createCancelCalls(link: ClientInternals): CancelCalls {
  return {
    call: (projectId, buildId, by) =>
      new Promise((resolve) => {
        const answerTo = `slate.jobs.answer.${uuid()}`;
        const settle = (answer: string | null) => {
          stop();
          clearTimeout(timer);
          resolve(answer);
        };
        const timer = setTimeout(() => settle(null), ANSWER_MS);
        const stop = link.listen(answerTo, (message) => {
          const { success, data } = answerBody.safeParse(tryDecodeJson(message.body));
          if (success) settle(data.buildId);
        });
        try {
          const body = { ...(buildId === undefined ? {} : { buildId }), cancelledBy: by, answerTo };
          link.send(`slate.jobs.cancel.${projectId}`, encode(body));
        } catch {
          settle(null);
        }
      }),
    answer: (projectId, onCall) =>
      link.listen(`slate.jobs.cancel.${projectId}`, (message) => {
        const { success, data } = callBody.safeParse(tryDecodeJson(message.body));
        if (!success) return;
        void onCall(data.buildId, data.cancelledBy).then((buildId) => {
          if (buildId === null) return;
          try {
            link.send(data.answerTo, encode({ buildId }));
          } catch {
            // The connection is gone; the caller's own time-out tells it.
          }
        });
      }),
  };
}
