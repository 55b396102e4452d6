/** How a figure is made, as a tree of plain data: what stands in a node follows from what stands under it. */

/** Amounts as text with all their digits; null: unknown. `total_…` is the sum of its basis' scopes. */
export const MEASURES = [
  'it_kwh',
  'estimated_kwh',
  'facility_kwh',
  'scope1_kgco2e',
  'scope2_market_kgco2e',
  'scope2_location_kgco2e',
  'scope3_market_kgco2e',
  'scope3_location_kgco2e',
] as const;
export type Measure = (typeof MEASURES)[number];
export type Amounts = Readonly<
  Record<Measure | 'total_market_kgco2e' | 'total_location_kgco2e', string | null>
>;

/** Means weighted by kWh: facility over IT energy, and scope 2 over facility energy. */
export interface Means {
  readonly pue: number | null;
  readonly scope2_market_kgco2e_per_kwh: number | null;
  readonly scope2_location_kgco2e_per_kwh: number | null;
}

/** A day of a pool: its amounts times the share give what the contributor carries. */
export interface PoolDay {
  readonly day: string;
  readonly share: number;
  /** What the contributor weighs by the key, of what all weigh; null where nobody could receive. */
  readonly key_value: string | null;
  readonly key_total: string | null;
  readonly pool: Amounts & { readonly embodied_kgco2e: string | null };
  readonly amounts: Amounts;
}

/** One category of equipment in one datacenter, split by one rule. */
export interface PoolNode {
  readonly pool_id: string;
  readonly rule_id: string;
  readonly pool: string;
  readonly pool_name: string;
  readonly key: string | null;
  readonly datacenter_id: string;
  readonly equipment_category: string;
  readonly amounts: Amounts;
  readonly pool_it_kwh: string | null;
  /** Part of the pool's IT energy over all days; of a pool that drew nothing, the share that all days have. */
  readonly share: number | null;
  readonly means: Means;
  readonly days: readonly PoolDay[];
}

/** A day of an equipment; PUE, mix and factors of the day make its emissions of it. */
export interface MadeDay {
  readonly day: string;
  readonly it_kwh: string | null;
  readonly estimated_kwh: string | null;
  readonly embodied_kgco2e: string | null;
}

/** What an equipment brought to a pool. */
export interface MakerNode {
  readonly equipment_id: string;
  readonly amounts: Amounts;
  readonly days: readonly MadeDay[];
}

/** The equipment that made a pool's amounts in one datacenter and category; empty for runs that did not keep it. */
export interface PoolMakers {
  readonly pool_id: string;
  readonly datacenter_id: string;
  readonly equipment_category: string;
  readonly equipment: readonly MakerNode[];
}

export type ContributorKind = 'service' | 'resource' | 'no_service' | 'unallocated';

export interface Member {
  readonly kind: ContributorKind;
  /** Text, so that no digit is lost; null for the unallocated and resources without a service. */
  readonly id: string | null;
  readonly name: string | null;
  readonly amounts: Amounts;
}

export interface Contributor extends Member {
  /** Part of the total on the market basis. */
  readonly part: number | null;
  readonly means: Means;
  readonly pools: readonly PoolNode[];
}

/** A factor as it was given; its scope 3 is upstream plus `td_loss_rate` times scope 2. */
export interface Factor {
  readonly factor_year: number | null;
  readonly scope2_kgco2e_per_kwh: number | null;
  readonly scope3_kgco2e_per_kwh: number | null;
  readonly td_loss_rate: number | null;
  readonly perimeter: string | null;
  readonly source: string | null;
  readonly is_provisional: boolean;
}

/** What multiplies a datacenter's energy on a day. */
export interface DayFactors {
  readonly day: string;
  readonly datacenter_id: string;
  readonly pue: {
    readonly value: number | null;
    readonly period: string | null;
    readonly status: string | null;
    readonly source: string | null;
  };
  readonly market: readonly (Factor & { readonly supplier_id: string; readonly share: number })[];
  readonly location: Factor & { readonly country: string };
}

/** What was declared for a year, the day's part of it, spread over the facility energy of its perimeter, or its equipment. */
export interface AnnualDay {
  readonly day: string;
  /** Null: the whole estate. */
  readonly datacenter_id: string | null;
  readonly scope: number;
  readonly category: string;
  readonly kgco2e: string;
  /** Declared for `source_year`; divided by `year_days` it is `kgco2e`. Null in runs that did not keep it. */
  readonly annual_kgco2e: number | null;
  readonly year_days: number;
  readonly perimeter_facility_kwh: string | null;
  /** Who carries equal parts where the perimeter drew nothing. */
  readonly perimeter_equipment_count: number;
  readonly source_year: number;
  readonly status: string;
  readonly source: string | null;
  readonly is_provisional: boolean;
}

export interface Segment {
  readonly from_ts: string;
  readonly to_ts: string;
  readonly seconds: number;
  readonly from_w: number;
  readonly to_w: number;
  readonly kwh: number;
}

/** A sample of the day, or one just beside it that closes an interval into the day. */
export interface ReadSample {
  readonly ts: string;
  readonly power_w: number | null;
  readonly is_day: boolean;
  /** Why it was left out; null: accepted. */
  readonly reason: string | null;
}

/** A day's feed from its samples: the segments sum to what is measured, the estimate is hours times a mean power. */
export interface FeedSamples {
  readonly feed: string;
  readonly sample_count: number;
  readonly rejected_count: number;
  readonly coverage: number;
  readonly first_ts: string | null;
  readonly last_ts: string | null;
  readonly measured_hours: number;
  readonly measured_kwh: number;
  readonly samples: readonly ReadSample[];
  readonly segments: readonly Segment[];
  readonly estimate: {
    readonly hours: number;
    /** Where the mean power is from. */
    readonly from: 'nothing to estimate' | 'the day itself' | 'the 7 days before' | 'unknown';
    readonly mean_kw: number | null;
    readonly days: readonly {
      readonly day: string;
      readonly measured_hours: number;
      readonly measured_kwh: number;
    }[];
    readonly estimated_kwh: number | null;
  };
}

export interface EquipmentDay {
  readonly day: string;
  readonly coverage: number;
  readonly sample_count: number;
  readonly rejected_count: number;
  readonly measured_kwh: string | null;
  readonly embodied_kgco2e: string | null;
  readonly amounts: Amounts;
  readonly reason: string | null;
}

/** `kgco2e_per_day` is `embodied_kgco2e ÷ (lifetime_years × 365)`; the last day carries the fraction of a day that is left. */
export interface Embodied {
  readonly embodied_kgco2e: number | null;
  readonly lifetime_years: number | null;
  readonly in_service_on: string | null;
  readonly kgco2e_per_day: number | null;
  readonly last_day: string | null;
  /** What is not known of it. */
  readonly reason: string | null;
}

export interface EquipmentNode {
  readonly equipment_id: string;
  readonly datacenter_id: string;
  readonly category: string;
  readonly subcategory: string | null;
  readonly amounts: Amounts;
  readonly means: Means;
  readonly days: readonly EquipmentDay[];
  /** What it took to make it, as its run spread it over its days; null where the run does not count that. */
  readonly embodied: Embodied | null;
  readonly samples: {
    readonly day: string;
    /** Where the civil day begins and ends in the datacenter's zone, instants in UTC. */
    readonly from_ts: string;
    readonly to_ts: string;
    readonly run_id: string;
    readonly max_gap_minutes: number;
    readonly parts: readonly { readonly utc_day: string; readonly file: string; readonly sha256: string }[];
    readonly feeds: readonly FeedSamples[];
  };
}

export interface FootprintNode {
  readonly kind: 'month' | 'service';
  readonly id: string | null;
  readonly name: string | null;
  readonly amounts: Amounts;
  readonly means: Means;
  readonly contributors: readonly Contributor[];
  readonly others: { readonly count: number; readonly amounts: Amounts; readonly members: readonly Member[] };
}

export interface Explanation {
  readonly month: string;
  readonly from_day: string;
  readonly to_day: string;
  readonly days: number;
  readonly run_ids: readonly string[];
  readonly footprint: FootprintNode | null;
  /** What made the pools of the contributors that are followed. */
  readonly pools: readonly PoolMakers[];
  readonly equipment: EquipmentNode | null;
  readonly factors: readonly DayFactors[];
  readonly annual: readonly AnnualDay[];
}
