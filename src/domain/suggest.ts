/** Letters that must change, appear, vanish or swap places to turn `a` into `b`. */
const distance = (a: string, b: string): number => {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      let best = Math.min(
        (previous[j] ?? 0) + 1,
        (current[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (isSame ? 0 : 1),
      );
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) best = Math.min(best, (beforePrevious[j - 2] ?? 0) + 1);
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
};

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/**
 * The candidate that was probably meant by `name`: the same but for case and punctuation, else the nearest by
 * edits (at most a third of its letters), else the only one that starts like it. Undefined when none is near.
 */
export const likelyName = (name: string, candidates: readonly string[]): string | undefined => {
  const wanted = plain(name);
  if (wanted === '') return undefined;
  const scored = candidates
    .map((candidate) => ({ candidate, edits: distance(wanted, plain(candidate)) }))
    .sort((a, b) => a.edits - b.edits);
  const nearest = scored[0];
  const bearable = Math.min(wanted.length - 1, Math.max(1, Math.floor(wanted.length / 3)));
  if (nearest && nearest.edits <= bearable) return nearest.candidate;
  const alike = candidates.filter((candidate) => {
    const other = plain(candidate);
    return wanted.length >= 3 && other.length >= 3 && (other.startsWith(wanted) || wanted.startsWith(other));
  });
  return alike.length === 1 ? alike[0] : undefined;
};

/** `; did you mean 'x'?` for the end of a message, or nothing when no candidate is near. */
export const didYouMean = (name: string, candidates: readonly string[]): string => {
  const likely = likelyName(name, candidates);
  return likely === undefined ? '' : `; did you mean '${likely}'?`;
};
