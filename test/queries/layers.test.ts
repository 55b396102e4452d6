import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planSteps } from '../../src/calc/plan.ts';
import { openWork } from '../../src/store/duckdb.ts';
import {
  bareSql,
  loadQueryFiles,
  parseQueryFile,
  type QueryFile,
  type QueryFolder,
  queriesFolder,
} from '../../src/store/query-files.ts';

const FOLDERS: readonly QueryFolder[] = ['stage', 'calc', 'mart', 'control', 'audit', 'explore'];
const all = (await Promise.all(FOLDERS.map((folder) => loadQueryFiles(folder).catch(() => [])))).flat();
const marts = new Set(all.filter(({ folder }) => folder === 'mart').map(({ relation }) => relation));
const steps = new Map(
  all.filter(({ step }) => step !== undefined).map((query) => [`calc.${query.relation}`, query.step ?? 0]),
);

/** What a query may not read, by the layer it is in (design, SQL). */
const wrongReads = (query: QueryFile): string[] =>
  query.reads.filter((read) => {
    const [schema, name] = read.includes('.') ? read.split('.') : ['main', read];
    switch (query.folder) {
      case 'stage':
        return schema !== 'raw' && schema !== 'stage';
      case 'calc': {
        if (schema === 'stage') return false;
        if (schema !== 'calc') return true;
        // Views over what runs kept read the tables of runs and one another.
        return query.step !== undefined && (steps.get(read) ?? Number.POSITIVE_INFINITY) >= query.step;
      }
      case 'mart':
        return query.relation.startsWith('report_')
          ? !(schema === 'calc' || schema === 'stage' || (schema === 'main' && marts.has(name ?? '')))
          : schema !== 'calc' && schema !== 'stage';
      default:
        return !(schema === 'stage' || (schema === 'main' && marts.has(name ?? '')));
    }
  });

test('there are queries to look at, in every layer of this version', () => {
  expect(all.length).toBeGreaterThan(60);
  expect(new Set(all.map(({ folder }) => folder)).size).toBeGreaterThanOrEqual(4);
});

test.each(all.map((query) => [query.file, query] as const))(
  '%s reads only what its layer may',
  (_, query) => {
    expect(wrongReads(query)).toEqual([]);
  },
);

test('relations are joined by name: a comma would hide what is read', () => {
  const comma = /\b(?:from|join)\s+[a-z_][\w.]*(?:\s+(?:as\s+)?[a-z]\w*)?\s*,\s*([a-z_][\w.]*)/gi;
  for (const { file, sql } of all) {
    const hidden = [...bareSql(sql).matchAll(comma)].map((match) => match[1] ?? '');
    expect(
      hidden.filter((name) => name.includes('.') || marts.has(name)),
      file,
    ).toEqual([]);
  }
});

test('a query that reads the wrong layer is seen', () => {
  const header = '-- grain: a\n-- unit: b\n-- why: c\n';
  const wrong = (folder: QueryFolder, name: string, sql: string) =>
    wrongReads(parseQueryFile(folder, name, `${header}${sql}`));
  expect(wrong('mart', 'x.sql', 'select * from raw.snapshot')).toEqual(['raw.snapshot']);
  expect(wrong('calc', '030_x.sql', 'select * from calc.equipment_day join stage.pue using (a)')).toEqual([
    'calc.equipment_day',
  ]);
  expect(wrong('audit', 'x.sql', 'with a as (select 1) select * from a cross join calc.run')).toEqual([
    'calc.run',
  ]);
  expect(wrong('audit', 'x.sql', 'select 1 from snapshot as s where a is not distinct from s.b')).toEqual([]);
  expect(wrong('audit', 'x.sql', 'select * from nowhere')).toEqual(['nowhere']);
});

test('steps have numbers of their own and are run in their order', () => {
  const planned = planSteps(all.filter(({ folder }) => folder === 'calc'));
  const numbers = planned.map(({ step }) => step);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect([...numbers].sort((a, b) => (a ?? 0) - (b ?? 0))).toEqual(numbers);
});

test('a step that reads a later one is refused by the plan', () => {
  const header = '-- grain: a\n-- unit: b\n-- why: c\n';
  const early = parseQueryFile('calc', '010_a.sql', `${header}select * from calc.b`);
  const late = parseQueryFile('calc', '020_b.sql', `${header}select * from stage.sample`);
  expect(() => planSteps([early, late])).toThrow(/010_a\.sql reads calc\.b/);
});

test('each file is one SELECT to the engine, and declares every parameter once in its params', async () => {
  const work = await openWork();
  try {
    for (const query of all) {
      const statements = await work.connection.extractStatements(query.sql);
      expect(statements.count, query.file).toBe(1);
      for (const name of query.parameters)
        expect(query.sql.split(new RegExp(`\\$${name}\\b`)).length - 1, `${query.file}: $${name}`).toBe(1);
    }
  } finally {
    await work.close();
  }
});

test.each([
  ['two statements', 'select 1; select 2', /semicolon/],
  ['a statement that is no SELECT', 'create table x (a int)', /a SELECT is expected/],
])('%s in a query file are refused', (_, sql, message) => {
  expect(() => parseQueryFile('calc', 'x.sql', `-- grain: a\n-- unit: b\n-- why: c\n${sql}`)).toThrow(
    message,
  );
});

test('a missing header line is refused with its number', () => {
  expect(() => parseQueryFile('calc', 'x.sql', '-- grain: a\n-- why: c\nselect 1')).toThrow('x.sql:2');
});

test('the ledger is made without updates and deletions', () => {
  for (const name of readdirSync(join(queriesFolder, 'schema')))
    expect(readFileSync(join(queriesFolder, 'schema', name), 'utf8')).not.toMatch(/^\s*(update|delete)\b/im);
});
