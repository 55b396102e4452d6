import { REFERENCE_FILES, type ReferenceFileName } from '../../domain/reference-files.ts';
import { didYouMean } from '../../domain/suggest.ts';
import { type Tables, textIn } from './checks.ts';
import { quoted } from './finding.ts';

const strangers = (entries: readonly string[]): string[] => {
  const known = REFERENCE_FILES.map(({ name }) => `${name}.csv`);
  return entries
    .filter((entry) => /\.csv$/i.test(entry) && !known.includes(entry))
    .map((entry) => `${entry} is not a reference file and was not read${didYouMean(entry, known)}`);
};

const withoutRows = (tables: Tables): string[] =>
  [...tables.values()]
    .filter(({ spec, rows }) => spec.isRequired && rows.length === 0)
    .map(({ spec }) => `${spec.name}.csv has no row`);

/** Names that a calculation will look up in another file in vain; whether it must is known only there. */
const unanswered = (
  tables: Tables,
  from: readonly [ReferenceFileName, string],
  to: readonly [ReferenceFileName, string],
): string[] => {
  const known = new Set((tables.get(to[0])?.rows ?? []).flatMap((row) => textIn(row, to[1]) ?? []));
  const asked = new Set((tables.get(from[0])?.rows ?? []).flatMap((row) => textIn(row, from[1]) ?? []));
  return [...asked]
    .filter((name) => !known.has(name))
    .map(
      (name) =>
        `${from[1]} ${quoted(name)} of ${from[0]}.csv has no row in ${to[0]}.csv${didYouMean(name, [...known])}`,
    );
};

/** What is no error in the files of a folder but will surprise: files not read, empty ones, names without their factor. */
export const noticesOf = (entries: readonly string[], tables: Tables): string[] => [
  ...strangers(entries),
  ...withoutRows(tables),
  ...unanswered(tables, ['energy_mix', 'supplier_id'], ['emission_factors', 'supplier_id']),
  ...unanswered(tables, ['datacenters', 'country'], ['grid_factors', 'country']),
];
