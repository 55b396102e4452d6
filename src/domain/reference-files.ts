/** The fifteen reference files: their columns and what a value may be (README, "Reference files"). */

/** `period` is YYYY-MM-DD, YYYY-MM or YYYY as text; `date` is YYYY-MM-DD as text; `year` has four digits. */
export type ReferenceColumnType = 'text' | 'date' | 'decimal' | 'year' | 'integer' | 'bigint' | 'period';

export interface ReferenceColumn {
  readonly name: string;
  readonly type: ReferenceColumnType;
  /** The column may be absent, and its cells blank: null then. */
  readonly isOptional: boolean;
  /** The only values allowed, as they are written in the file. */
  readonly values?: readonly string[];
  /** Smallest value allowed, included. */
  readonly min?: number;
  /** Value that a number must exceed. */
  readonly above?: number;
  /** Largest value allowed, included. */
  readonly max?: number;
  /** What a bad value should have been, where type and limits say it badly. */
  readonly expected?: string;
}

export interface ReferenceFileSpec {
  /** Stem: the file is `<name>.csv`. */
  readonly name: ReferenceFileName;
  /** A reference folder without this file is refused. */
  readonly isRequired: boolean;
  readonly columns: readonly ReferenceColumn[];
  /** Columns that may not repeat together (a blank counts as a value); absent where rows may repeat. */
  readonly unique?: readonly string[];
}

export type ReferenceFileName =
  | 'datacenters'
  | 'equipment'
  | 'pue'
  | 'energy_mix'
  | 'emission_factors'
  | 'grid_factors'
  | 'annual_emissions'
  | 'allocation_rules'
  | 'placements'
  | 'usage'
  | 'service_shares'
  | 'lifecycle'
  | 'product_map'
  | 'upgrade_paths'
  | 'waivers';

/** One checked cell: text, dates and periods as text, decimals, years and integers as numbers, ids as bigint. */
export type ReferenceValue = string | number | bigint | null;

/** One checked row: every column of the file's spec is there, null where it was blank or absent. */
export type ReferenceRow = Readonly<Record<string, ReferenceValue>>;

type Limits = Pick<ReferenceColumn, 'values' | 'min' | 'above' | 'max' | 'expected'>;

const required = (name: string, type: ReferenceColumnType, limits: Limits = {}): ReferenceColumn => ({
  name,
  type,
  isOptional: false,
  ...limits,
});

const optional = (name: string, type: ReferenceColumnType, limits: Limits = {}): ReferenceColumn => ({
  name,
  type,
  isOptional: true,
  ...limits,
});

const SHARE: Limits = { min: 0, max: 1, expected: 'a share from 0 to 1' };
const CATEGORY: Limits = { values: ['compute', 'storage', 'network'] };

const FACTORS: readonly ReferenceColumn[] = [
  required('year', 'year'),
  required('scope2_kgco2e_per_kwh', 'decimal', { min: 0 }),
  optional('scope3_kgco2e_per_kwh', 'decimal', { min: 0 }),
  optional('td_loss_rate', 'decimal', { min: 0, max: 1, expected: 'a rate from 0 to 1' }),
  optional('perimeter', 'text', { values: ['generation', 'lifecycle'] }),
  optional('source', 'text'),
];

/** Every reference file, the required ones first. */
export const REFERENCE_FILES: readonly ReferenceFileSpec[] = [
  {
    name: 'datacenters',
    isRequired: true,
    unique: ['datacenter_id'],
    columns: [
      required('datacenter_id', 'text'),
      required('name', 'text'),
      required('country', 'text'),
      required('operation', 'text', { values: ['owned', 'colocation'] }),
      optional('region', 'text'),
      optional('timezone', 'text'),
    ],
  },
  {
    name: 'equipment',
    isRequired: true,
    unique: ['equipment_id'],
    columns: [
      required('equipment_id', 'text'),
      optional('name', 'text'),
      required('category', 'text', CATEGORY),
      optional('subcategory', 'text'),
      required('datacenter_id', 'text'),
      optional('availability_zone', 'text'),
      optional('in_service_on', 'date'),
      optional('retired_on', 'date'),
      optional('rated_w', 'decimal', { above: 0, expected: 'a power above 0 W' }),
      optional('idle_w', 'decimal', { min: 0 }),
      optional('embodied_kgco2e', 'decimal', { min: 0 }),
      optional('lifetime_years', 'decimal', { above: 0, expected: 'a number of years above 0' }),
    ],
  },
  {
    name: 'pue',
    isRequired: true,
    unique: ['datacenter_id', 'period'],
    columns: [
      required('datacenter_id', 'text'),
      required('period', 'period'),
      required('pue', 'decimal', { min: 1, expected: 'a ratio of at least 1' }),
      optional('status', 'text', { values: ['interim', 'final'] }),
      optional('source', 'text'),
    ],
  },
  {
    name: 'energy_mix',
    isRequired: true,
    columns: [
      required('datacenter_id', 'text'),
      required('supplier_id', 'text'),
      required('valid_from', 'date'),
      optional('valid_to', 'date'),
      required('share', 'decimal', SHARE),
    ],
  },
  {
    name: 'emission_factors',
    isRequired: true,
    unique: ['supplier_id', 'year'],
    columns: [required('supplier_id', 'text'), ...FACTORS],
  },
  {
    name: 'grid_factors',
    isRequired: true,
    unique: ['country', 'year'],
    columns: [required('country', 'text'), ...FACTORS],
  },
  {
    name: 'annual_emissions',
    isRequired: false,
    unique: ['year', 'datacenter_id', 'scope', 'category', 'status'],
    columns: [
      required('year', 'year'),
      optional('datacenter_id', 'text'),
      required('scope', 'integer', { values: ['1', '3'] }),
      required('category', 'text'),
      required('kgco2e', 'decimal', { min: 0 }),
      required('status', 'text', { values: ['provisional', 'audited'] }),
      optional('source', 'text'),
    ],
  },
  {
    name: 'allocation_rules',
    isRequired: false,
    columns: [
      required('category', 'text', CATEGORY),
      optional('subcategory', 'text'),
      required('pool', 'text', { values: ['datacenter', 'availability_zone', 'region', 'placement'] }),
      required('key', 'text'),
      optional('types', 'text'),
      optional('statuses', 'text'),
      optional('valid_from', 'date'),
      optional('valid_to', 'date'),
    ],
  },
  {
    name: 'placements',
    isRequired: false,
    columns: [
      required('equipment_id', 'text'),
      required('resource_id', 'bigint'),
      required('valid_from', 'date'),
      optional('valid_to', 'date'),
      optional('weight', 'decimal', { min: 0 }),
    ],
  },
  {
    name: 'usage',
    isRequired: false,
    unique: ['day', 'resource_id'],
    columns: [
      required('day', 'date'),
      required('resource_id', 'bigint'),
      required('vcpu_hours', 'decimal', { min: 0 }),
    ],
  },
  {
    name: 'service_shares',
    isRequired: false,
    columns: [
      required('service_id', 'bigint'),
      required('to_service_id', 'bigint'),
      required('share', 'decimal', SHARE),
      required('valid_from', 'date'),
      optional('valid_to', 'date'),
    ],
  },
  {
    name: 'lifecycle',
    isRequired: false,
    unique: ['product', 'cycle'],
    columns: [
      required('product', 'text'),
      required('cycle', 'text'),
      optional('released_on', 'date'),
      optional('end_of_active_support_on', 'date'),
      optional('end_of_life_on', 'date'),
      optional('extended_support_ends_on', 'date'),
      optional('source', 'text'),
    ],
  },
  {
    name: 'product_map',
    isRequired: false,
    unique: ['platform'],
    columns: [required('platform', 'text'), required('product', 'text'), required('cycle', 'text')],
  },
  {
    name: 'upgrade_paths',
    isRequired: false,
    unique: ['from_platform', 'to_platform'],
    columns: [
      required('from_platform', 'text'),
      required('to_platform', 'text'),
      required('os_migrations', 'integer', { min: 0 }),
      optional('note', 'text'),
    ],
  },
  {
    name: 'waivers',
    isRequired: false,
    columns: [
      required('control', 'text'),
      optional('resource_id', 'text'),
      optional('service_id', 'text'),
      required('owner', 'text'),
      required('reason', 'text'),
      required('expires_on', 'date'),
    ],
  },
];
