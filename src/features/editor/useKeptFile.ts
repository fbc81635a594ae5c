import { useEffect, useState } from 'react';
import { useMessaging } from '../../hooks/index.ts';

/**
 * The fileId of the file that was last open at a path here; null while that is not known.
 * @param path null looks for nothing
 */
export function useKeptFile(projectId: string, path: string | null): string | null {
  const { userId } = useMessaging();
  const [kept, setKept] = useState<{ path: string; fileId: string | null } | null>(null);

  useEffect(() => {
    if (path === null) return;
    let isWanted = true;
    void import('./copyStore.ts')
      .then(({ findKeptFile }) => findKeptFile(userId, projectId, path))
      // Where nothing can be kept, nothing was.
      .catch(() => null)
      .then((fileId) => {
        if (isWanted) setKept({ path, fileId });
      });
    return () => {
      isWanted = false;
    };
  }, [userId, projectId, path]);
  return kept?.path === path ? kept.fileId : null;
}
