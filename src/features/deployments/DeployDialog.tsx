import { useEffect } from 'react';
import type { DeployableBuild, LiveDeployment } from '../../catalogs/slate/index.ts';
import { Button } from '../../components/controls/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { CommandError } from '../../components/feedback/CommandError.tsx';
import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import { StateIcon } from '../../components/steps/StateIcon.tsx';
import { describeCommandError, useCommand } from '../../hooks/index.ts';
import styles from './Deployments.module.css';
import { buildName } from './model.ts';

/** Its files are read and compared. */
const VALIDATE_TIMEOUT_MS = 20_000;

export interface DeployDialogProps {
  projectId: string;
  userName: string;
  build: DeployableBuild;
  /** What it would replace. */
  live: LiveDeployment | null;
  onClose: () => void;
}

/** Shows what was checked before a build goes live, and asks. */
export function DeployDialog({ projectId, userName, build, live, onClose }: DeployDialogProps) {
  const options = { timeoutMs: VALIDATE_TIMEOUT_MS };
  const validate = useCommand('deployment.swap', options);
  const deploy = useCommand('deployment.swap', options);
  const name = buildName(build.number).toLowerCase();
  const fromEntityId = live?.entityId ?? null;
  const order = { fromEntityId, toEntityId: build.entityId, by: userName };
  const { mutate } = validate;
  useEffect(() => {
    mutate({
      ids: { projectId },
      input: { fromEntityId, toEntityId: build.entityId, validateOnly: true },
    });
  }, [mutate, projectId, fromEntityId, build.entityId]);

  const answer = deploy.data ?? validate.data;
  const results = answer?.validation;
  const passed = results?.every((result) => result.passed) ?? false;
  const error = deploy.error ?? validate.error;
  const submit = () => {
    if (!passed || deploy.isPending) return;
    deploy.mutate(
      { ids: { projectId }, input: order },
      {
        onSuccess: ({ started }) => {
          if (started) onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      title={`Deploy ${name}`}
      onClose={() => {
        if (!deploy.isPending) onClose();
      }}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            asks
            variant="primary"
            pending={deploy.isPending}
            aria-disabled={!passed}
            onClick={submit}
          >
            Deploy
          </Button>
        </>
      }
    >
      <div className={styles.dialog}>
        <p>
          {live
            ? `It replaces ${buildName(live.number).toLowerCase()} without a lost request. For 10 seconds it can be rolled back.`
            : 'It is started and, when its health checks pass, live at the project’s address.'}
        </p>
        <section aria-labelledby="deploy-checks">
          <h3 id="deploy-checks" className={styles.heading}>
            Validation
          </h3>
          <div role="status" aria-busy={results === undefined}>
            {results === undefined && !error && (
              <>
                <span className="visually-hidden">Validating</span>
                <Skeleton width="70%" />
              </>
            )}
            {results && (
              <ul className={styles.checks}>
                {results.map((result) => (
                  <li key={result.check} className={styles.stage}>
                    <StateIcon state={result.passed ? 'passed' : 'failed'} withWord />
                    <span>{result.message}</span>
                  </li>
                ))}
              </ul>
            )}
          </div>
        </section>
        {error && <CommandError>{describeCommandError(error, true)}</CommandError>}
      </div>
    </Dialog>
  );
}
