import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import {
  File,
  FolderGit2,
  Hammer,
  LayoutGrid,
  Monitor,
  Moon,
  Play,
  Sun,
  Terminal,
} from 'lucide-react';
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import CommandList, {
  type CommandGroup,
  type CommandItem,
} from '../../components/overlay/CommandList.tsx';
import { toast } from '../../components/toast.ts';
import { knownBuilds } from '../../features/builds/model/lastBuilds.ts';
import { rememberMine } from '../../features/builds/notices/myBuilds.ts';
import { lastBuildsView, recentBuildsView } from '../../features/builds/model/views.ts';
import { findQuery } from '../../features/files/queries.ts';
import { namesakeUntil } from '../../features/projects/model.ts';
import { useProjects } from '../../features/projects/useProjects.ts';
import { useLifecycles } from '../../features/projects/useLifecycles.ts';
import { withoutNamesakes } from '../../features/builds/model/model.ts';
import { withoutPartial } from '../../features/builds/model/recent.ts';
import { sessionsView } from '../../features/runtimes/views.ts';
import {
  describeCommandError,
  useCommand,
  useMessaging,
  useView,
  useViewStatus,
} from '../../hooks/index.ts';
import { assertNever } from '../../lib/assertNever.ts';
import { isReplaying } from '../replay/replayOffer.ts';
import { listProjects } from '../overview/listProjects.ts';
import { useSelf } from '../SelfContext.ts';
import { setTheme, type ThemeChoice } from '../shell/theme.ts';
import {
  buildEntries,
  type Destination,
  type Entry,
  fileEntries,
  processEntries,
  projectEntries,
} from './entries.ts';

const noOthers: ReadonlyMap<string, null> = new Map();

const icons = {
  project: <FolderGit2 size={16} />,
  build: <Hammer size={16} />,
  process: <Terminal size={16} />,
  file: <File size={16} />,
};

const themes: readonly (readonly [ThemeChoice, string, typeof Sun])[] = [
  ['system', 'Theme: System', Monitor],
  ['light', 'Theme: Light', Sun],
  ['dark', 'Theme: Dark', Moon],
];

export interface PaletteDialogProps {
  open: boolean;
  onClose: () => void;
  typedAhead: string;
}

/** Projects, builds, processes and what can be done, by name. */
export default function PaletteDialog({ open, onClose, typedAhead }: PaletteDialogProps) {
  const go = useGo();
  const { projectId = null } = useParams({ strict: false });
  const answer = useProjects();
  const { lifecycles } = useLifecycles();
  const last = useView(lastBuildsView, '*');
  const current = useView(recentBuildsView, projectId, withoutPartial);
  const sessions = useView(sessionsView, '*');
  const isReady = useViewStatus(lastBuildsView, '*').isReady;
  const actions = useActions(projectId);
  const [text, setText] = useState(typedAhead);
  const files = useFound(projectId, text.trim());
  const groups = useMemo((): readonly CommandGroup[] => {
    const own = (builds: typeof current) =>
      withoutNamesakes(builds, (id) => namesakeUntil(lifecycles, id));
    const builds = own(knownBuilds(last));
    const projects = listProjects({ answer, builds, sessions, lifecycles }, noOthers);
    const names = new Map(projects.map((project) => [project.projectId, project.name]));
    const nameOf = (id: string) => names.get(id) ?? id;
    const items = (entries: readonly Entry[]): readonly CommandItem[] =>
      entries.map(({ id, text, hint, to }) => ({
        id,
        text,
        hint,
        icon: icons[to.kind],
        onSelect: () => go(to),
      }));
    const here = projectId === null ? null : { projectId, builds: own(current) };
    return [
      { heading: 'Files', items: items(projectId === null ? [] : fileEntries(projectId, files)) },
      { heading: 'Projects', items: items(projectEntries(projects)) },
      { heading: 'Builds', items: items(buildEntries(here, builds, nameOf)) },
      { heading: 'Processes', items: items(processEntries(Object.values(sessions), nameOf)) },
      { heading: 'Actions', items: actions(nameOf) },
    ];
  }, [answer, lifecycles, last, current, sessions, projectId, go, actions, files]);
  return (
    <CommandList
      open={open}
      onClose={onClose}
      initialText={typedAhead}
      label="Go to anything"
      placeholder="Go to a file, project, build or process, or do something"
      groups={groups}
      onText={setText}
      isLoading={!isReady || answer.kind === 'asking'}
    />
  );
}

const noFiles: readonly { readonly fileId: string; readonly path: string }[] = [];

/** Files of the project on the page; those of the text before while others are asked for. */
function useFound(projectId: string | null, text: string) {
  const client = useMessaging();
  const { data } = useQuery({
    ...findQuery(client, projectId ?? '', text),
    enabled: projectId !== null && text !== '',
    placeholderData: keepPreviousData,
  });
  return text === '' ? noFiles : (data ?? noFiles);
}

function useGo(): (to: Destination) => void {
  const navigate = useNavigate();
  return useMemo(
    () => (to) => {
      switch (to.kind) {
        case 'project': {
          const { projectId } = to;
          return void navigate({ to: '/projects/$projectId', params: { projectId } });
        }
        case 'build': {
          const { projectId, buildId } = to;
          const params = { projectId, buildId };
          return void navigate({ to: '/projects/$projectId/builds/$buildId', params });
        }
        case 'process': {
          const { sessionId } = to;
          return void navigate({ to: '/runtimes/$sessionId', params: { sessionId } });
        }
        case 'file': {
          const { projectId, path } = to;
          const params = { projectId, _splat: path };
          return void navigate({ to: '/projects/$projectId/files/$', params });
        }
        default:
          return assertNever(to);
      }
    },
    [navigate],
  );
}

function useActions(
  projectId: string | null,
): (nameOf: (projectId: string) => string) => readonly CommandItem[] {
  const navigate = useNavigate();
  const go = useGo();
  const { name: startedBy } = useSelf();
  const asksNothing = useStore(isReplaying);
  const { mutate: startBuild } = useCommand('build.start');
  const { mutate: startRuntime } = useCommand('runtime.start');
  return useMemo(() => {
    const onError = (error: Error) => toast('failure', describeCommandError(error, true));
    const general: readonly CommandItem[] = [
      {
        id: 'all projects',
        text: 'All projects',
        icon: <LayoutGrid size={16} />,
        onSelect: () => void navigate({ to: '/' }),
      },
      ...themes.map(([choice, text, Icon]) => ({
        id: text,
        text,
        icon: <Icon size={16} />,
        onSelect: () => setTheme(choice),
      })),
    ];
    return (nameOf) => {
      if (projectId === null || asksNothing) return general;
      const ids = { projectId };
      return [
        {
          id: 'start a build',
          text: `Build ${nameOf(projectId)}`,
          icon: <Play size={16} />,
          onSelect: () =>
            startBuild(
              { ids, input: { startedBy } },
              {
                onError,
                onSuccess: ({ buildId }) => {
                  rememberMine(buildId);
                  go({ kind: 'build', projectId, buildId });
                },
              },
            ),
        },
        {
          id: 'run the process',
          text: `Run ${nameOf(projectId)}`,
          icon: <Terminal size={16} />,
          onSelect: () =>
            startRuntime(
              { ids, input: { startedBy } },
              { onError, onSuccess: ({ sessionId }) => go({ kind: 'process', sessionId }) },
            ),
        },
        ...general,
      ];
    };
  }, [projectId, startedBy, startBuild, startRuntime, navigate, go, asksNothing]);
}
