import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planSampleFiles } from '../../src/collect/power/files.ts';
import { buildParts } from '../../src/store/samples/build-parts.ts';
import { stageSampleFiles } from '../../src/store/samples/stage-files.ts';
import { openStage, withFolder } from '../store/samples/work-database.ts';
import { compare, report } from './measure.ts';

const ROWS = 2_000_000;
const ZONE = 'Europe/Paris';

it('rows of a CSV in local time become parts, against a plain copy of it to Parquet', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'power.csv');
    const maker = await openStage();
    await maker.run(`copy (
      select 'host-' || host as equipment_id,
        strftime(make_timestamp(1772323200000000 + minute * 60000000), '%Y-%m-%dT%H:%M:%S') as ts,
        round(200 + host + 100 * sin(minute / 200), 1) as power_w
      from range(2000) as m(minute), range(1000) as h(host) order by minute, host) to '${path}' (header)`);
    let round = 0;
    const ours = async (): Promise<void> => {
      round += 1;
      const samples = join(folder, `samples-${round}`);
      await mkdir(samples);
      const connection = await openStage();
      const plan = await planSampleFiles({ type: 'files', path, timezone: ZONE });
      const { stagedCount } = await stageSampleFiles(connection, plan, { timezone: ZONE });
      const parts = await buildParts(connection, { folder: samples, current: [] });
      expect(stagedCount).toBe(ROWS);
      expect(parts.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(ROWS);
    };
    const plain = (): Promise<unknown> =>
      maker.run(
        `copy (from read_csv('${path}') order by equipment_id, ts) to '${join(folder, 'plain.parquet')}' (format parquet)`,
      );
    report([await compare('2 million samples of a CSV to parts', ['read_csv to Parquet', plain], ours, 3)]);
  }));
