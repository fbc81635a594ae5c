import { queryOptions } from '@tanstack/react-query';
import type { AssetRecord, CommandOutput } from '../../catalogs/slate/index.ts';
import { isMessagingError, type MessagingClient } from '../../lib/messaging/index.ts';

const ANSWER_TIMEOUT_MS = 8_000;
const LOOK_FOR_AGENT_MS = 3_000;
/** Of 100 each; a page shows no more. */
const MAX_PAGES = 20;

type Listed = CommandOutput<'asset.list'>;

export type UnfinishedUpload = NonNullable<Listed['unfinished']>[number];

export interface AssetList {
  readonly assets: readonly AssetRecord[];
  readonly readOnlyReason: Listed['readOnlyReason'];
  readonly limits: Listed['limits'];
  /** What the reader began to upload and did not finish, on this page or another. */
  readonly unfinished: readonly UnfinishedUpload[];
  /** There are more than the page shows. */
  readonly isCut: boolean;
}

export const assetsKey = (projectId: string) => ['assets', projectId] as const;

/** All assets of a project, newest first. Fails with 'no-responders' when no agent has its files. */
export const assetsQuery = (client: MessagingClient, projectId: string) =>
  queryOptions({
    queryKey: assetsKey(projectId),
    networkMode: 'always',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<AssetList> => {
      const assets: AssetRecord[] = [];
      let cursor: string | undefined;
      for (let page = 1; ; page++) {
        const input = cursor === undefined ? {} : { cursor };
        const answer = await client.request('asset.list', { projectId }, input, {
          timeoutMs: ANSWER_TIMEOUT_MS,
        });
        assets.push(...answer.assets);
        cursor = answer.cursor;
        if (cursor === undefined || page === MAX_PAGES) {
          const { readOnlyReason, limits, unfinished = [] } = answer;
          return { assets, readOnlyReason, limits, unfinished, isCut: cursor !== undefined };
        }
      }
    },
    refetchInterval: ({ state }) =>
      isMessagingError(state.error, 'no-responders', 'timeout') ? LOOK_FOR_AGENT_MS : false,
  });
