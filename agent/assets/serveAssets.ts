import type { CommandName } from '../../src/catalogs/slate/index.ts';
import type {
  CommandHandler,
  MessagingClient,
  Unsubscribe,
} from '../../src/lib/messaging/index.ts';
import type { FilesHost } from '../files/filesHost.ts';
import type { createOnce } from '../idempotency.ts';
import type { Hosting } from '../projects/records/hosting.ts';
import { shownName } from '../projects/shownName.ts';
import type { Assets } from './assets.ts';
import { diskRefusal } from './diskRefusal.ts';
import type { Person } from './person.ts';

export interface ServeAssetsParts {
  readonly responder: MessagingClient;
  readonly hosting: Hosting;
  /** Of several agents that host a project, the one that has its files answers. */
  readonly filesHost: Pick<FilesHost, 'onFiles'>;
  readonly assets: Assets;
  readonly once: ReturnType<typeof createOnce>;
}

const person = (name: string | undefined, userId: string): Person => ({
  userId,
  name: shownName(name, userId),
});

/** Answers the commands of assets for all hosted projects. Returns the undo. */
export function serveAssets({
  responder,
  hosting,
  filesHost,
  assets,
  once,
}: ServeAssetsParts): Unsubscribe {
  /** For what changes something: a repeat gets the first answer. */
  const respondOnce = <Name extends CommandName>(
    name: Name,
    ids: Parameters<typeof responder.respond<Name>>[1],
    handler: CommandHandler<Name>,
  ) =>
    responder.respond<Name>(name, ids, (input, given, context) => {
      const { userId, idempotencyKey } = context;
      const target = Object.values(given).join(' ');
      const key = idempotencyKey && [name, target, userId, idempotencyKey].join(' ');
      return once(key, async () => {
        try {
          return await handler(input, given, context);
        } catch (error) {
          throw diskRefusal(error);
        }
      });
    });

  const stopProjects = filesHost.onFiles((files) => {
    const { projectId } = files;
    const project = hosting.get(projectId);
    if (!project) return () => {};
    const unhost = assets.host(project, files);
    const stops = [
      responder.respond('asset.list', { projectId }, ({ cursor }, _, { userId }) =>
        assets.list(projectId, cursor, userId),
      ),
      respondOnce('asset.begin', { projectId }, (input, _, { userId }) =>
        hosting.use(projectId, () =>
          assets.begin(projectId, input, person(input.createdBy, userId)),
        ),
      ),
      respondOnce('asset.finish', { projectId }, (input, _, { userId }) =>
        hosting.use(projectId, () => assets.finish(projectId, input, userId)),
      ),
      respondOnce('asset.cancel', { projectId }, async ({ uploadId }, _, { userId }) => {
        await assets.cancel(projectId, uploadId, userId);
        return { uploadId };
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      unhost();
    };
  });

  // Another agent may have the asset: what is not of a project here is left to it.
  const any = { assetId: '*' };
  const stops = [
    responder.respond('asset.read', any, async ({ component, offset }, { assetId }) => {
      const owner = assets.of(assetId);
      return owner && owner.read(assetId, component, offset);
    }),
    respondOnce(
      'asset.rename',
      any,
      async ({ name, revision, updatedBy }, { assetId }, { userId }) => {
        const owner = assets.editable(assetId);
        return owner && owner.rename(assetId, name, revision, person(updatedBy, userId));
      },
    ),
    respondOnce('asset.delete', any, async ({ revision, deletedBy }, { assetId }, { userId }) => {
      const owner = assets.editable(assetId);
      if (!owner) return null;
      const restorable = await owner.remove(assetId, revision, person(deletedBy, userId));
      return { assetId, restorable };
    }),
    respondOnce('asset.restore', any, async ({ restoredBy }, { assetId }, { userId }) => {
      const owner = assets.editable(assetId);
      return owner && owner.restore(assetId, person(restoredBy, userId));
    }),
    respondOnce('asset.attach', any, async ({ kind, addedBy }, { assetId }, { userId }) => {
      const owner = assets.editable(assetId);
      return owner && owner.attach(assetId, kind, person(addedBy, userId));
    }),
    respondOnce(
      'asset.detach',
      any,
      async ({ componentId, removedBy }, { assetId }, { userId }) => {
        const owner = assets.editable(assetId);
        return owner && owner.detach(assetId, componentId, person(removedBy, userId));
      },
    ),
  ];
  return () => {
    stopProjects();
    for (const stop of stops) stop();
  };
}
