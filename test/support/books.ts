import { dayBounds, every, powerCsv, REFERENCE } from './estate.ts';
import { createWorkspace, type Workspace, YAML } from './workspace.ts';

/** Constant power of two hosts over whole months, a sample every two hours: the shape of the month is all that counts here. */
export const power = (
  months: readonly string[],
  watts: (month: string) => readonly [number, number],
): string =>
  powerCsv(
    months.flatMap((month) => {
      const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
      const from = dayBounds(`${month}-01`, 'Europe/Paris').from;
      const to = dayBounds(`${month}-${last}`, 'Europe/Paris').to - 60_000;
      return watts(month).flatMap((value, i) =>
        every({ from, to, stepMinutes: 120, watts: value, equipment: `E${i + 1}` }),
      );
    }),
  );

export const SERVICES = [
  { service_id: 10n, name: 'shop', environment: 'PRODUCTION' },
  { service_id: 20n, name: 'mail', environment: 'QA' },
];
export const RESOURCES = [
  { resource_id: 1n, service_id: 10n, name: 'shop-1', vcpu: 4, storage_gb: 30 },
  { resource_id: 2n, service_id: 20n, name: 'mail-1', vcpu: 12, storage_gb: 10 },
];

export const openBooks = async (months: readonly string[]): Promise<Workspace> => {
  const ws = createWorkspace(`${YAML}calculation: { max_gap_minutes: 180 }\n`);
  ws.writeReference({
    ...REFERENCE,
    equipment: [
      { equipment_id: 'E1', category: 'compute', datacenter_id: 'EB4' },
      { equipment_id: 'E2', category: 'storage', datacenter_id: 'EB4' },
    ],
    annual_emissions: [{ year: 2026, scope: 1, category: 'generators', kgco2e: 73, status: 'audited' }],
  });
  ws.write(
    'power/a.csv',
    power(months, () => [1000, 500]),
  );
  await ws.publishEstate({ takenAt: '2026-01-31T12:00:00Z', services: SERVICES, resources: RESOURCES });
  await ws.ok(['collect']);
  return ws;
};

export const calculate = (ws: Workspace, month: string, now?: string) =>
  ws.ok(['calculate', '--month', month], now === undefined ? {} : { now });

export const figures = (ws: Workspace) =>
  ws.sql('select * exclude (run_id), run_id from service_month order by month, service_id nulls last');

export const publications = (ws: Workspace) =>
  ws.sql(
    "select strftime(month, '%Y-%m') as month, version, run_id, status, reason, author from publication order by month, version",
  );

export const changePue = (ws: Workspace, pue: number) =>
  ws.writeReference({ pue: [{ datacenter_id: 'EB4', period: '2026', pue }] });
