import { CommandError } from '../../../components/feedback/CommandError.tsx';
import { describeCommandError } from '../../../hooks/index.ts';

export interface ChangeErrorProps {
  error: unknown;
  /** Whether any agent answers: tells "no agent" from "not this project". */
  agentIsHere: boolean;
}

/** Why a change was not made; nothing while there is no error. */
export function ChangeError({ error, agentIsHere }: ChangeErrorProps) {
  if (error === null) return null;
  return <CommandError>{describeCommandError(error, agentIsHere)}</CommandError>;
}
