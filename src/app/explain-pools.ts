import { sumDecimals } from '../domain/decimal.ts';
import type { Amounts, MakerNode, PoolDay, PoolMakers, PoolNode } from '../domain/explanation.ts';
import type { SqlParameters, SqlRow } from '../store/port.ts';
import { amountsOf, meansOf, ratio, sumAmounts, text } from './explain-amounts.ts';

/** Asks one of the `explain_…` questions of queries/mart. */
export type Ask = (relation: string, parameters: SqlParameters) => Promise<SqlRow[]>;

/** Nodes by market emissions, then by IT energy, then by name. */
export const largestFirst = <T extends { readonly amounts: Amounts }>(
  nodes: readonly T[],
  name: (node: T) => string,
): T[] =>
  [...nodes].sort((a, b) => {
    const [x, y] = [a, b].map((node) => Number(node.amounts.total_market_kgco2e ?? 0));
    const [kwhA, kwhB] = [a, b].map((node) => Number(node.amounts.it_kwh ?? 0));
    return (y ?? 0) - (x ?? 0) || (kwhB ?? 0) - (kwhA ?? 0) || (name(a) < name(b) ? -1 : 1);
  });

const placeOf = (poolId: unknown, datacenterId: unknown, category: unknown): string =>
  JSON.stringify([poolId, datacenterId, category]);

const groupBy = (rows: readonly SqlRow[], keyOf: (row: SqlRow) => string): Map<string, SqlRow[]> => {
  const groups = new Map<string, SqlRow[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
};

const poolDayOf = (row: SqlRow): PoolDay => ({
  day: String(row.day),
  share: Number(row.share),
  key_value: text(row.key_value),
  key_total: text(row.key_total),
  pool: { ...amountsOf(row, 'pool_'), embodied_kgco2e: text(row.pool_embodied_kgco2e) },
  amounts: amountsOf(row),
});

/** The share of all days, where a pool that drew nothing has no part of its energy to give. */
const sameShare = (days: readonly PoolDay[]): number | null =>
  new Set(days.map(({ share }) => share)).size === 1 ? (days[0]?.share ?? null) : null;

/** The days of each pool, datacenter and category together, the largest first. */
export const poolsOf = (rows: readonly SqlRow[]): PoolNode[] => {
  const groups = groupBy(rows, (row) => placeOf(row.pool_id, row.datacenter_id, row.equipment_category));
  const nodes = [...groups.values()].flatMap((group): PoolNode[] => {
    const first = group[0];
    if (first === undefined) return [];
    const days = group.map(poolDayOf);
    const amounts = sumAmounts(days.map((day) => day.amounts));
    const poolIt = sumDecimals(days.map((day) => day.pool.it_kwh));
    return [
      {
        pool_id: String(first.pool_id),
        rule_id: String(first.rule_id),
        pool: String(first.pool),
        pool_name: String(first.pool_name),
        key: text(first.key),
        datacenter_id: String(first.datacenter_id),
        equipment_category: String(first.equipment_category),
        amounts,
        pool_it_kwh: poolIt,
        share: ratio(amounts.it_kwh, poolIt) ?? sameShare(days),
        means: meansOf(days.map((day) => day.amounts)),
        days,
      },
    ];
  });
  return largestFirst(nodes, (node) => `${node.pool_id} ${node.datacenter_id} ${node.equipment_category}`);
};

const makerOf = (equipmentId: string, rows: readonly SqlRow[]): MakerNode => ({
  equipment_id: equipmentId,
  amounts: sumAmounts(rows.map((row) => amountsOf(row))),
  days: rows.map((row) => ({
    day: String(row.day),
    it_kwh: text(row.it_kwh),
    estimated_kwh: text(row.estimated_kwh),
    embodied_kgco2e: text(row.embodied_kgco2e),
  })),
});

/** The equipment that made the amounts of some pools, each pool once, the largest equipment first. */
export const readMakers = async (
  ask: Ask,
  days: SqlParameters,
  pools: readonly PoolNode[],
): Promise<PoolMakers[]> => {
  const ids = [...new Set(pools.map((pool) => pool.pool_id))];
  const rows =
    ids.length === 0 ? [] : await ask('explain_pool_equipment', { ...days, pool_ids: ids.join('\n') });
  const made = groupBy(rows, (row) => placeOf(row.pool_id, row.datacenter_id, row.equipment_category));
  const places = new Map(
    pools.map((pool) => [placeOf(pool.pool_id, pool.datacenter_id, pool.equipment_category), pool]),
  );
  return [...places].map(([place, { pool_id, datacenter_id, equipment_category }]) => ({
    pool_id,
    datacenter_id,
    equipment_category,
    equipment: largestFirst(
      [...groupBy(made.get(place) ?? [], (row) => String(row.equipment_id))].map(([id, own]) =>
        makerOf(id, own),
      ),
      (maker) => maker.equipment_id,
    ),
  }));
};
