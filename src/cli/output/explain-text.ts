import { counted } from '../../domain/counted.ts';
import type {
  Amounts,
  Contributor,
  DayFactors,
  EquipmentNode,
  Explanation,
  Factor,
  FeedSamples,
  FootprintNode,
  Means,
  PoolNode,
} from '../../domain/explanation.ts';
import { visible } from './table.ts';

const amount = (value: string | number | null, unit: string, digits = 3): string =>
  value === null ? `unknown ${unit}` : `${Number(value).toFixed(digits)} ${unit}`;

const figure = (value: string | number | null, significant = 6): string =>
  value === null ? 'unknown' : String(Number(Number(value).toPrecision(significant)));

const percent = (value: number | null): string =>
  value === null ? 'unknown' : `${figure(100 * value, 4)} %`;

const bases = (amounts: Amounts): string =>
  `market ${amount(amounts.total_market_kgco2e, 'kgCO2e')}, location ${amount(amounts.total_location_kgco2e, 'kgCO2e')}`;

const energy = (amounts: Amounts, { pue }: Means): string => {
  const [it, facility] = [Number(amounts.it_kwh), Number(amounts.facility_kwh)];
  // What a mean PUE multiplies is less than the whole where a datacenter's is unknown.
  const isPart = pue !== null && Math.abs(it * pue - facility) > 1e-6 * Math.max(1, facility);
  const known = isPart ? ` (of ${amount(facility / pue, 'kWh')} whose PUE is known)` : '';
  return `IT ${amount(amounts.it_kwh, 'kWh')} (${amount(amounts.estimated_kwh, 'kWh')} estimated) × PUE ${figure(pue)}${known} = ${amount(amounts.facility_kwh, 'kWh')}`;
};

const scopes = (amounts: Amounts): string =>
  [
    `scope 1 ${amount(amounts.scope1_kgco2e, 'kgCO2e')}`,
    `scope 2 ${amount(amounts.scope2_market_kgco2e, 'market')}, ${amount(amounts.scope2_location_kgco2e, 'location')}`,
    `scope 3 ${amount(amounts.scope3_market_kgco2e, 'market')}, ${amount(amounts.scope3_location_kgco2e, 'location')}`,
  ].join(' · ');

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

const spread = (values: readonly number[], show: (value: number) => string): string => {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? show(low) : `${show(low)} to ${show(high)}`;
};

const origin = (factor: Factor): string => {
  const year = factor.factor_year === null ? 'no factor' : String(factor.factor_year);
  return [year, factor.source, factor.is_provisional ? 'provisional' : null]
    .filter((part) => part !== null)
    .join(', ');
};

const factorText = (factor: Factor): string => {
  if (factor.perimeter === 'lifecycle') return `${figure(factor.scope2_kgco2e_per_kwh)} life cycle`;
  const upstream =
    factor.scope3_kgco2e_per_kwh === null ? 'not covered' : figure(factor.scope3_kgco2e_per_kwh);
  const losses = factor.td_loss_rate === null ? 'not covered' : percent(factor.td_loss_rate);
  return `${figure(factor.scope2_kgco2e_per_kwh)} (upstream ${upstream}, losses ${losses})`;
};

/** PUE, mix and factors of some days of a datacenter, each said once with where it is from. */
const factorLines = (factors: readonly DayFactors[]): string[] => {
  const pues = new Map<string, number[]>();
  for (const { pue } of factors) {
    const from = [pue.period, pue.source, pue.status].filter((part) => part !== null).join(', ');
    pues.set(from, [...(pues.get(from) ?? []), ...(pue.value === null ? [] : [pue.value])]);
  }
  const suppliers = new Map<string, { text: string; shares: number[] }>();
  for (const supplier of factors.flatMap((day) => day.market)) {
    const text = `${supplier.supplier_id} × ${factorText(supplier)} [${origin(supplier)}]`;
    const known = suppliers.get(text) ?? { text, shares: [] };
    known.shares.push(supplier.share);
    suppliers.set(text, known);
  }
  const market = [...suppliers.values()].map(({ text, shares }) => `${spread(shares, percent)} ${text}`);
  const location = unique(
    factors.map((day) => `${day.location.country} ${factorText(day.location)} [${origin(day.location)}]`),
  );
  return [
    [...pues]
      .map(
        ([from, values]) =>
          `PUE ${values.length === 0 ? 'unknown' : spread(values, (value) => figure(value))}${from === '' ? '' : ` (${from})`}`,
      )
      .join('; '),
    `market, kgCO2e/kWh: ${market.join(' + ')}`,
    `location, kgCO2e/kWh: ${location.join('; ')}`,
  ];
};

const keyText = (pool: PoolNode): string => {
  const place = `${pool.pool} ${pool.pool_name}, rule ${pool.rule_id}`;
  const last = pool.days.at(-1);
  if (last === undefined || last.key_total === null) return `${place}: ${percent(pool.share)} of the pool`;
  const weights =
    pool.days.length === 1
      ? `${figure(last.key_value)} of ${figure(last.key_total)}`
      : `${figure(last.key_value)} of ${figure(last.key_total)} on ${last.day}`;
  return `${place}: ${percent(pool.share)} by ${pool.key ?? 'no key'} (${weights})`;
};

/** Equipment of a pool that is named; the rest is counted. */
const NAMED = 5;

const makerLine = (pool: PoolNode, { pools }: Explanation): string => {
  const makers =
    pools.find(
      (made) =>
        made.pool_id === pool.pool_id &&
        made.datacenter_id === pool.datacenter_id &&
        made.equipment_category === pool.equipment_category,
    )?.equipment ?? [];
  if (makers.length === 0) return 'its run did not keep which equipment made the pool';
  const named = makers
    .slice(0, NAMED)
    .map(({ equipment_id: id, amounts }) => `${id} ${amount(amounts.it_kwh, 'kWh')}`);
  const others = makers.slice(NAMED);
  const rest =
    others.length === 0
      ? []
      : [
          `${counted(others.length, 'other')} ${amount(
            others.reduce((sum, { amounts }) => sum + Number(amounts.it_kwh ?? 0), 0),
            'kWh',
          )}`,
        ];
  return `the pool is ${[...named, ...rest].join(' + ')}`;
};

const poolLines = (pool: PoolNode, explanation: Explanation): string[] => {
  const days = new Set(pool.days.map(({ day }) => day));
  const factors = explanation.factors.filter(
    ({ day, datacenter_id: id }) => id === pool.datacenter_id && days.has(day),
  );
  const embodied = pool.days.some(({ pool: { embodied_kgco2e: kg } }) => Number(kg ?? 0) !== 0);
  return [
    `${pool.equipment_category} in ${pool.datacenter_id}: ${bases(pool.amounts)}`,
    `  ${keyText(pool)}`,
    `  ${amount(pool.pool_it_kwh, 'kWh')} of the pool; ${energy(pool.amounts, pool.means)}`,
    `  ${makerLine(pool, explanation)}`,
    `  ${scopes(pool.amounts)}${embodied ? ' (embodied included)' : ''}`,
    ...factorLines(factors).map((line) => `  ${line}`),
  ];
};

const KINDS: Readonly<Record<Contributor['kind'], string>> = {
  service: 'service',
  resource: 'resource',
  no_service: 'resources without a service',
  unallocated: 'unallocated',
};

const title = ({ kind, id, name }: Pick<Contributor, 'kind' | 'id' | 'name'>): string =>
  [KINDS[kind], id, name].filter((part) => part !== null).join(' ');

const contributorLines = (contributor: Contributor, place: number, explanation: Explanation): string[] => [
  `${place}. ${title(contributor)}: ${bases(contributor.amounts)} (${percent(contributor.part)})`,
  `   ${energy(contributor.amounts, contributor.means)}`,
  ...contributor.pools.flatMap((pool) => poolLines(pool, explanation).map((line) => `   ${line}`)),
];

const footprintLines = (node: FootprintNode, explanation: Explanation): string[] => [
  `${node.kind === 'month' ? 'all services' : title({ kind: 'service', id: node.id, name: node.name })}: ${bases(node.amounts)}`,
  `  ${energy(node.amounts, node.means)}`,
  `  ${scopes(node.amounts)}`,
  '',
  ...node.contributors.flatMap((contributor, i) => [
    ...contributorLines(contributor, i + 1, explanation),
    '',
  ]),
  ...(node.others.count === 0
    ? []
    : [`and ${counted(node.others.count, 'other')}: ${bases(node.others.amounts)}`, '']),
];

const annualLines = (explanation: Explanation): string[] => {
  const texts = unique(
    explanation.annual.map(
      (row) =>
        `scope ${row.scope} ${row.category}, ${row.datacenter_id ?? 'the whole estate'}: ${row.annual_kgco2e === null ? '' : `${figure(row.annual_kgco2e, 10)} kgCO2e ÷ ${row.year_days} days = `}${amount(row.kgco2e, 'kgCO2e a day', 6)} [${row.source_year}, ${row.status}${row.source === null ? '' : `, ${row.source}`}${row.is_provisional ? ', provisional' : ''}]`,
    ),
  );
  return texts.length === 0
    ? []
    : ['declared for a year, spread pro rata to facility kWh:', ...texts.map((line) => `  ${line}`), ''];
};

const feedLines = (feed: FeedSamples): string[] => {
  const name = feed.feed === '' ? 'samples' : `feed ${feed.feed}`;
  const { estimate } = feed;
  const rejected = feed.samples.filter((sample) => sample.is_day && sample.reason !== null);
  const reasons = unique(rejected.flatMap(({ reason }) => reason ?? [])).map(
    (reason) => `${rejected.filter((sample) => sample.reason === reason).length} ${reason}`,
  );
  const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  const from =
    estimate.days.length === 0
      ? ''
      : ` from ${estimate.from} (${estimate.days.map(({ day, measured_kwh: kwh, measured_hours: hours }) => `${day}: ${figure(kwh)} kWh in ${figure(hours)} h`).join('; ')})`;
  return [
    `${name}: ${feed.sample_count} accepted, ${feed.rejected_count} rejected${why}, coverage ${percent(feed.coverage)}, ${feed.first_ts ?? 'none'} to ${feed.last_ts ?? 'none'}`,
    `  measured ${figure(feed.measured_kwh, 10)} kWh = the sum of ${counted(feed.segments.length, 'trapezoid')} over ${figure(feed.measured_hours)} h`,
    estimate.mean_kw === null
      ? `  estimated ${figure(estimate.estimated_kwh)} kWh: ${estimate.from}`
      : `  estimated ${figure(estimate.estimated_kwh, 10)} kWh = ${figure(estimate.hours)} h × ${figure(estimate.mean_kw)} kW${from}`,
  ];
};

const embodiedLines = ({ embodied }: EquipmentNode): string[] => {
  if (embodied === null) return [];
  const { embodied_kgco2e: kg, lifetime_years: years, kgco2e_per_day: daily, reason } = embodied;
  if (reason !== null) return [`  embodied: ${reason}, not counted`];
  return [
    `  embodied: ${figure(kg)} kgCO2e ÷ (${figure(years)} years × 365) = ${amount(daily, 'kgCO2e a day', 6)} from ${embodied.in_service_on} to ${embodied.last_day}`,
  ];
};

const equipmentLines = (node: EquipmentNode, explanation: Explanation): string[] => {
  const kind = [node.category, node.subcategory].filter((part) => part !== null).join('/');
  const day = node.days.find((candidate) => candidate.day === node.samples.day);
  const factors = explanation.factors.filter(
    (factor) => factor.datacenter_id === node.datacenter_id && factor.day === node.samples.day,
  );
  return [
    `equipment ${node.equipment_id} (${kind}, ${node.datacenter_id}): ${bases(node.amounts)} in ${counted(node.days.length, 'day')}`,
    `  ${energy(node.amounts, node.means)}`,
    `  ${scopes(node.amounts)}`,
    ...embodiedLines(node),
    '',
    `${node.samples.day} (${node.samples.from_ts} to ${node.samples.to_ts}), as ${node.samples.run_id} read it:`,
    ...(day === undefined
      ? []
      : [
          `  ${bases(day.amounts)}; IT ${amount(day.amounts.it_kwh, 'kWh', 6)}; embodied ${amount(day.embodied_kgco2e, 'kgCO2e', 6)}`,
        ]),
    ...factorLines(factors).map((line) => `  ${line}`),
    ...node.samples.feeds.flatMap(feedLines).map((line) => `  ${line}`),
    ...node.samples.parts.map((part) => `  ${part.file}, sha256 ${part.sha256.slice(0, 12)}…, verified`),
    '',
  ];
};

/** An explanation for a person; `--json` has every day and every trapezoid under it. Names cannot write to the terminal. */
export const explanationText = (explanation: Explanation): string => {
  const span = explanation.from_day === explanation.to_day ? explanation.from_day : explanation.month;
  return [
    `${span}: ${counted(explanation.days, 'day')} of ${explanation.run_ids.join(', ')}`,
    '',
    ...(explanation.footprint === null ? [] : footprintLines(explanation.footprint, explanation)),
    ...(explanation.equipment === null ? [] : equipmentLines(explanation.equipment, explanation)),
    ...annualLines(explanation),
  ]
    .map(visible)
    .join('\n');
};
