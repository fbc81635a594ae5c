import { useQueryClient } from '@tanstack/react-query';
import { v7 as uuidv7 } from 'uuid';
import type { Rule, RuleDraft } from '../../catalogs/slate/index.ts';
import { toast } from '../../components/toast.ts';
import { describeCommandError, useMessaging } from '../../hooks/index.ts';
import { dropRule, keepRule, refreshRules } from './queries.ts';

const TIMEOUT_MS = 8_000;

export interface RuleActions {
  /** @throws MessagingError */
  save(ruleId: string, draft: RuleDraft, revision: number): Promise<Rule>;
  /** What fails is reported as a toast. */
  enable(rule: Rule, enabled: boolean): void;
  /** With an Undo in its toast. */
  remove(rule: Rule): void;
}

const draftOf = ({ name, enabled, pattern, match, conditions, trigger }: Rule): RuleDraft => ({
  ...{ name, enabled, pattern, match, conditions, trigger },
});

export function useRuleActions(userName: string): RuleActions {
  const client = useMessaging();
  const queryClient = useQueryClient();
  const options = () => ({ timeoutMs: TIMEOUT_MS, idempotencyKey: uuidv7() });
  const report = (what: string) => (error: unknown) => {
    toast('failure', `${what}: ${describeCommandError(error, false)}`);
    refreshRules(queryClient);
  };
  const save = async (ruleId: string, rule: RuleDraft, revision: number) => {
    const input = { rule, revision, savedBy: userName };
    const saved = await client.request('rule.save', { ruleId }, input, options());
    keepRule(queryClient, saved);
    return saved;
  };
  return {
    save,
    enable(rule, enabled) {
      const draft = { ...draftOf(rule), enabled };
      save(rule.ruleId, draft, rule.revision).catch(report(`“${rule.name}” stays as it is`));
    },
    remove(rule) {
      const { ruleId, name, revision } = rule;
      client.request('rule.remove', { ruleId }, { revision, removedBy: userName }, options()).then(
        (removed) => {
          dropRule(queryClient, ruleId);
          const restore = () => {
            save(ruleId, draftOf(rule), removed.revision).catch(report(`“${name}” is not back`));
          };
          toast('success', `“${name}” was deleted.`, { label: 'Undo', run: restore });
        },
        report(`“${name}” was not deleted`),
      );
    },
  };
}
