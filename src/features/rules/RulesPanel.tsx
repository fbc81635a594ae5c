import { useQuery, useQueryClient } from '@tanstack/react-query';
import { BellRing, Plus, ServerOff, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Rule } from '../../catalogs/slate/index.ts';
import { Button } from '../../components/controls/Button.tsx';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { Switch } from '../../components/controls/Switch.tsx';
import { Banner } from '../../components/feedback/Banner.tsx';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import { Panel } from '../../components/Panel.tsx';
import { describeCommandError, useMessaging, useSubject } from '../../hooks/index.ts';
import { isMessagingError } from '../../lib/messaging/index.ts';
import { refreshRules, rulesQuery } from './queries.ts';
import { RuleDialog } from './RuleDialog.tsx';
import styles from './Rules.module.css';
import { useRuleActions } from './useRuleActions.ts';
import { describeRule } from './words.ts';

/** All rules, with what can be done about them. */
export function RulesPanel({ userName }: { userName: string }) {
  const client = useMessaging();
  const queryClient = useQueryClient();
  const { data: rules, error } = useQuery(rulesQuery(client));
  /** The key keeps the dialog while it closes: it returns the focus. */
  const [dialog, setDialog] = useState<{ open: boolean; times: number; rule: Rule | null }>({
    ...{ open: false, times: 0, rule: null },
  });
  useSubject('slate.rule.changed.*', () => refreshRules(queryClient));
  const edit = (rule: Rule | null) => {
    setDialog(({ times }) => ({ open: true, times: times + 1, rule }));
  };
  return (
    <Panel
      title={rules ? `Rules (${rules.length})` : 'Rules'}
      actions={
        <Button size="sm" variant="primary" icon={<Plus size={14} />} onClick={() => edit(null)}>
          New rule
        </Button>
      }
      flush
    >
      {rules ? (
        <>
          {error && (
            <div className={styles.problem}>
              <Banner tone="warning">
                These are the rules as they were last: {describeCommandError(error, false)}
              </Banner>
            </div>
          )}
          <RuleList rules={rules} userName={userName} onEdit={edit} />
        </>
      ) : (
        <Unknown error={error} />
      )}
      <RuleDialog
        key={dialog.times}
        open={dialog.open}
        rule={dialog.rule}
        userName={userName}
        onClose={() => setDialog((before) => ({ ...before, open: false }))}
      />
    </Panel>
  );
}

function Unknown({ error }: { error: Error | null }) {
  if (!error) {
    return (
      <div className={styles.loading} role="status" aria-label="Loading the rules">
        <Skeleton height={48} />
        <Skeleton height={48} />
      </div>
    );
  }
  if (isMessagingError(error, 'no-responders')) {
    return (
      <EmptyState icon={<ServerOff size={20} />} title="No agent answers">
        Agents keep the rules and evaluate them. Start one with <code>npm start</code>: what
        happened until then is evaluated, too.
      </EmptyState>
    );
  }
  return (
    <div className={styles.problem}>
      <Banner tone="error">The rules can’t be listed: {describeCommandError(error, false)}</Banner>
    </div>
  );
}

interface RuleListProps {
  rules: readonly Rule[];
  userName: string;
  onEdit: (rule: Rule) => void;
}

function RuleList({ rules, userName, onEdit }: RuleListProps) {
  const actions = useRuleActions(userName);
  if (rules.length === 0) {
    return (
      <EmptyState icon={<BellRing size={20} />} title="No rules yet">
        A rule watches stored events and notifies you: when builds fail, when too much of something
        happens, when something falls silent, or when a build never ends.
      </EmptyState>
    );
  }
  return (
    <ul className={styles.rules} aria-label="Rules">
      {rules.map((rule) => (
        <li key={rule.ruleId} className={styles.rule} aria-label={rule.name}>
          <div className={styles.about}>
            <p className={styles.name}>{rule.name}</p>
            <p className={styles.sentence}>{describeRule(rule)}</p>
          </div>
          <div className={styles.actions}>
            <Switch
              label={rule.enabled ? 'On' : 'Off'}
              checked={rule.enabled}
              onChange={(enabled) => actions.enable(rule, enabled)}
            />
            <Button size="sm" aria-label={`Edit “${rule.name}”`} onClick={() => onEdit(rule)}>
              Edit
            </Button>
            <IconButton
              label={`Delete “${rule.name}”`}
              icon={Trash2}
              onClick={() => actions.remove(rule)}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}
