import {
  createLeasedHost,
  type LeasedHost,
  type LeasedHostParts,
} from '../projects/records/leasedHost.ts';
import type { OpenFiles } from './fileEntry.ts';

/** The files of the projects that this agent looks after. */
export interface FilesHost extends Pick<LeasedHost<OpenFiles>, 'get' | 'close'> {
  /** See LeasedHost.onOpen. */
  readonly onFiles: LeasedHost<OpenFiles>['onOpen'];
}

export function createFilesHost(
  parts: Omit<LeasedHostParts<OpenFiles>, 'purpose' | 'what'>,
): FilesHost {
  const { get, onOpen, close } = createLeasedHost({
    ...parts,
    purpose: 'files',
    what: 'the files',
  });
  return { get, onFiles: onOpen, close };
}
