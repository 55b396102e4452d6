import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Period } from '../../src/domain/period.ts';
import { buildReport } from '../../src/report/build.ts';
import { loadReport } from '../../src/report/load.ts';
import type { ReportModel } from '../../src/report/model.ts';
import { openReader } from '../../src/store/ledger.ts';
import { home, portOf, readText } from '../report/fixture.ts';
import { dayBounds, every, powerCsv, REFERENCE } from '../support/estate.ts';
import { createWorkspace, type Workspace } from '../support/workspace.ts';

const RESOURCES = [{ resource_id: 1n, service_id: 1n, vcpu: 2 }];
const MAY: Period = { from: '2026-05-01', to: '2026-05-31' };

/** Three days of one machine, collected with the estates that a test publishes. */
const prepared = async (): Promise<Workspace> => {
  const ws = createWorkspace();
  ws.writeReference(REFERENCE);
  const [from, to] = [
    dayBounds('2026-05-09', 'Europe/Paris').from,
    dayBounds('2026-05-11', 'Europe/Paris').to,
  ];
  ws.write('power/a.csv', powerCsv(every({ from, to, watts: 1000, stepMinutes: 5 })));
  await ws.ok(['collect', 'reference', 'power', '--month', '2026-05'], { now: '2026-05-12T06:00:00Z' });
  return ws;
};

const calculate = (ws: Workspace, now = '2026-05-12T07:00:00Z') =>
  ws.ok(['calculate', '--from', '2026-05-09', '--to', '2026-05-11'], { now });

const modelOf = async (ws: Workspace, name: string, period: Period): Promise<ReportModel> => {
  const reader = await openReader(join(ws.dir, 'bilan.duckdb'));
  try {
    return await buildReport(
      await loadReport(name, 'en', { home, own: [] }, readText),
      portOf(reader.connection),
      period,
    );
  } finally {
    await reader.close();
  }
};

const blocksOf = (model: ReportModel, section: string) =>
  model.sections.find(({ id }) => id === section)?.blocks ?? [];

/** Cells of the rows of a table, as text. */
const rowsOf = (model: ReportModel, section: string, id: string, columns: readonly string[]) =>
  blocksOf(model, section).flatMap((block) => {
    if (block.kind !== 'table' || block.id !== id) return [];
    const places = columns.map((name) => block.columns.findIndex((column) => column.id === name));
    return block.rows.map((row) => places.map((place) => row[place] ?? null));
  });

const saysInPart = (model: ReportModel): boolean =>
  blocksOf(model, 'quality').some((block) => block.kind === 'paragraph' && /only in part/.test(block.text));

test('carbon-monthly says which collection was read only in part, which family, and on which days', async () => {
  const ws = await prepared();
  await ws.publishEstate({ takenAt: '2026-05-09T09:00:00Z', resources: RESOURCES });
  await ws.publishEstate({ takenAt: '2026-05-10T10:00:00Z', resources: RESOURCES, unread: 'databases' });
  await calculate(ws);
  const model = await modelOf(ws, 'carbon-monthly', MAY);
  const [, part] = await ws.sql("select snapshot_id from snapshot where source = 'itcare' order by taken_at");
  expect(
    rowsOf(model, 'quality', 'partial', ['snapshot_id', 'family', 'days', 'first_day', 'last_day', 'error']),
  ).toEqual([[part?.snapshot_id, 'databases', '2', '2026-05-10', '2026-05-11', '403']]);
  expect(saysInPart(model)).toBe(true);
  expect(
    rowsOf(model, 'provenance', 'snapshots', ['snapshot_id', 'is_complete']).filter(([id]) =>
      String(id).startsWith('itcare'),
    ),
  ).toEqual([
    ['itcare-000003', 'yes'],
    [part?.snapshot_id, 'no'],
  ]);
});

test('a collection in part that a complete one followed by the end of each day is not said', async () => {
  const ws = await prepared();
  await ws.publishEstate({ takenAt: '2026-05-08T10:00:00Z', resources: RESOURCES, unread: 'databases' });
  await ws.publishEstate({ takenAt: '2026-05-09T10:00:00Z', resources: RESOURCES });
  await calculate(ws);
  const model = await modelOf(ws, 'carbon-monthly', MAY);
  expect(saysInPart(model)).toBe(false);
  expect(rowsOf(model, 'quality', 'partial', ['snapshot_id'])).toEqual([]);
});

test('what is collected in part after the days are over changes no byte of their report', async () => {
  const ws = await prepared();
  await ws.publishEstate({ takenAt: '2026-05-09T09:00:00Z', resources: RESOURCES });
  await calculate(ws);
  const bytes = async (out: string, ...args: string[]) => {
    await ws.ok([
      'report',
      'carbon-monthly',
      '--month',
      '2026-05',
      '--format',
      'xlsx',
      '--out',
      out,
      ...args,
    ]);
    return readdirSync(join(ws.dir, out))
      .sort()
      .map((name) => readFileSync(join(ws.dir, out, name)).toString('base64'));
  };
  const before = await bytes('before');
  await ws.publishEstate({ takenAt: '2026-05-12T08:00:00Z', resources: RESOURCES, unread: 'databases' });
  expect(await bytes('after')).toEqual(before);
  await calculate(ws, '2026-05-13T07:00:00Z');
  expect(await bytes('known', '--as-known-on', '2026-05-12')).toEqual(before);
});

test.each(['obsolescence-audit', 'backup-compliance'])(
  '%s says what the newest collection could not read',
  async (name) => {
    const ws = await prepared();
    await ws.publishEstate({ takenAt: '2026-05-09T09:00:00Z', resources: RESOURCES });
    const day: Period = { from: '2026-05-20', to: '2026-05-20' };
    await ws.publishEstate({ takenAt: '2026-05-10T10:00:00Z', resources: RESOURCES, unread: 'databases' });
    const model = await modelOf(ws, name, day);
    expect(saysInPart(model)).toBe(true);
    expect(rowsOf(model, 'quality', 'partial', ['taken_at', 'family', 'error'])).toEqual([
      ['2026-05-10 10:00:00 UTC', 'databases', '403'],
    ]);
    await ws.publishEstate({ takenAt: '2026-05-11T10:00:00Z', resources: RESOURCES });
    expect(saysInPart(await modelOf(ws, name, day))).toBe(false);
  },
);
