import { expect, test } from 'vitest';
import { emptyLists, serveItcare } from '../collect/itcare/fake-itcare.ts';
import { createWorkspace } from '../support/workspace.ts';

/** Debian 11 as ITCare gives it: the end of its support is midnight of 1 September in Paris. */
const RESOURCE = {
  id: 1,
  name: 'srv-1',
  platform: 'Debian 11',
  category: 'INSTANCES',
  type: 'LINUX',
  extendedSupportAt: '2024-08-15T00:00:00.000+0200',
  endOfSupportAt: '2026-08-31T22:00:00.000Z',
};

const workspace = async (timezone: string, itcareZone: string) => {
  const itcare = await serveItcare({
    lists: {
      ...emptyLists,
      '/itcare/compute/resources': [RESOURCE],
      '/itcare/compute/instances': [RESOURCE],
    },
    answers: { '/itcare/topology/regions': [] },
  });
  const { url, token_url } = itcare.config;
  return createWorkspace(
    `database: bilan.duckdb\ntimezone: ${timezone}\nitcare:\n  url: ${url}\n  token_url: ${token_url}\n  client_id: a\n  client_secret: b\n  timezone: ${itcareZone}\n`,
  );
};

test.each(['Europe/Paris', 'UTC', 'Pacific/Auckland', 'America/New_York'])(
  'G1 from ITCare with %s configured: the snapshot has the day of the zone in which its dates are read',
  async (timezone) => {
    const ws = await workspace(timezone, 'Europe/Paris');
    const phase = async () => (await ws.sql('select support_phase from resource'))[0]?.support_phase;
    await ws.ok(['collect', 'itcare'], { now: '2026-08-31T21:59:00Z' });
    expect(await phase()).toBe('EXTENDED');
    expect(await ws.sql("select strftime(end_of_support_on, '%Y-%m-%d') as ends from resource")).toEqual([
      { ends: '2026-09-01' },
    ]);
    await ws.ok(['collect', 'itcare'], { now: '2026-08-31T22:01:00Z' });
    expect(await phase()).toBe('END_OF_SUPPORT');
    expect(await ws.sql('select support_phase from resource_history order by taken_at')).toEqual([
      { support_phase: 'EXTENDED' },
      { support_phase: 'END_OF_SUPPORT' },
    ]);
    expect(
      await ws.sql('select month, support_phase from support_phase_history order by month'),
    ).toMatchObject([
      { month: '2026-08-01', support_phase: 'EXTENDED' },
      { month: '2026-09-01', support_phase: 'END_OF_SUPPORT' },
    ]);
  },
);

test('dates and snapshots of an ITCare in another zone are read in that zone', async () => {
  const ws = await workspace('Europe/Paris', 'Indian/Reunion');
  await ws.ok(['collect', 'itcare'], { now: '2026-08-31T19:59:00Z' });
  expect(
    await ws.sql("select strftime(end_of_support_on, '%Y-%m-%d') as ends, support_phase from resource"),
  ).toEqual([{ ends: '2026-09-01', support_phase: 'EXTENDED' }]);
  await ws.ok(['collect', 'itcare'], { now: '2026-08-31T20:01:00Z' });
  expect(await ws.sql('select support_phase from resource')).toEqual([{ support_phase: 'END_OF_SUPPORT' }]);
});
