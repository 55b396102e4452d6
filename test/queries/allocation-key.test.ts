import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KEY_MEASURES, parseAllocationKey } from '../../src/domain/allocation-key.ts';
import { openQueryBench, parseQueryCase, type QueryBench } from '../support/query-case.ts';

let bench: QueryBench;
beforeAll(async () => {
  bench = await openQueryBench();
});
afterAll(() => bench.close());

const blank = fc.constantFrom('', ' ', '  ', '\t', '\u00a0');
const number = fc.oneof(
  fc.integer({ min: 1, max: 99 }).map(String),
  fc.integer({ min: 1, max: 999 }).map((n) => `0.${String(n).padStart(3, '0')}`),
  fc.integer({ min: 1, max: 9 }).map((n) => `.${n}`),
);
const term = (measure: string) =>
  fc
    .tuple(blank, blank, blank, blank, number, fc.constantFrom('alone', 'before', 'after'))
    .map(([a, b, c, d, weight, where]) => {
      if (where === 'alone') return `${a}${measure}${b}`;
      return where === 'before'
        ? `${a}${weight}${b}*${c}${measure}${d}`
        : `${a}${measure}${b}*${c}${weight}${d}`;
    });
const formula = fc
  .uniqueArray(fc.constantFrom('vcpu', 'ram_gb', 'storage_gb', 'backup_gb'), { minLength: 1 })
  .chain((measures) => fc.tuple(...measures.map(term)))
  .map((terms) => terms.join('+'));

const WEIGHTS = {
  vcpu: 'vcpu_weight',
  ram_gb: 'ram_weight',
  storage_gb: 'storage_weight',
  backup_gb: 'backup_weight',
  equal: 'equal_weight',
} as const;

test('the query reads every key that the reference check accepts, and reads it the same', async () => {
  const keys = [
    ...fc.sample(formula, { numRuns: 150, seed: 20260115 }),
    'energy',
    ' energy ',
    'equal',
    ' equal',
  ];
  const given = parseQueryCase('why: x\nexpect: a');
  const table = {
    columns: ['category', 'subcategory', 'pool', 'key', 'snapshot_id'],
    rows: keys.map((key, i) => [`c${i}`, undefined, 'datacenter', key, 'r1']),
  };
  const read = await bench.run('allocation_rule', {
    ...given,
    given: {
      'stage.reference_current': {
        columns: ['name', 'rows_snapshot_id'],
        rows: [['allocation_rules', 'r1']],
      },
      'raw.allocation_rules': table,
    },
  });
  for (const [i, key] of keys.entries()) {
    const parsed = parseAllocationKey(key);
    const row = read.find(({ category }) => category === `c${i}`);
    expect(row?.is_energy, key).toBe(String(parsed.kind === 'energy'));
    if (parsed.kind === 'energy') continue;
    for (const measure of KEY_MEASURES)
      expect(Number(row?.[WEIGHTS[measure]]), `${measure} of '${key}'`).toBe(parsed.weights[measure]);
  }
});
