import { isCivilDate } from '../domain/civil-date.ts';
import type { Config } from '../domain/config.ts';
import { sumDecimals } from '../domain/decimal.ts';
import type { Reporter } from '../domain/effects.ts';
import { missingInputsError, usageError } from '../domain/errors.ts';
import type {
  AnnualDay,
  Contributor,
  ContributorKind,
  DayFactors,
  Explanation,
  FootprintNode,
  Means,
  Member,
} from '../domain/explanation.ts';
import { monthPeriod, type Period } from '../domain/period.ts';
import { openReader } from '../store/ledger.ts';
import type { Database, SqlParameters, SqlRow } from '../store/port.ts';
import { loadQueryFiles, type QueryFile, runQuery } from '../store/query-files.ts';
import { amountsOf, meansFrom, meansOf, number, ratio, sumAmounts, text } from './explain-amounts.ts';
import { explainEquipment } from './explain-equipment.ts';
import { type Ask, largestFirst, poolsOf, readMakers } from './explain-pools.ts';

export interface ExplainOptions {
  readonly config: Config;
  /** `YYYY-MM`. */
  readonly month: string;
  /** One day of it, instead of all. */
  readonly day?: string | undefined;
  readonly serviceId?: string | undefined;
  readonly equipmentId?: string | undefined;
  readonly reporter: Reporter;
}

/** Contributors that are followed down; the rest is listed. */
const LARGEST = 5;
/** Names that an error lists of what exists. */
const LISTED = 20;

const factorOf = (row: SqlRow) => ({
  factor_year: number(row.factor_year),
  scope2_kgco2e_per_kwh: number(row.scope2_kgco2e_per_kwh),
  scope3_kgco2e_per_kwh: number(row.scope3_kgco2e_per_kwh),
  td_loss_rate: number(row.td_loss_rate),
  perimeter: text(row.perimeter),
  source: text(row.source),
  is_provisional: row.is_provisional === true,
});

const keyOf = (row: SqlRow): string => `${row.day} ${row.datacenter_id}`;

const readFactors = async (ask: Ask, days: SqlParameters): Promise<DayFactors[]> => {
  const mix = new Map<string, SqlRow[]>();
  for (const row of await ask('explain_mix', days))
    mix.set(keyOf(row), [...(mix.get(keyOf(row)) ?? []), row]);
  return (await ask('explain_factor', days)).map((row) => ({
    day: String(row.day),
    datacenter_id: String(row.datacenter_id),
    pue: {
      value: number(row.pue),
      period: text(row.pue_period),
      status: text(row.pue_status),
      source: text(row.pue_source),
    },
    market: (mix.get(keyOf(row)) ?? []).map((supplier) => ({
      supplier_id: String(supplier.supplier_id),
      share: Number(supplier.share),
      ...factorOf(supplier),
    })),
    location: { country: String(row.country), ...factorOf(row) },
  }));
};

const readAnnual = async (ask: Ask, days: SqlParameters): Promise<AnnualDay[]> =>
  (await ask('explain_annual', days)).map((row) => ({
    day: String(row.day),
    datacenter_id: text(row.datacenter_id),
    scope: Number(row.scope),
    category: String(row.category),
    kgco2e: String(row.kgco2e),
    annual_kgco2e: number(row.annual_kgco2e),
    year_days: Number(row.year_days),
    perimeter_facility_kwh: text(row.perimeter_facility_kwh),
    perimeter_equipment_count: Number(row.perimeter_equipment_count ?? 0),
    source_year: Number(row.source_year),
    status: String(row.status),
    source: text(row.source),
    is_provisional: row.is_provisional === true,
  }));

/** Means over contributors, each of which says what of its energy goes with what is known. */
const meansOfRows = (rows: readonly SqlRow[]): Means => {
  const sum = (column: string) => sumDecimals(rows.map((row) => text(row[column])));
  return meansFrom({
    pue: { part: sum('facility_kwh'), kwh: sum('known_pue_it_kwh') },
    scope2_market_kgco2e_per_kwh: {
      part: sum('scope2_market_kgco2e'),
      kwh: sum('known_market_facility_kwh'),
    },
    scope2_location_kgco2e_per_kwh: {
      part: sum('scope2_location_kgco2e'),
      kwh: sum('known_location_facility_kwh'),
    },
  });
};

const unknownService = (id: string, period: Period, rows: readonly SqlRow[]) =>
  usageError(`Service ${id} carries nothing from ${period.from} to ${period.to}; expected one that does`, {
    details: rows
      .filter((row) => row.kind === 'service')
      .slice(0, LISTED)
      .map((row) => `${row.id}${row.name === null ? '' : ` ${row.name}`}`),
    hint: '`bilan sql "select service_id, service_name from service_month"` lists them all.',
  });

const explainFootprint = async (
  ask: Ask,
  days: SqlParameters,
  period: Period,
  serviceId: string | undefined,
): Promise<FootprintNode> => {
  const services = await ask('explain_contributor', { ...days, service_id: null });
  const service = services.find((row) => row.kind === 'service' && String(row.id) === serviceId);
  if (serviceId !== undefined && service === undefined) throw unknownService(serviceId, period, services);
  const rows =
    serviceId === undefined ? services : await ask('explain_contributor', { ...days, service_id: serviceId });
  const members = largestFirst(
    rows.map(
      (row): Member => ({
        kind: row.kind as ContributorKind,
        id: text(row.id),
        name: text(row.name),
        amounts: amountsOf(row),
      }),
    ),
    (member) => `${member.kind} ${(member.id ?? '').padStart(20, '0')}`,
  );
  const amounts = sumAmounts(members.map((member) => member.amounts));
  const contributors: Contributor[] = [];
  for (const member of members.slice(0, LARGEST)) {
    const rowsOfPools = await ask('explain_pool_day', {
      ...days,
      kind: member.kind,
      id: member.id,
      service_id: serviceId ?? null,
    });
    const pools = poolsOf(rowsOfPools);
    contributors.push({
      ...member,
      part: ratio(member.amounts.total_market_kgco2e, amounts.total_market_kgco2e),
      means: meansOf(pools.flatMap(({ days: each }) => each.map((day) => day.amounts))),
      pools,
    });
  }
  const others = members.slice(LARGEST);
  return {
    kind: serviceId === undefined ? 'month' : 'service',
    id: serviceId ?? null,
    name: text(service?.name),
    amounts,
    means: meansOfRows(rows),
    contributors,
    others: {
      count: others.length,
      amounts: sumAmounts(others.map((member) => member.amounts)),
      members: others,
    },
  };
};

const explainedPeriod = ({ month, day, serviceId }: ExplainOptions): Period => {
  const period = monthPeriod(month);
  if (serviceId !== undefined && !/^\d{1,18}$/.test(serviceId))
    throw usageError(`--service ${serviceId}: expected the id of a service, a whole number`);
  if (day === undefined) return period;
  if (!isCivilDate(day) || day < period.from || day > period.to)
    throw usageError(`--day ${day}: expected a day of ${month} as YYYY-MM-DD`);
  return { from: day, to: day };
};

const publishedRuns = async (
  db: Database,
  { from, to }: Period,
): Promise<{ days: number; runs: string[] }> => {
  const rows = await db.rows<{ run_id: string; days: bigint }>(
    `select run_id, count(*) as days from published_day
     where day between cast($from as date) and cast($to as date) group by run_id order by run_id`,
    { from, to },
  );
  return { days: rows.reduce((sum, row) => sum + Number(row.days), 0), runs: rows.map((row) => row.run_id) };
};

const asker = (db: Database, questions: readonly QueryFile[]): Ask => {
  const byName = new Map(questions.map((question) => [question.relation, question]));
  return async (relation, parameters) => {
    const question = byName.get(relation);
    return question === undefined ? [] : runQuery(db, question, parameters);
  };
};

/**
 * How the figures of a month, a service or an equipment are made, down to what was given: pools and shares, PUE, mixes, factors
 * and annual amounts with their sources, and the samples of an equipment's day.
 * @returns a tree in which every number follows from those under it
 * @throws exit 2 for an unknown service, equipment or day, exit 5 when nothing of the period is calculated, exit 6 for the ledger
 */
export const explain = async (options: ExplainOptions): Promise<Explanation> => {
  const { config, month, equipmentId, serviceId } = options;
  const period = explainedPeriod(options);
  const questions = (await loadQueryFiles('mart')).filter((query) => query.relation.startsWith('explain_'));
  const ledgerOptions = { memoryLimit: config.memory_limit, timezone: config.timezone };
  const days = { from_day: period.from, to_day: period.to };
  const db = await openReader(config.database, ledgerOptions);
  let explanation: Explanation;
  try {
    const published = await publishedRuns(db, period);
    if (published.days === 0) {
      throw missingInputsError(`Nothing from ${period.from} to ${period.to} is calculated`, {
        hint: `Run \`bilan calculate --month ${month}\` first.`,
      });
    }
    const ask = asker(db, questions);
    const footprint =
      equipmentId !== undefined && serviceId === undefined
        ? null
        : await explainFootprint(ask, days, period, serviceId);
    explanation = {
      month,
      ...days,
      days: published.days,
      run_ids: published.runs,
      footprint,
      pools: await readMakers(ask, days, footprint?.contributors.flatMap(({ pools }) => pools) ?? []),
      equipment: null,
      factors: await readFactors(ask, days),
      annual: await readAnnual(ask, days),
    };
  } finally {
    await db.close();
  }
  return equipmentId === undefined
    ? explanation
    : {
        ...explanation,
        equipment: await explainEquipment({
          config,
          equipmentId,
          period,
          day: options.day,
          reporter: options.reporter,
        }),
      };
};
