type Key = readonly (bigint | string | null)[];

const compareParts = (a: bigint | string | null, b: bigint | string | null): number => {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
};

const compare = (a: Key, b: Key): number => {
  for (const [index, part] of a.entries()) {
    const order = compareParts(part, b[index] ?? null);
    if (order !== 0) return order;
  }
  return 0;
};

/**
 * Rows in ascending order of their keys, null first; of those with one key the first stays.
 * @param keyOf the columns that tell rows apart, the same number for each
 */
export const sortDistinct = <T>(rows: readonly T[], keyOf: (row: T) => Key): readonly T[] => {
  const keyed = rows.map((row) => ({ row, key: keyOf(row) })).sort((a, b) => compare(a.key, b.key));
  return keyed
    .filter(({ key }, index) => compare(key, keyed[index - 1]?.key ?? []) !== 0 || index === 0)
    .map(({ row }) => row);
};
