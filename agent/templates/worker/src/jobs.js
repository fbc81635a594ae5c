/** Does one job: put yours here. @returns what came of it, for the log */
export function work(number) {
  if (!Number.isSafeInteger(number) || number < 1)
    throw new RangeError('A job has a number from 1');
  const factors = [];
  let rest = number;
  for (let factor = 2; factor * factor <= rest; factor++) {
    while (rest % factor === 0) {
      factors.push(factor);
      rest /= factor;
    }
  }
  if (rest > 1 || factors.length === 0) factors.push(rest);
  return `${number} = ${factors.join(' × ')}`;
}
