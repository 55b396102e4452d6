import { expect, test } from 'vitest';
import { dayBounds, every, powerCsv, type Sample } from '../support/estate.ts';
import { createWorkspace, type Reference, type Workspace, YAML } from '../support/workspace.ts';

const DAY = '2026-01-15';
const { from, to } = dayBounds(DAY, 'Europe/Paris');

const near = (actual: unknown, expected: number, tolerance = 1e-9 * Math.max(Math.abs(expected), 1)) =>
  expect(Math.abs(Number(actual) - expected), `${String(actual)} instead of ${expected}`).toBeLessThanOrEqual(
    tolerance,
  );

/** A datacenter of its own with one equipment `id`, its PUE and its suppliers. */
interface Site {
  readonly id: string;
  readonly kwh: number;
  readonly pue: number;
  readonly country?: string;
  readonly mix: readonly { readonly supplier: string; readonly share: number }[];
}

const powerOf = (site: Site, day = { from, to }): Sample[] =>
  every({ ...day, stepMinutes: 5, watts: (site.kwh * 1000) / 24, equipment: site.id });

const withSites = (sites: readonly Site[], more: Reference): Workspace => {
  const ws = createWorkspace(`${YAML}calculation: { max_power_w: 300000 }\n`);
  ws.writeReference({
    datacenters: sites.map((site) => ({
      datacenter_id: site.id,
      name: site.id,
      country: site.country ?? 'FR',
      operation: 'owned',
    })),
    equipment: sites.map((site) => ({ equipment_id: site.id, category: 'compute', datacenter_id: site.id })),
    pue: sites.map((site) => ({ datacenter_id: site.id, period: DAY, pue: site.pue })),
    energy_mix: sites.flatMap((site) =>
      site.mix.map(({ supplier, share }) => ({
        datacenter_id: site.id,
        supplier_id: supplier,
        valid_from: '2026-01-01',
        share,
      })),
    ),
    ...more,
  });
  ws.write('power/a.csv', powerCsv(sites.flatMap((site) => powerOf(site))));
  return ws;
};

const FACTORS: Reference = {
  emission_factors: [
    { supplier_id: 'scaleway', year: 2026, scope2_kgco2e_per_kwh: 0.056 },
    { supplier_id: 'hydro', year: 2026, scope2_kgco2e_per_kwh: 0 },
    { supplier_id: 'nuclear', year: 2026, scope2_kgco2e_per_kwh: 0.04 },
    { supplier_id: 'gas', year: 2026, scope2_kgco2e_per_kwh: 0.08 },
  ],
  grid_factors: [{ country: 'FR', year: 2026, scope2_kgco2e_per_kwh: 0.052 }],
};

test('S1: 110 W over 100 hours, with their last four of a fifth day', async () => {
  const days = ['2026-01-15', '2026-01-16', '2026-01-17', '2026-01-18', '2026-01-19'];
  const ws = withSites(
    [{ id: 'S1', kwh: 110 * 0.024, pue: 1.16, mix: [{ supplier: 'scaleway', share: 1 }] }],
    {
      ...FACTORS,
      pue: [{ datacenter_id: 'S1', period: '2026', pue: 1.16 }],
      equipment: ['whole', 'part'].map((equipment_id) => ({
        equipment_id,
        category: 'compute',
        datacenter_id: 'S1',
        in_service_on: equipment_id === 'part' ? '2026-01-19' : '2026-01-15',
        retired_on: equipment_id === 'part' ? '2026-01-19' : '2026-01-18',
      })),
    },
  );
  const last = dayBounds('2026-01-19', 'Europe/Paris');
  const four = last.from + 4 * 3_600_000;
  ws.write(
    'power/a.csv',
    powerCsv([
      ...every({ from, to: last.from, stepMinutes: 5, watts: 110, equipment: 'whole' }),
      ...every({ from: last.from, to: four, stepMinutes: 5, watts: 110, equipment: 'part' }),
      ...every({ from: four + 1000, to: last.to - 1000, stepMinutes: 5, watts: 0, equipment: 'part' }),
      { equipment: 'part', at: last.to, watts: 0 },
    ]),
  );
  await ws.ok(['collect']);
  await ws.ok(['calculate', '--from', days[0] ?? '', '--to', days[4] ?? '']);
  const [total] = await ws.sql(
    'select sum(scope2_market_kgco2e) as kg, sum(it_kwh) as kwh from equipment_day',
  );
  // Source: Scaleway, bare-metal footprint page (use phase of 100 h); one second falls from 110 W to 0.
  near(total?.kwh, 11, 1e-4);
  near(total?.kg, 0.71456, 5e-6);
});

test('S1, X1: one factor with its PUE; a mix with a factor of 0, beside the grid', async () => {
  const ws = withSites(
    [
      { id: 'S1', kwh: 110 * 0.024, pue: 1.16, mix: [{ supplier: 'scaleway', share: 1 }] },
      {
        id: 'X1',
        kwh: 1000,
        pue: 1,
        mix: [
          { supplier: 'hydro', share: 0.6 },
          { supplier: 'nuclear', share: 0.3 },
          { supplier: 'gas', share: 0.1 },
        ],
      },
    ],
    FACTORS,
  );
  await ws.ok(['collect']);
  await ws.ok(['calculate', '--from', DAY, '--to', DAY]);
  const [s1, x1] = await ws.sql('select * from equipment_day order by equipment_id');
  // Source: Scaleway, bare-metal footprint page (use phase of 24 h).
  near(s1?.scope2_market_kgco2e, 0.1714944, 5e-8);
  // Source: golden-cases X1, by hand.
  near(x1?.scope2_market_kgco2e, 20);
  near(x1?.scope2_location_kgco2e, 52);
  expect(
    await ws.sql("select scope2_kgco2e_per_kwh as f, share from mix_day where supplier_id = 'hydro'"),
  ).toEqual([{ f: 0, share: 0.6 }]);
});

// Source: GHG Protocol, Scope 3 Technical Guidance, Example 3.1, electricity part, in MWh for kWh; scope 2 derived
// from its figures.
test('P1: upstream, losses and combustion of five countries, on both bases', async () => {
  const countries = [
    { country: 'AU', kwh: 500, upstream: 0.12, combustion: 0.8, loss: 0.1 },
    { country: 'CA', kwh: 600, upstream: 0.1, combustion: 0.4, loss: 0.13 },
    { country: 'IN', kwh: 400, upstream: 0.15, combustion: 0.8, loss: 0.15 },
    { country: 'US', kwh: 5500, upstream: 0.1, combustion: 0.5, loss: 0.1 },
    { country: 'TR', kwh: 200, upstream: 0.05, combustion: 0.4, loss: 0.12 },
  ];
  const factors = countries.map(({ upstream, combustion, loss }) => ({
    year: 2026,
    scope2_kgco2e_per_kwh: combustion,
    scope3_kgco2e_per_kwh: upstream,
    td_loss_rate: loss,
  }));
  const ws = withSites(
    countries.map(({ country, kwh }) => ({
      id: country,
      country,
      kwh,
      pue: 1,
      mix: [{ supplier: country, share: 1 }],
    })),
    {
      emission_factors: countries.map(({ country }, i) => ({ supplier_id: country, ...factors[i] })),
      grid_factors: countries.map(({ country }, i) => ({ country, ...factors[i] })),
    },
  );
  await ws.ok(['collect']);
  await ws.ok(['calculate', '--from', DAY, '--to', DAY]);
  const [total] = await ws.sql(
    `select sum(scope2_market_kgco2e) as s2m, sum(scope2_location_kgco2e) as s2l, sum(scope3_market_kgco2e) as s3m,
       sum(scope3_location_kgco2e) as s3l from equipment_day`,
  );
  for (const scope2 of [total?.s2m, total?.s2l]) near(scope2, 3790);
  for (const scope3 of [total?.s3m, total?.s3l]) near(scope3, 740 + 403.8);
  const [parts] = await ws.sql(
    `select sum(e.facility_kwh::double * m.scope3_kgco2e_per_kwh) as upstream,
       sum(e.facility_kwh::double * m.td_loss_rate * m.scope2_kgco2e_per_kwh) as losses
     from equipment_day as e join mix_day as m using (day, datacenter_id)`,
  );
  near(parts?.upstream, 740);
  near(parts?.losses, 403.8);
});

// Source: golden-cases U1, by hand: a period's PUE is weighted by energy.
test('U1: 100 kWh at PUE 1.2 and 300 kWh at 1.6 are 1.5 over the period', async () => {
  const next = '2026-01-16';
  const site: Site = { id: 'U1', kwh: 100, pue: 1.2, mix: [{ supplier: 'gas', share: 1 }] };
  const ws = withSites([site], {
    ...FACTORS,
    pue: [
      { datacenter_id: 'U1', period: DAY, pue: 1.2 },
      { datacenter_id: 'U1', period: next, pue: 1.6 },
      { datacenter_id: 'U1', period: '2026-01', pue: 3 },
    ],
  });
  // Two pieces, each in service on one of the days: their energies are exact, and so is the mean.
  ws.writeReference({
    equipment: [
      {
        equipment_id: 'first',
        category: 'compute',
        datacenter_id: 'U1',
        in_service_on: DAY,
        retired_on: DAY,
      },
      { equipment_id: 'second', category: 'compute', datacenter_id: 'U1', in_service_on: next },
    ],
  });
  const tomorrow = dayBounds(next, 'Europe/Paris');
  ws.write(
    'power/a.csv',
    powerCsv([
      ...every({ from, to, stepMinutes: 5, watts: 100_000 / 24, equipment: 'first' }),
      ...every({ ...tomorrow, stepMinutes: 5, watts: 300_000 / 24, equipment: 'second' }),
    ]),
  );
  await ws.ok(['collect']);
  await ws.ok(['calculate', '--from', DAY, '--to', next]);
  const rows = await ws.sql(
    `select sum(facility_kwh)::double / sum(it_kwh)::double as pue, sum(it_kwh) as it_kwh, string_agg(distinct pue_period) as period
     from equipment_day`,
  );
  near(rows[0]?.pue, 1.5);
  near(rows[0]?.it_kwh, 400);
  expect(rows[0]?.period).toBe('day');
  // What the public relation and `explain` say of the month.
  for (const { pue } of await ws.sql('select pue from pue_month')) near(pue, 1.5);
  const explained = JSON.parse((await ws.ok(['explain', '--month', '2026-01', '--json'])).stdout);
  near(explained.footprint.means.pue, 1.5);
});

// Source: golden-cases X2, by hand.
test('X2: shares of 0.9 are refused with datacenter and day; a supplier without a factor is a missing input', async () => {
  const ws = withSites(
    [
      {
        id: 'X2',
        kwh: 1,
        pue: 1,
        mix: [
          { supplier: 'hydro', share: 0.6 },
          { supplier: 'gas', share: 0.3 },
        ],
      },
    ],
    FACTORS,
  );
  const refused = await ws.bilan(['collect', 'reference']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/energy_mix\.csv.*X2.*2026-01-01.*0\.9/s);
  ws.writeReference({
    energy_mix: [{ datacenter_id: 'X2', supplier_id: 'nobody', valid_from: '2026-01-01', share: 1 }],
  });
  await ws.ok(['collect']);
  const missing = await ws.bilan(['calculate', '--from', DAY, '--to', DAY]);
  expect(missing.code).toBe(5);
  expect(missing.stderr).toContain('supplier nobody has no emission factor for 2026');
});
