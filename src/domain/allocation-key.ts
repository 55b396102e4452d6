import { usageError } from './errors.ts';

/** What a weighted key measures of each resource; `equal` counts every resource as one. */
export const KEY_MEASURES = ['vcpu', 'ram_gb', 'storage_gb', 'backup_gb', 'equal'] as const;
export type KeyMeasure = (typeof KEY_MEASURES)[number];

/** By which a pool is split: the energy its resources got, or sizes with their weights (0 where not named). */
export type AllocationKey =
  | { readonly kind: 'energy' }
  | { readonly kind: 'weighted'; readonly weights: Readonly<Record<KeyMeasure, number>> };

const EXPECTED =
  'expected vcpu, ram_gb, storage_gb, backup_gb, equal, energy, or a weighted sum of the first four such as vcpu*0.7+ram_gb*0.3';

const refuse = (text: string, why: string): never => {
  throw usageError(`allocation key '${text}': ${why}; ${EXPECTED}`);
};

const isMeasure = (text: string): text is KeyMeasure => KEY_MEASURES.some((measure) => measure === text);

const parseTerm = (text: string, term: string): { measure: KeyMeasure; weight: number } => {
  const factors = term.split('*').map((factor) => factor.trim());
  if (factors.some((factor) => factor === '')) refuse(text, 'a name or a number is missing');
  const names = factors.filter((factor) => /^[^\d.]/.test(factor));
  const numbers = factors.filter((factor) => !/^[^\d.]/.test(factor));
  const name = names[0] ?? '';
  if (names.length !== 1 || numbers.length > 1)
    refuse(text, `'${term.trim()}' is not a measure times a number`);
  const number = numbers[0] ?? '1';
  if (!/^(\d+(\.\d+)?|\.\d+)$/.test(number)) refuse(text, `'${number}' is not a number with a decimal point`);
  if (!isMeasure(name)) return refuse(text, `'${name}' is not a measure`);
  const weight = Number(number);
  if (!(weight > 0 && Number.isFinite(weight))) refuse(text, `the weight of ${name} is not above 0`);
  return { measure: name, weight };
};

/**
 * Reads the `key` of an allocation rule; the text is parsed, never run.
 * @param text e.g. `vcpu`, `energy`, `vcpu*0.7+ram_gb*0.3`; blanks are ignored around names and numbers
 * @returns the measure(s) with weights above 0 as written, not normalised
 * @throws BilanError exit 2 saying what is wrong and what was expected
 */
export const parseAllocationKey = (text: string): AllocationKey => {
  const trimmed = text.trim();
  if (trimmed === '') refuse(text, 'it is blank');
  if (trimmed === 'energy') return { kind: 'energy' };
  const weights: Record<KeyMeasure, number> = { vcpu: 0, ram_gb: 0, storage_gb: 0, backup_gb: 0, equal: 0 };
  const terms = trimmed.split('+');
  for (const term of terms) {
    const { measure, weight } = parseTerm(text, term);
    if (measure === 'equal' && trimmed !== 'equal') refuse(text, 'equal stands alone');
    if (weights[measure] > 0) refuse(text, `${measure} is named twice`);
    weights[measure] = weight;
  }
  return { kind: 'weighted', weights };
};
