import { expect, test } from 'vitest';
import { dayBounds, every, powerCsv, REFERENCE } from '../support/estate.ts';
import { createWorkspace } from '../support/workspace.ts';

const DAY = '2026-01-15';
const ZONE = 'Europe/Paris';

test('samples: the last collected wins even if it is then rejected; rejected ones are counted with their reason', async () => {
  const ws = createWorkspace();
  ws.writeReference({
    ...REFERENCE,
    equipment: [{ equipment_id: 'E1', category: 'compute', datacenter_id: 'EB4', rated_w: 2000 }],
  });
  const day = dayBounds(DAY, ZONE);
  const at = (minutes: number): number => day.from + minutes * 60_000;
  ws.write('power/a.csv', powerCsv(every({ ...day, watts: 1000 })));
  await ws.ok(['collect', '-q']);
  await ws.ok(['calculate', '--from', DAY, '--to', DAY]);
  ws.write(
    'power/b.csv',
    powerCsv([
      { equipment: 'E1', at: at(100), watts: -5 },
      { equipment: 'E1', at: at(200), watts: 'NaN' },
      { equipment: 'E1', at: at(300), watts: '' },
      { equipment: 'E1', at: at(400), watts: 2000.5 },
      { equipment: 'E1', at: at(500), watts: 2000 },
      { equipment: 'E1', at: at(600), watts: 777 },
      { equipment: 'E1', at: at(600), watts: 1000 },
    ]),
  );
  await ws.ok(['collect', '-q']);
  await ws.ok(['calculate', '--from', DAY, '--to', DAY]);
  const [row] = await ws.sql(
    'select sample_count, rejected_count, coverage, it_kwh::double as kwh from equipment_day',
  );
  expect(row).toMatchObject({ sample_count: 1436, rejected_count: 4, coverage: 1 });
  // The rejected minutes are bridged; the one at 2000 W adds two triangles of a minute and 1000 W.
  expect(Number(row?.kwh)).toBeCloseTo(24 + 1000 / 60_000, 9);
  const rejected = await ws.sql('select reason, power_w from rejected_sample order by ts');
  expect(rejected).toEqual([
    { reason: 'negative', power_w: -5 },
    { reason: 'nan', power_w: null },
    { reason: 'null', power_w: null },
    { reason: 'above_rated_w', power_w: 2000.5 },
  ]);
});

test('feeds are integrated and estimated alone, and bounded each', async () => {
  const ws = createWorkspace();
  ws.writeReference({
    ...REFERENCE,
    equipment: [{ equipment_id: 'E1', category: 'compute', datacenter_id: 'EB4', rated_w: 600 }],
  });
  const day = dayBounds(DAY, ZONE);
  const half = day.from + (day.to - day.from) / 2;
  ws.write(
    'power/a.csv',
    powerCsv([
      ...every({ ...day, watts: 600, feed: 'A' }),
      ...every({ from: day.from, to: half, watts: 500, feed: 'B' }),
    ]),
  );
  await ws.ok(['collect', '-q']);
  await ws.ok(['calculate', '--from', DAY, '--to', DAY]);
  const [row] = await ws.sql(
    'select coverage, measured_kwh::double as m, estimated_kwh::double as e, rejected_count as r from equipment_day',
  );
  expect(row).toEqual({ coverage: 0.75, m: 14.4 + 6, e: 6, r: 0 });
});
