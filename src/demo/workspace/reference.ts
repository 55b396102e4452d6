import type { ReferenceFileName } from '../../domain/reference-files.ts';
import { DEMO_ZONE } from '../estate/calendar.ts';
import { DATACENTERS } from '../estate/topology.ts';
import type { Equipment, Estate } from '../estate/types.ts';
import { placementRows } from './placements.ts';
import { pueRows } from './pue.ts';

/** One reference file before it is text. */
export interface ReferenceTable {
  readonly name: ReferenceFileName;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const MADE_UP = 'made up for the demo';

const table = (
  name: ReferenceFileName,
  columns: string,
  rows: readonly (readonly string[])[],
): ReferenceTable => ({ name, columns: columns.split(' '), rows });

const equipmentRow = (piece: Equipment): string[] => [
  piece.id,
  piece.name,
  piece.category,
  piece.subcategory,
  piece.datacenterId,
  piece.zoneId,
  piece.inServiceOn,
  piece.retiredOn ?? '',
  String(piece.ratedW),
  String(piece.idleW),
  String(piece.embodiedKgco2e),
  String(piece.lifetimeYears),
];

/**
 * Suppliers of electricity and who is supplied by whom: made up. The datacenter EB4 buys more from one of the two
 * from February on; the other one has published no factor for 2026 yet, so that its 2025 one stands in.
 */
const ENERGY_MIX: readonly (readonly string[])[] = [
  ['EB4', 'hydrovert', '2025-01-01', '2026-01-31', '0.6'],
  ['EB4', 'nucleane', '2025-01-01', '2026-01-31', '0.4'],
  ['EB4', 'hydrovert', '2026-02-01', '', '0.75'],
  ['EB4', 'nucleane', '2026-02-01', '', '0.25'],
  ['EB5', 'hydrovert', '2025-01-01', '', '0.5'],
  ['EB5', 'nucleane', '2025-01-01', '', '0.5'],
  ['ET1', 'nucleane', '2025-01-01', '', '1'],
];

const EMISSION_FACTORS: readonly (readonly string[])[] = [
  ['hydrovert', '2025', '0.0042', '0.0021', '0.065', 'generation', MADE_UP],
  ['nucleane', '2025', '0.0083', '0.0046', '0.065', 'generation', MADE_UP],
  ['nucleane', '2026', '0.0079', '0.0044', '0.064', 'generation', MADE_UP],
];

/** French average mix by edition; 2025 and 2026 are not out, so that the demo's location figures are provisional. */
const GRID_FACTORS: readonly (readonly string[])[] = [
  ['FR', '2022', '0.0520', '', '', 'lifecycle', 'ADEME Base Empreinte, average mix, edition 2022'],
  ['FR', '2024', '0.0519', '', '', 'lifecycle', 'ADEME Base Empreinte, average mix, edition 2024'],
];

// No `hardware` or `purchases` among them: the user may switch embodied carbon on.
const ANNUAL_EMISSIONS: readonly (readonly string[])[] = [
  ['2025', 'EB4', '1', 'generators', '1840', 'audited', MADE_UP],
  ['2025', 'EB4', '1', 'refrigerants', '2310', 'audited', MADE_UP],
  ['2025', 'EB5', '1', 'generators', '960', 'audited', MADE_UP],
  ['2026', 'EB4', '1', 'generators', '1900', 'provisional', MADE_UP],
  ['2025', '', '3', 'travel', '5400', 'audited', MADE_UP],
];

const FACTOR_COLUMNS = 'scope2_kgco2e_per_kwh scope3_kgco2e_per_kwh td_loss_rate perimeter source';

/** The reference files of the demo's workspace. */
export const referenceTables = (estate: Estate): ReferenceTable[] => [
  table(
    'datacenters',
    'datacenter_id name country operation region timezone',
    DATACENTERS.map(({ id, name, operation, regionId }) => [id, name, 'FR', operation, regionId, DEMO_ZONE]),
  ),
  table(
    'equipment',
    'equipment_id name category subcategory datacenter_id availability_zone in_service_on retired_on rated_w idle_w embodied_kgco2e lifetime_years',
    estate.equipment.filter((piece) => piece.isInventoried).map(equipmentRow),
  ),
  table('pue', 'datacenter_id period pue status source', pueRows(estate.seed)),
  table('energy_mix', 'datacenter_id supplier_id valid_from valid_to share', ENERGY_MIX),
  table('emission_factors', `supplier_id year ${FACTOR_COLUMNS}`, EMISSION_FACTORS),
  table('grid_factors', `country year ${FACTOR_COLUMNS}`, GRID_FACTORS),
  table('annual_emissions', 'year datacenter_id scope category kgco2e status source', ANNUAL_EMISSIONS),
  table('placements', 'equipment_id resource_id valid_from valid_to weight', placementRows(estate)),
];

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A table as CSV: UTF-8, commas, decimal points, a line feed behind every line. */
export const toCsv = ({ columns, rows }: ReferenceTable): string =>
  [columns, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
