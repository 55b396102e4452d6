import { dayBounds, every, powerCsv, REFERENCE } from './estate.ts';
import { createWorkspace, type Workspace, YAML } from './workspace.ts';

const FROM = '2026-01-14';
const TO = '2026-01-16';

/** Three datacenters, one of which draws nothing, mixes that change, annual amounts, embodied, gaps, a cluster, and seven services. */
export const explainedEstate = async (): Promise<Workspace> => {
  const ws = createWorkspace(`${YAML}calculation: { embodied: equipment }\n`, { isShared: true });
  ws.writeReference({
    ...REFERENCE,
    datacenters: [
      { datacenter_id: 'EB4', name: 'EB4', country: 'FR', operation: 'owned', region: 'R1' },
      { datacenter_id: 'EB5', name: 'EB5', country: 'FR', operation: 'colocation', region: 'R1' },
      { datacenter_id: 'EB6', name: 'EB6', country: 'FR', operation: 'colocation', region: 'R1' },
    ],
    equipment: [
      {
        equipment_id: 'E1',
        category: 'compute',
        subcategory: 'x86',
        datacenter_id: 'EB4',
        in_service_on: '2025-06-01',
        embodied_kgco2e: 1000,
        lifetime_years: 4,
      },
      { equipment_id: 'E2', category: 'storage', subcategory: 'san', datacenter_id: 'EB4' },
      { equipment_id: 'E3', category: 'network', datacenter_id: 'EB5' },
      // Three that draw nothing and carry what is declared for their site in equal parts.
      { equipment_id: 'E4', category: 'compute', datacenter_id: 'EB6' },
      { equipment_id: 'E5', category: 'compute', datacenter_id: 'EB6' },
      { equipment_id: 'E6', category: 'storage', datacenter_id: 'EB6' },
    ],
    pue: [
      { datacenter_id: 'EB4', period: '2026-01-14', pue: 1.2, source: 'DCIM' },
      { datacenter_id: 'EB4', period: '2026-01-15', pue: 1.3, source: 'DCIM' },
      { datacenter_id: 'EB4', period: '2026-01', pue: 1.4, status: 'interim' },
      { datacenter_id: 'EB5', period: '2026', pue: 1.5 },
      { datacenter_id: 'EB6', period: '2026', pue: 1.5 },
    ],
    energy_mix: [
      { datacenter_id: 'EB4', supplier_id: 'A', valid_from: '2026-01-01', valid_to: '2026-01-14', share: 1 },
      { datacenter_id: 'EB4', supplier_id: 'A', valid_from: '2026-01-15', share: 0.8 },
      { datacenter_id: 'EB4', supplier_id: 'B', valid_from: '2026-01-15', share: 0.2 },
      { datacenter_id: 'EB5', supplier_id: 'B', valid_from: '2026-01-01', share: 1 },
      { datacenter_id: 'EB6', supplier_id: 'B', valid_from: '2026-01-01', share: 1 },
    ],
    emission_factors: [
      {
        supplier_id: 'A',
        year: 2026,
        scope2_kgco2e_per_kwh: 0.008,
        scope3_kgco2e_per_kwh: 0.002,
        td_loss_rate: 0.1,
        source: 'contract A',
      },
      { supplier_id: 'B', year: 2025, scope2_kgco2e_per_kwh: 0.01, source: 'contract B' },
    ],
    grid_factors: [
      { country: 'FR', year: 2026, scope2_kgco2e_per_kwh: 0.052, td_loss_rate: 0.05, source: 'ADEME' },
    ],
    annual_emissions: [
      { year: 2025, scope: 1, category: 'generators', kgco2e: 730, status: 'audited' },
      {
        year: 2026,
        datacenter_id: 'EB4',
        scope: 3,
        category: 'travel',
        kgco2e: 365,
        status: 'provisional',
        source: 'HR',
      },
      { year: 2026, datacenter_id: 'EB6', scope: 3, category: 'travel', kgco2e: 73, status: 'audited' },
    ],
  });
  const from = dayBounds(FROM, 'Europe/Paris').from;
  const to = dayBounds(TO, 'Europe/Paris').to;
  const gap = { from: from + 30 * 3_600_000, to: from + 34 * 3_600_000 };
  ws.write(
    'power/a.csv',
    powerCsv([
      ...every({
        from: from - 7_200_000,
        to: gap.from,
        stepMinutes: 5,
        watts: (at) => 1000 + ((at / 60_000) % 7) * 10,
      }),
      ...every({ from: gap.to, to, stepMinutes: 5, watts: 900 }),
      ...every({ from, to, stepMinutes: 5, watts: 500, equipment: 'E2', feed: 'a' }),
      ...every({ from, to, stepMinutes: 5, watts: 510, equipment: 'E2', feed: 'b' }),
      // Left out, one for each reason: bridged by those around them.
      { equipment: 'E2', at: from + 60_000, watts: -5, feed: 'a' },
      { equipment: 'E2', at: from + 120_000, watts: 300_000, feed: 'a' },
      { equipment: 'E2', at: from + 86_400_000 + 30_000, watts: 'NaN', feed: 'a' },
      { equipment: 'E2', at: from + 86_400_000 + 60_000, watts: '', feed: 'b' },
      ...every({
        from: from - 86_400_000,
        to: from + 36_000_000,
        stepMinutes: 5,
        watts: 200,
        equipment: 'E3',
      }),
      ...every({ from: dayBounds(TO, 'Europe/Paris').from, to, stepMinutes: 5, watts: 200, equipment: 'E3' }),
      ...['E4', 'E5', 'E6'].flatMap((equipment) => every({ from, to, stepMinutes: 5, watts: 0, equipment })),
    ]),
  );
  await ws.ok(['collect']);
  await ws.publishEstate({
    takenAt: '2026-01-15T06:00:00Z',
    services: [10n, 11n, 12n, 13n, 14n, 15n, 16n].map((id) => ({ service_id: id, name: `service ${id}` })),
    resources: [
      ...[1n, 2n, 3n, 4n, 5n, 6n, 7n].map((id) => ({
        resource_id: id,
        name: `machine ${id}`,
        service_id: 9n + id,
        vcpu: Number(id),
        storage_gb: 10,
      })),
      ...[20n, 21n, 22n, 23n, 24n, 25n].map((id) => ({
        resource_id: id,
        name: `node ${id}`,
        service_id: 10n,
        vcpu: 2,
        storage_gb: 7,
        parent_id: 30n,
      })),
      { resource_id: 30n, name: 'cluster', service_id: 10n, ram_gb: 8 },
      { resource_id: 40n, vcpu: 3 },
    ],
  });
  await ws.ok(['calculate', '--from', FROM, '--to', TO]);
  return ws;
};
