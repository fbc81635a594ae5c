import type { CommandName } from '../../src/catalogs/slate/index.ts';
import {
  type CommandHandler,
  CommandRefusal,
  type MessagingClient,
  NotMine,
  type Unsubscribe,
} from '../../src/lib/messaging/index.ts';
import { createOnce } from '../idempotency.ts';
import { shownName } from '../projects/shownName.ts';
import { createFileCommands, type FileCommands } from './fileCommands.ts';
import type { OpenFiles } from './fileEntry.ts';
import type { FilesHost } from './filesHost.ts';

export interface ServeFilesParts {
  readonly responder: Pick<MessagingClient, 'respond'>;
  readonly filesHost: Pick<FilesHost, 'onFiles' | 'get'>;
  readonly dataDir: string;
}

/**
 * Answers for the files of the projects that this agent looks after; what names a file of another
 * agent's is left to that one. Returns the undo.
 */
export function serveFiles({ responder, filesHost, dataDir }: ServeFilesParts): Unsubscribe {
  const served = new Map<string, { files: OpenFiles; commands: FileCommands }>();
  const once = createOnce();

  /** Which agent answers for a file: the one that serves the project that was named, or knows the file. */
  const ownerOf = async (fileId: string, projectId: string | undefined): Promise<FileCommands> => {
    const named = projectId === undefined ? undefined : served.get(projectId);
    if (named) return named.commands;
    for (const { files, commands } of served.values()) {
      if (files.get(fileId) || (await commands.isDeleted(fileId))) return commands;
    }
    throw new NotMine();
  };
  /** For commands that change something: a repeat gets the first answer. */
  const onlyOnce =
    <Name extends CommandName>(
      name: Name,
      handler: (
        ...args: Parameters<CommandHandler<Name>>
      ) => Promise<Awaited<ReturnType<CommandHandler<Name>>>>,
    ): CommandHandler<Name> =>
    (input, ids, context) => {
      const { userId, idempotencyKey } = context;
      const key =
        idempotencyKey && [name, Object.values(ids).join(' '), userId, idempotencyKey].join(' ');
      return once(key, () => handler(input, ids, context));
    };

  const undos: Unsubscribe[] = [
    responder.respond(
      'file.move',
      { fileId: '*' },
      onlyOnce('file.move', async (input, { fileId }, { userId }) => {
        const commands = await ownerOf(fileId, input.projectId);
        return commands.move(fileId, input, shownName(input.movedBy, userId));
      }),
    ),
    responder.respond(
      'file.delete',
      { fileId: '*' },
      onlyOnce('file.delete', async (input, { fileId }, { userId }) => {
        const commands = await ownerOf(fileId, input.projectId);
        return commands.remove(fileId, input.revision, shownName(input.deletedBy, userId));
      }),
    ),
    responder.respond(
      'file.restore',
      { fileId: '*' },
      onlyOnce('file.restore', async (input, { fileId }, { userId }) => {
        const commands = await ownerOf(fileId, input.projectId);
        return commands.restore(fileId, shownName(input.restoredBy, userId));
      }),
    ),
    responder.respond('file.base', { fileId: '*' }, async ({ projectId }, { fileId }) =>
      (await ownerOf(fileId, projectId)).base(fileId),
    ),
  ];

  const stopFiles = filesHost.onFiles((files) => {
    const { projectId } = files;
    const commands = createFileCommands(files, dataDir);
    served.set(projectId, { files, commands });
    const answers = [
      responder.respond('file.list', { projectId }, (input) => commands.list(input)),
      responder.respond('file.find', { projectId }, ({ query, limit }) =>
        commands.find(query, limit),
      ),
      responder.respond('file.search', { projectId }, (input) => commands.search(input)),
      responder.respond(
        'file.create',
        { projectId },
        onlyOnce('file.create', ({ path, kind, createdBy }, _, { userId }) => {
          if (path === '') throw new CommandRefusal('invalid', 'A file needs a name.');
          return commands.create(path, kind, shownName(createdBy, userId));
        }),
      ),
    ];
    return () => {
      served.delete(projectId);
      for (const undo of answers) undo();
    };
  });
  return () => {
    stopFiles();
    for (const undo of undos) undo();
  };
}
