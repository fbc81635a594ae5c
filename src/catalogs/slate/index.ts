export { type AssetComponent, type AssetRecord, assetRecord } from './assets.ts';
export type {
  CommandIds,
  CommandInput,
  CommandName,
  CommandOutput,
} from '../../lib/messaging/register.ts';
export { slateCommands } from './allCommands.ts';
export { commonCommands } from './commands.ts';
export { contentCommands } from './contentCommands.ts';
export type {
  DeployableBuild,
  DeployCheck,
  DeploymentState,
  DeploymentSwap,
  LiveDeployment,
} from './deployCommands.ts';
export type {
  BuildAnnotation,
  BuildArtifact,
  BuildGit,
  BuildStep,
  BuildTrigger,
} from './eventData.ts';
export type { CursorData, PresenceData, PresenceLocation } from './presenceData.ts';
export {
  type FileEntry,
  fileConflict,
  type FilesEditable,
  type SearchMatch,
} from './fileCommands.ts';
export { buildTrigger } from './eventData.ts';
export { EVENTS_STREAM, LOGS_STREAM, slateCatalog } from './events.ts';
export type { SlateEvent, SlateEventFor, SlateEventName, SlateFields } from './register.ts';
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
export {
  chunkNumberOf,
  uploadChunkSubject,
  UPLOADS_STREAM,
  UPLOADS_SUBJECTS,
} from './uploads.ts';
export type { AgentLoad } from './agentStatus.ts';
export { checkRule, type CheckedRule, type RuleProblem } from './ruleCheck.ts';
export { ruleLimits } from './ruleLimits.ts';
export { ruleConflict, ruleProblems } from './ruleRefusals.ts';
export {
  type Rule,
  rule,
  type RuleCondition,
  type RuleDraft,
  ruleDraft,
  type RuleKind,
  ruleKinds,
  type RuleMatch,
  type RuleOperator,
  ruleOperators,
  type RuleTrigger,
} from './rules.ts';
export type { LogLevel } from './logData.ts';
