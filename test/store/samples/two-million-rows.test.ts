import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planSampleFiles } from '../../../src/collect/power/files.ts';
import { buildParts } from '../../../src/store/samples/build-parts.ts';
import { stageSampleFiles } from '../../../src/store/samples/stage-files.ts';
import { openStage, withFolder } from './work-database.ts';

// Seconds of work to look at a duration, not to find a fault: BILAN_BENCH=true runs it.
test.skipIf(process.env.BILAN_BENCH !== 'true')('two million local rows of a CSV become parts (timing)', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'power.csv');
    const maker = await openStage();
    await maker.run(`copy (
      select 'host-' || host as equipment_id,
        strftime(make_timestamp(1772323200000000 + minute * 60000000), '%Y-%m-%dT%H:%M:%S') as ts,
        round(200 + host + 100 * sin(minute / 200), 1) as power_w
      from range(2000) as m(minute), range(1000) as h(host) order by minute, host) to '${path}' (header)`);
    const connection = await openStage();
    const timezone = 'Europe/Paris';
    const plan = await planSampleFiles({ type: 'files', path, timezone });
    const { stagedCount } = await stageSampleFiles(connection, plan, { timezone });
    expect(stagedCount).toBe(2_000_000);
    const parts = await buildParts(connection, { folder: join(folder, 'samples'), current: [] });
    expect(parts.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(2_000_000);
  }),
);
