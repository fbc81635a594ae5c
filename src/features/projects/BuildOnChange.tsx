import { useQueryClient } from '@tanstack/react-query';
import { Switch } from '../../components/controls/Switch.tsx';
import { CommandError } from '../../components/feedback/CommandError.tsx';
import { describeCommandError, useCommand } from '../../hooks/index.ts';
import { isMessagingError } from '../../lib/messaging/index.ts';
import type { ProjectRecord } from '../../catalogs/slate/index.ts';
import { keepProject } from './queries.ts';

export interface BuildOnChangeProps {
  record: ProjectRecord;
  /** The name that others read beside it. */
  userName: string;
  /** Why a build could do nothing. */
  nothingToBuild: string | null;
}

/** Whether saving a file of the project starts a build; one switch for everybody. */
export default function BuildOnChange({ record, userName, nothingToBuild }: BuildOnChangeProps) {
  const { projectId, revision, buildOnChange } = record;
  const queryClient = useQueryClient();
  const configure = useCommand('project.configure');
  const { error } = configure;
  const isDenied = isMessagingError(error, 'denied');
  const isKept = typeof revision === 'number';
  const unavailable =
    nothingToBuild ??
    (isDenied ? 'Your role may not switch it.' : null) ??
    (isKept ? null : 'JetStream keeps this setting, and it does not answer now.');
  return (
    <>
      <Switch
        label="Build on change"
        checked={buildOnChange !== undefined}
        pending={configure.isPending}
        // What is on can be switched off, whatever there is to build.
        unavailable={buildOnChange !== undefined && isKept && !isDenied ? null : unavailable}
        note={buildOnChange ? `Switched on by ${buildOnChange.by}` : null}
        onChange={(isOn) => {
          if (!isKept) return;
          const input = { buildOnChange: isOn, revision, updatedBy: userName };
          configure.mutate(
            { ids: { projectId }, input },
            { onSuccess: (changed) => keepProject(queryClient, changed) },
          );
        }}
      />
      {error && !isDenied && <CommandError>{describeCommandError(error, true)}</CommandError>}
    </>
  );
}
