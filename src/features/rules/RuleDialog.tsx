import { type FormEvent, useId, useState } from 'react';
import { v4 as uuid } from 'uuid';
import {
  type Rule,
  ruleConflict,
  ruleKinds,
  type RuleProblem,
  ruleProblems,
} from '../../catalogs/slate/index.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Button } from '../../components/controls/Button.tsx';
import { SelectField } from '../../components/controls/SelectField.tsx';
import { TextField } from '../../components/controls/TextField.tsx';
import { CommandError } from '../../components/feedback/CommandError.tsx';
import { describeCommandError } from '../../hooks/index.ts';
import { isMessagingError } from '../../lib/messaging/index.ts';
import { ConditionFields } from './ConditionFields.tsx';
import { checkForm, draftOf, formOf, newRule, type RuleForm } from './form.ts';
import styles from './Rules.module.css';
import { TrialSection } from './TrialSection.tsx';
import { useRuleActions } from './useRuleActions.ts';
import { kindNames } from './words.ts';

export interface RuleDialogProps {
  open: boolean;
  /** Null for a new one. */
  rule: Rule | null;
  userName: string;
  onClose: () => void;
}

type Sending =
  | { readonly state: 'editing' }
  | { readonly state: 'sending' }
  | { readonly state: 'failed'; readonly words: string; readonly theirs: Rule | null };

/** Makes or changes a rule, and tries it against history. */
export function RuleDialog({ open, rule, userName, onClose }: RuleDialogProps) {
  const actions = useRuleActions(userName);
  const formId = useId();
  const [form, setForm] = useState<RuleForm>(() => (rule ? formOf(rule) : newRule));
  const [problems, setProblems] = useState<readonly RuleProblem[]>([]);
  const [sending, setSending] = useState<Sending>({ state: 'editing' });
  const [ruleId] = useState(() => rule?.ruleId ?? uuid());
  /** What is wrong is shown once it was sent or tried, and goes as it is put right. */
  const [isChecked, setIsChecked] = useState(false);

  const change = (part: Partial<RuleForm>) => {
    const next = { ...form, ...part };
    setForm(next);
    if (isChecked) setProblems(checkForm(next));
  };
  const isFine = () => {
    const found = checkForm(form);
    setIsChecked(true);
    setProblems(found);
    return found.length === 0;
  };
  const errorOf = (...fields: readonly string[]) =>
    problems.find(({ field }) => fields.includes(field))?.message;

  const send = (revision: number) => {
    setSending({ state: 'sending' });
    actions.save(ruleId, draftOf(form), revision).then(onClose, (error: unknown) => {
      if (isMessagingError(error, 'rejected')) {
        const named = ruleProblems.safeParse(error.details).data?.problems;
        if (named) setProblems(named);
      }
      const conflict =
        isMessagingError(error, 'rejected') && error.reason === 'changed'
          ? (ruleConflict.safeParse(error.details).data ?? null)
          : null;
      const words = describeCommandError(error, false);
      setSending({ state: 'failed', words, theirs: conflict?.theirs ?? null });
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (sending.state === 'sending') return;
    if (isFine()) send(rule?.revision ?? 0);
    else focusFirstError(formId);
  };
  const isTimed = form.kind !== 'each';
  const theirs = sending.state === 'failed' ? sending.theirs : null;

  return (
    <Dialog
      open={open}
      onClose={onClose}
      wide
      title={rule ? 'Edit rule' : 'New rule'}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {theirs && (
            <Button variant="danger" onClick={() => send(theirs.revision)}>
              Replace theirs
            </Button>
          )}
          <Button
            type="submit"
            form={formId}
            variant="primary"
            pending={sending.state === 'sending'}
          >
            {rule ? 'Save rule' : 'Create rule'}
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.form} onSubmit={submit} noValidate>
        <TextField
          label="Name"
          // Not React's: it would move the focus before the dialog notes where it was.
          {...{ autofocus: '' }}
          value={form.name}
          placeholder="Such as “A build is stuck”"
          error={errorOf('name')}
          onChange={({ target }) => change({ name: target.value })}
        />
        <TextField
          label="Subject"
          className={styles.code}
          value={form.pattern}
          error={errorOf('pattern')}
          hint="Of any open catalog: * stands for one name, > at the end for the rest."
          spellCheck={false}
          onChange={({ target }) => change({ pattern: target.value })}
        />
        <ConditionFields form={form} errorOf={errorOf} onChange={change} />
        <SelectField
          label="Matches"
          className={styles.stacked}
          options={ruleKinds.map((value) => ({ value, text: kindNames[value] }))}
          value={form.kind}
          onChange={(value) => {
            const kind = ruleKinds.find((one) => one === value);
            if (kind) change({ kind });
          }}
        />
        <div className={styles.pair}>
          {form.kind === 'count' && (
            <TextField
              label="Events"
              inputMode="numeric"
              value={form.count}
              error={errorOf('trigger.count')}
              onChange={({ target }) => change({ count: target.value })}
            />
          )}
          {isTimed && (
            <TextField
              label={form.kind === 'silence' ? 'For' : 'Within'}
              value={form.time}
              error={errorOf('trigger.withinMs', 'trigger.forMs')}
              hint="Such as 45s, 30m or 1h 30m"
              onChange={({ target }) => change({ time: target.value })}
            />
          )}
          {form.kind === 'not-followed' && (
            <TextField
              label="Field that both have in common"
              className={styles.code}
              value={form.key}
              error={errorOf('trigger.key')}
              spellCheck={false}
              onChange={({ target }) => change({ key: target.value })}
            />
          )}
        </div>
        {form.kind === 'not-followed' && (
          <Followers
            value={form.followers}
            error={errorOf('trigger.by')}
            onChange={(followers) => change({ followers })}
          />
        )}
      </form>
      <TrialSection draft={() => (isFine() ? draftOf(form) : null)} />
      {sending.state === 'failed' && (
        <p className={styles.failure}>
          <CommandError>{sending.words}</CommandError>
        </p>
      )}
    </Dialog>
  );
}

interface FollowersProps {
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

function Followers({ value, error, onChange }: FollowersProps) {
  const id = useId();
  return (
    <div className={styles.followers}>
      <label htmlFor={id}>Followed by any of these subjects</label>
      <textarea
        id={id}
        rows={3}
        value={value}
        spellCheck={false}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={`${id}-note`}
        onChange={({ target }) => onChange(target.value)}
      />
      <p id={`${id}-note`} className={error === undefined ? styles.hint : styles.error}>
        {error ?? 'One subject per line.'}
      </p>
    </div>
  );
}

function focusFirstError(formId: string): void {
  // The marks are there with the next frame.
  requestAnimationFrame(() => {
    document.getElementById(formId)?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  });
}
