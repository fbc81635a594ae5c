import { GitBranch } from 'lucide-react';
import type { BuildGit } from '../../catalogs/slate/index.ts';
import styles from './GitFacts.module.css';
import { shortCommit } from './derived/shown.ts';

export function GitFacts({ git }: { git: BuildGit }) {
  const { branch, commit, subject, author, dirty } = git;
  const short = shortCommit(git);
  if (branch === undefined && short === null && subject === undefined) return null;
  return (
    <span className={styles.git}>
      {branch !== undefined && (
        <span className={styles.branch} title={branch}>
          <GitBranch size={12} aria-hidden="true" />
          <span className="visually-hidden">Branch </span>
          {branch}
        </span>
      )}
      {short !== null && (
        <span className={styles.commit} title={commit}>
          <span className="visually-hidden">Commit </span>
          {commit === undefined ? short : commit.slice(0, short.replace('+', '').length)}
        </span>
      )}
      {subject !== undefined && (
        <span className={styles.subject} title={subject}>
          {subject}
        </span>
      )}
      {author !== undefined && <span className={styles.author}>{author}</span>}
      {dirty === true && commit !== undefined && (
        <span className={styles.dirty} title="Built with changes that are in no commit">
          uncommitted changes
        </span>
      )}
    </span>
  );
}
