import { expect, test } from 'vitest';
import { calculate, changePue, openBooks, power, publications, RESOURCES } from '../support/books.ts';

test('a closed month stays as it is, to the last bit, through collections, runs and restatements of others', async () => {
  const ws = await openBooks(['2026-01', '2026-02']);
  await calculate(ws, '2026-01');
  await calculate(ws, '2026-02');
  expect((await ws.bilan(['close', '2026-02', '--by', 'Ada'])).stdout).toBe(
    '2026-02 is closed: version 1, run-000002\n',
  );
  const before = await ws.sql(
    "select * from service_month where month = '2026-02-01' order by service_id nulls last",
  );
  const days = await ws.sql("select * from resource_day where day >= '2026-02-01' order by all");
  changePue(ws, 1.5);
  ws.write(
    'power/a.csv',
    power(['2026-01', '2026-02'], () => [2000, 500]),
  );
  await ws.publishEstate({
    takenAt: '2026-02-10T12:00:00Z',
    services: [{ service_id: 10n, name: 'renamed' }],
    resources: RESOURCES.slice(0, 1),
  });
  await ws.ok(['collect']);
  const again = await calculate(ws, '2026-02');
  expect(again.stderr).toContain(
    '2026-02 is closed: version 1, run-000002. Its published figures did not change',
  );
  expect(again.stderr).toMatch(/reference file pue\.csv: changed \(\w{12} before, \w{12} now\)/);
  expect(again.stderr).toMatch(/samples of 2026-02-05: changed/);
  expect(again.stderr).toMatch(/snapshot itcare-\d+: new/);
  expect(again.stderr).not.toMatch(/equipment\.csv|from_day/);
  await calculate(ws, '2026-01');
  expect(
    await ws.sql("select * from service_month where month = '2026-02-01' order by service_id nulls last"),
  ).toEqual(before);
  expect(await ws.sql("select * from resource_day where day >= '2026-02-01' order by all")).toEqual(days);
  expect(await publications(ws)).toEqual([
    { month: '2026-02', version: 1, run_id: 'run-000002', status: 'closed', reason: null, author: 'Ada' },
  ]);
  // The open month follows its newest run.
  const [january] = await ws.sql("select run_id from service_month where month = '2026-01-01' limit 1");
  expect(january?.run_id).toBe('run-000004');
}, 180_000);

test('a run over the same inputs says so; one over a part of the month says only what it can compare', async () => {
  const ws = await openBooks(['2026-02']);
  await calculate(ws, '2026-02');
  await ws.ok(['close', '2026-02']);
  const same = await calculate(ws, '2026-02');
  expect(same.stderr).toContain('this run read the same inputs');
  expect(same.stderr).not.toContain('threshold');
  changePue(ws, 1.4);
  await ws.ok(['collect', 'reference']);
  const part = await ws.ok(['calculate', '--from', '2026-02-03', '--to', '2026-02-04', '--json']);
  const {
    closed_months: [month],
    closed_days: days,
  } = JSON.parse(part.stdout);
  expect(days).toBe(2);
  expect(month).toMatchObject({ month: '2026-02', version: 1, run_id: 'run-000001' });
  expect(
    month.differences.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`),
  ).toEqual(['reference_file pue.csv']);
});

test('reference files that were edited under a closed month: which rows changed, went and came, with both values', async () => {
  const ws = await openBooks(['2026-02']);
  ws.writeReference({
    pue: [
      { datacenter_id: 'EB4', period: '2026', pue: 1.3, source: 'DCIM' },
      ...Array.from({ length: 9 }, (_, i) => ({
        datacenter_id: 'EB4',
        period: `2026-02-0${i + 1}`,
        pue: 1.2,
      })),
    ],
  });
  await ws.ok(['collect', 'reference']);
  await calculate(ws, '2026-02');
  await ws.ok(['close', '2026-02']);
  ws.writeReference({
    pue: [
      { datacenter_id: 'EB4', period: '2026', pue: 1.3, source: undefined },
      ...Array.from({ length: 9 }, (_, i) => ({
        datacenter_id: 'EB4',
        period: `2026-02-0${i + 1}`,
        pue: i === 4 ? 1.25 : 1.2,
      })),
      { datacenter_id: 'EB4', period: '2026-03-01', pue: 1.4 },
    ],
    energy_mix: [
      { datacenter_id: 'EB4', supplier_id: 'A', valid_from: '2007-01-01', share: 0.7 },
      { datacenter_id: 'EB4', supplier_id: 'B', valid_from: '2007-01-01', share: 0.3 },
    ],
    annual_emissions: [],
    placements: [{ equipment_id: 'E2', resource_id: 2, valid_from: '2026-01-01' }],
  });
  ws.write('reference/annual_emissions.csv', 'year,scope,category,kgco2e,status\n');
  ws.write('reference/grid_factors.csv', ws.read('reference/grid_factors.csv').replaceAll('0.052', '0.0520'));
  await ws.ok(['collect', 'reference']);
  const { stderr } = await calculate(ws, '2026-02');
  const said = (file: string): string[] => {
    const lines = stderr.split('\n');
    const at = lines.findIndex((line) => line.includes(`reference file ${file}`));
    const end = lines.findIndex((line, i) => i > at && !line.startsWith('    '));
    return lines.slice(at + 1, end).map((line) => line.trim());
  };
  expect(said('pue.csv')).toEqual([
    '3 rows: 2 changed, 1 added',
    'EB4 2026: source DCIM before, blank now',
    'EB4 2026-02-05: pue 1.2 before, 1.25 now',
    'EB4 2026-03-01: added (pue 1.4)',
  ]);
  expect(said('energy_mix.csv')).toEqual([
    '2 rows: 2 changed',
    'EB4 A 2007-01-01: share 0.8 before, 0.7 now',
    'EB4 B 2007-01-01: share 0.2 before, 0.3 now',
  ]);
  expect(said('annual_emissions.csv')).toEqual([
    '1 row: 1 removed',
    '2026 1 generators audited: removed (kgco2e 73)',
  ]);
  expect(said('grid_factors.csv')).toEqual(['the same rows, written differently']);
  expect(said('placements.csv')).toEqual(['1 row: 1 added', 'E2 2 2026-01-01: added']);
  const json = JSON.parse((await ws.ok(['calculate', '--month', '2026-02', '--json'])).stdout);
  const pue = json.closed_months[0].differences.find(({ name }: { name: string }) => name === 'pue.csv');
  expect(pue.rows).toMatchObject({ changed: 2, removed: 0, added: 1 });
  // Many: five are named, the rest is counted.
  ws.writeReference({ pue: [{ datacenter_id: 'EB4', period: '2026', pue: 1.3, source: 'DCIM' }] });
  await ws.ok(['collect', 'reference']);
  expect((await calculate(ws, '2026-02')).stderr).toMatch(
    /9 rows: 9 removed\n +EB4 2026-02-01: removed \(pue 1\.2\)(\n +EB4.*){4}\n +and 4 more/,
  );
}, 180_000);

test('closing needs one complete run over every day that speaks for all of them', async () => {
  const ws = await openBooks(['2026-02']);
  const refused = async (pattern: RegExp) => {
    const before = ws.fingerprint();
    const outcome = await ws.bilan(['close', '2026-02']);
    expect(outcome.code).toBe(5);
    expect(outcome.stderr).toMatch(pattern);
    expect(outcome.stdout).toBe('');
    expect(ws.fingerprint()).toBe(before);
  };
  await refused(/2026-02-01 to 2026-02-28: not calculated/);
  await ws.ok(['calculate', '--from', '2026-02-01', '--to', '2026-02-14']);
  await refused(/2026-02-15 to 2026-02-28: not calculated/);
  await ws.ok(['calculate', '--from', '2026-02-15', '--to', '2026-02-28']);
  await refused(
    /several runs.*2026-02-01 to 2026-02-14: run-000001, complete.*2026-02-15 to 2026-02-28: run-000002/s,
  );
  await calculate(ws, '2026-02');
  await ws.ok(['calculate', '--from', '2026-02-10', '--to', '2026-02-10']);
  await refused(/several runs.*2026-02-10: run-000004/s);
  await calculate(ws, '2026-02');
  await ws.ok(['close', '2026-02']);
  expect(await publications(ws)).toMatchObject([{ version: 1, run_id: 'run-000005', author: null }]);
  const before = ws.fingerprint();
  const twice = await ws.bilan(['close', '2026-02']);
  expect(twice.code).toBe(2);
  expect(twice.stderr).toContain('2026-02 is already closed: version 1, run-000005');
  expect(ws.fingerprint()).toBe(before);
}, 180_000);

test('a month that was published with inputs missing cannot be closed, and the message names them', async () => {
  const ws = await openBooks(['2026-02']);
  ws.writeReference({ pue: [{ datacenter_id: 'EB4', period: '2026-01', pue: 1.3 }] });
  await ws.ok(['collect', 'reference']);
  expect((await ws.bilan(['calculate', '--month', '2026-02', '--allow-missing'])).code).toBe(0);
  const outcome = await ws.bilan(['close', '2026-02']);
  expect(outcome.code).toBe(5);
  expect(outcome.stderr).toMatch(
    /run-000001 is incomplete: datacenter EB4 has no PUE for 2026-02-01 to 2026-02-28,.*\nRun /,
  );
});

test('what is no month, has no reason or no author, or is not closed is refused with exit 2 and changes nothing', async () => {
  const ws = await openBooks(['2026-02']);
  await calculate(ws, '2026-02');
  const before = ws.fingerprint();
  for (const args of [
    ['close', 'march'],
    ['close', '2026-13'],
    ['restate', '2026-3', '--reason', 'x', '--by', 'y'],
    ['restate', '2026-02', '--by', 'Ada'],
    ['restate', '2026-02', '--reason', '  ', '--by', 'Ada'],
    ['restate', '2026-02', '--reason', 'late meter'],
    ['restate', '2026-02', '--reason', 'late meter', '--by', ''],
    ['restate', '2026-02', '--reason', 'late meter', '--by', 'Ada'],
    ['restate', '2026', '--reason', 'late meter', '--by', 'Ada'],
  ]) {
    const { code, stdout } = await ws.bilan(args);
    expect({ code, stdout }, args.join(' ')).toEqual({ code: 2, stdout: '' });
  }
  expect(ws.fingerprint()).toBe(before);
});
