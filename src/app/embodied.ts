import { usageError } from '../domain/errors.ts';
import type { Database } from '../store/port.ts';

/**
 * Refuses embodied emissions of equipment beside a declared annual category that holds them already.
 * @param work the database of a calculation whose steps have run
 * @throws exit 2 naming category, year and perimeter
 */
export const refuseEmbodiedTwice = async (work: Database): Promise<void> => {
  const rows = await work.rows<{
    category: string;
    datacenter_id: string | null;
    source_year: number;
    equipment_count: bigint;
  }>('select * from calc.embodied_conflict order by category, datacenter_id nulls first, source_year');
  if (rows.length === 0) return;
  throw usageError('calculation.embodied: equipment would count hardware twice; nothing was calculated', {
    details: rows.map((row) => {
      const perimeter = row.datacenter_id === null ? 'the whole estate' : `datacenter ${row.datacenter_id}`;
      return `annual_emissions.csv: scope 3 ${row.category} of ${row.source_year} for ${perimeter}, where ${row.equipment_count} equipment carry embodied emissions of equipment.csv; expected one of them`;
    }),
    hint: 'Set calculation.embodied: off, or leave those amounts or the embodied_kgco2e of that equipment blank.',
  });
};
