import type { Equipment, Estate, Resource } from '../estate/types.ts';

/** A row of placements.csv. */
export type PlacementRow = readonly [
  equipmentId: string,
  resourceId: string,
  from: string,
  to: string,
  weight: string,
];

const FROM = '2025-01-01';

const need = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new RangeError(`the estate has no ${what}`);
  return value;
};

/**
 * What is placed on whom: object storage by the share of its buckets, which changes for one site inside the two
 * months, and one machine that serves a single instance.
 */
export const placementRows = (estate: Estate): PlacementRow[] => {
  const equipment = (name: string): Equipment =>
    need(
      estate.equipment.find((piece) => piece.name === name),
      name,
    );
  const resource = (name: string): Resource =>
    need(
      estate.resources.find((candidate) => candidate.name === name),
      name,
    );
  const row = (piece: string, name: string, weight: string, from = FROM, to = ''): PlacementRow => [
    equipment(piece).id,
    String(resource(name).id),
    from,
    to,
    weight,
  ];
  return [
    row('obj-eb4-01', 'dpiprdweb01', '6', FROM, '2026-01-31'),
    row('obj-eb4-01', 'gedprdwin01', '3', FROM, '2026-01-31'),
    row('obj-eb4-01', 'dwhprdbat01', '1', FROM, '2026-01-31'),
    row('obj-eb4-01', 'dpiprdweb01', '5', '2026-02-01'),
    row('obj-eb4-01', 'gedprdwin01', '3', '2026-02-01'),
    row('obj-eb4-01', 'dwhprdbat01', '2', '2026-02-01'),
    row('obj-eb5-01', 'gedprdwin01', '2'),
    row('obj-eb5-01', 'outilprdweb01', '1'),
    row('obj-et1-01', 'phaprdwin01', '4'),
    row('obj-et1-01', 'medprdbat01', '1'),
    row('esx-eb4-14', 'dwhprdbat02', ''),
  ];
};
