import type { BuildFailure } from '../model/model.ts';

export function describeFailure({ step, exitCode, message }: BuildFailure): string {
  const where = step === null ? 'The build failed' : `Step “${step}” failed`;
  const how = exitCode === null ? '' : ` with exit code ${exitCode}`;
  const sentence = `${where}${how}.`;
  if (message === null || (step !== null && message.includes(step))) {
    return message !== null && exitCode === null ? message : sentence;
  }
  return `${sentence} ${message}`;
}
