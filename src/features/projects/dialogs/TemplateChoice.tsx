import { useId } from 'react';
import { assertNever } from '../../../lib/assertNever.ts';
import styles from './TemplateChoice.module.css';
import type { ProjectsAnswer } from '../useProjects.ts';

export interface TemplateChoiceProps {
  answer: ProjectsAnswer;
  chosen: string | null;
  onChoose: (template: string) => void;
}

/** The templates, or why there are none. */
export function TemplateChoice({ answer, chosen, onChoose }: TemplateChoiceProps) {
  const name = useId();
  const { templates } = answer;
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>Template</legend>
      {templates.map(({ template, name: title, description }) => (
        <label key={template} className={styles.option}>
          <input
            type="radio"
            name={name}
            value={template}
            checked={template === chosen}
            onChange={() => onChoose(template)}
            aria-describedby={`${name}-${template}`}
            aria-label={title}
          />
          <span className={styles.title}>{title}</span>
          <span id={`${name}-${template}`} className={styles.description}>
            {description}
          </span>
        </label>
      ))}
      {(templates.length === 0 || answer.kind === 'no-agent') && (
        <p className={styles.description}>{whyNone(answer)}</p>
      )}
    </fieldset>
  );
}

function whyNone(answer: ProjectsAnswer): string {
  switch (answer.kind) {
    case 'asking':
      return 'Asking the agent what it has …';
    case 'no-agent':
      return 'No agent is connected, and an agent makes the project. Start one with npm start.';
    case 'failed':
      return `The agent could not list its templates: ${answer.message}`;
    case 'known':
      return 'This agent has no templates: update it.';
    default:
      return assertNever(answer);
  }
}
