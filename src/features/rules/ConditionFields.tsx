import { Plus, X } from 'lucide-react';
import { ruleLimits, ruleOperators } from '../../catalogs/slate/index.ts';
import { Button } from '../../components/controls/Button.tsx';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { SelectField } from '../../components/controls/SelectField.tsx';
import { TextField } from '../../components/controls/TextField.tsx';
import type { ConditionForm, RuleForm } from './form.ts';
import styles from './Rules.module.css';
import { operatorNames } from './words.ts';

export interface ConditionFieldsProps {
  form: RuleForm;
  errorOf: (...fields: readonly string[]) => string | undefined;
  onChange: (part: Partial<RuleForm>) => void;
}

/** Which events of the subject count. */
export function ConditionFields({ form, errorOf, onChange }: ConditionFieldsProps) {
  const { conditions, match } = form;
  const set = (index: number, part: Partial<ConditionForm>) => {
    const before = conditions[index];
    if (before) onChange({ conditions: conditions.with(index, { ...before, ...part }) });
  };
  return (
    <fieldset className={styles.conditions}>
      <legend>Conditions</legend>
      {conditions.length > 1 && (
        <SelectField
          label="Events count if"
          className={styles.stacked}
          options={[
            { value: 'all', text: 'all conditions are met' },
            { value: 'any', text: 'any condition is met' },
          ]}
          value={match}
          onChange={(value) => onChange({ match: value === 'any' ? 'any' : 'all' })}
        />
      )}
      {conditions.map(({ path, operator, value }, index) => (
        // A condition has no identity but its place.
        <div
          key={index}
          className={styles.condition}
          role="group"
          aria-label={`Condition ${index + 1}`}
        >
          <TextField
            label="Field"
            className={styles.code}
            placeholder="data.step"
            value={path}
            spellCheck={false}
            error={errorOf(`conditions.${index}.path`)}
            onChange={({ target }) => set(index, { path: target.value })}
          />
          <SelectField
            label="Comparison"
            className={styles.stacked}
            options={ruleOperators.map((one) => ({ value: one, text: operatorNames[one] }))}
            value={operator}
            onChange={(chosen) => {
              const next = ruleOperators.find((one) => one === chosen);
              if (next) set(index, { operator: next });
            }}
          />
          {operator !== 'exists' && (
            <TextField
              label="Value"
              className={styles.code}
              value={value}
              spellCheck={false}
              error={errorOf(`conditions.${index}.value`)}
              onChange={({ target }) => set(index, { value: target.value })}
            />
          )}
          <IconButton
            label={`Remove condition ${index + 1}`}
            icon={X}
            size="md"
            onClick={() => onChange({ conditions: conditions.toSpliced(index, 1) })}
          />
        </div>
      ))}
      {conditions.length < ruleLimits.conditions && (
        <Button
          size="sm"
          icon={<Plus size={14} />}
          onClick={() =>
            onChange({ conditions: [...conditions, { path: '', operator: 'eq', value: '' }] })
          }
        >
          Add condition
        </Button>
      )}
    </fieldset>
  );
}
