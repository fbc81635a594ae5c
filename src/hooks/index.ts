export { browserSignals } from './browserSignals.ts';
export { describeCommandError } from './describeCommandError.ts';
export { MessagingProvider, type MessagingProviderProps } from './MessagingProvider.tsx';
export { type CallState, type CommandCall, latestCall, useCommand } from './useCommand.ts';
export { type Connection, useConnection } from './useConnection.ts';
export { type FollowHandlers, type FollowStatus, useFollow } from './useFollow.ts';
export { useLatest } from './useLatest.ts';
export { useMessaging } from './useMessaging.ts';
export { useMetrics } from './useMetrics.ts';
export { useOutbox } from './useOutbox.ts';
export {
  useAssetEvents,
  useBuildEvents,
  useCollaborationEvents,
  useEditorEvents,
  useFileEvents,
  useProjectEvents,
  useRuntimeEvents,
} from './useResourceEvents.ts';
export { type Publish, usePublish } from './usePublish.ts';
export { type SubjectState, useSubject } from './useSubject.ts';
export { shallow } from 'zustand/shallow';
export { useView } from './views/useView.ts';
export { useViewConnection } from './views/useViewConnection.ts';
export { useViewStatus } from './views/useViewStatus.ts';
export { useWindowedView, type Older, type WindowedView } from './views/useWindowedView.ts';
export { ReplayProvider, type ReplayProviderProps } from './replay/ReplayProvider.tsx';
export { useReplay } from './replay/replayContext.ts';
export { useReplayState } from './replay/useReplayState.ts';
export { peopleView } from './presence/peopleView.ts';
export { findPeople, type PeopleShown, type Person, sortPeople } from './presence/shown.ts';
export { usePeople } from './presence/usePeople.ts';
export { type UsedPresence, usePresence } from './presence/usePresence.ts';
export type { OwnCursor } from './presence/announceCursor.ts';
export type { Cursor } from './presence/cursors.ts';
export { useCursorPublisher, useCursors } from './presence/useCursors.ts';
export { useOthers } from './presence/useOthers.ts';
export { useRollCall } from './presence/useRollCall.ts';
export type { Place, Self } from './presence/announcePresence.ts';
export { useTellPresence } from './presence/useTellPresence.ts';
