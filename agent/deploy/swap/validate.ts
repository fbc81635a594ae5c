import type { Entities } from '../entities/entities.ts';
import type { ValidationResult } from '../events.ts';
import type { SwapOrder } from './deployment.ts';

export interface ValidationFacts {
  readonly projectId: string;
  readonly entities: Pick<Entities, 'get' | 'check'>;
  readonly liveEntityId: string | null;
  /** Whether another swap is under way. */
  readonly isSwapping: boolean;
  readonly proxyProblem: () => string | null;
}

/** What a swap needs, each thing with a sentence for people. Changes nothing. */
export async function validateSwap(
  { fromEntityId, toEntityId }: SwapOrder,
  { projectId, entities, liveEntityId, isSwapping, proxyProblem }: ValidationFacts,
): Promise<readonly ValidationResult[]> {
  const entity = entities.get(toEntityId);
  const own = entity?.projectId === projectId ? entity : null;
  const results: ValidationResult[] = [];
  const add = (check: string, problem: string | null, message: string) =>
    results.push({ check, passed: problem === null, message: problem ?? message });

  add(
    'build',
    own ? null : 'This build is not kept for deployment: build again, then deploy that build.',
    own?.number ? `Build #${own.number} is kept.` : 'The build is kept.',
  );
  if (own) {
    add('files', await entities.check(own), `All ${own.files.length} files are as it left them.`);
  }
  const isOther = liveEntityId !== toEntityId;
  add('target', isOther ? null : 'This build is live already.', 'It is not live yet.');
  const expected = fromEntityId === undefined || fromEntityId === liveEntityId;
  add(
    'live',
    expected ? null : 'Another build is live than the one to replace.',
    liveEntityId === null ? 'Nothing is live: it is the first.' : 'It replaces what is live.',
  );
  const busy = isSwapping ? 'Another swap of this project is under way.' : null;
  add('swap', busy, 'No other swap is under way.');
  add('proxy', proxyProblem(), 'The proxy is ready to switch.');
  return results;
}
