import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareRows, openQueryBench, parseQueryCase, type QueryBench } from '../support/query-case.ts';

const folder = import.meta.dirname;
const relations = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

let bench: QueryBench;
beforeAll(async () => {
  bench = await openQueryBench();
});
afterAll(() => bench.close());

describe.each(relations)('%s', (relation) => {
  const cases = readdirSync(join(folder, relation)).filter((name) => name.endsWith('.yaml'));
  test.each(cases.sort())('%s', async (name) => {
    const given = parseQueryCase(readFileSync(join(folder, relation, name), 'utf8'));
    const { actual, expected } = compareRows(await bench.run(relation, given), given);
    expect(actual, given.why).toEqual(expected);
  });
});
