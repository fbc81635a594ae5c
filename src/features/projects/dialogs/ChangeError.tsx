import { CommandError } from '../../../components/feedback/CommandError.tsx';
import { describeCommandError } from '../../../hooks/index.ts';

export interface ChangeErrorProps {
  error: unknown;
  /** Distinguishes “no agent” from “not this project”. */
  agentIsHere: boolean;
}

/** Why a change was refused; nothing without an error. */
export function ChangeError({ error, agentIsHere }: ChangeErrorProps) {
  if (error === null) return null;
  return <CommandError>{describeCommandError(error, agentIsHere)}</CommandError>;
}
