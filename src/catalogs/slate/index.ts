export {
  type CommandIds,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  slateCommands,
} from './commands.ts';
export type {
  BuildAnnotation,
  BuildArtifact,
  BuildGit,
  BuildStep,
  LogLevel,
  PresenceData,
} from './eventData.ts';
export {
  EVENTS_STREAM,
  LOGS_STREAM,
  type SlateEvent,
  type SlateEventFor,
  type SlateEventName,
  type SlateFields,
  slateCatalog,
} from './events.ts';
export { cleanProjectName, projectIdOf } from './projectNames.ts';
export {
  type ProjectConflict,
  projectConflict,
  type ProjectRecord,
  type ProjectTemplate,
} from './projectRecords.ts';
export type { RuntimeStatus } from './runtimeStatus.ts';
export type { UsageSample } from './runtimeUsage.ts';
export { slateSubjects as subjects } from './subjects.ts';
export { visibleName } from './visibleName.ts';
