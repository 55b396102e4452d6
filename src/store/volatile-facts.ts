/** A JSON text in two parts: the text with places in it, and what stands in them. */
export interface SplitTexts {
  /** One template a text given, null where that is null. */
  readonly templates: readonly (string | null)[];
  /** The values of all templates in the order of their numbers; null when there is none. */
  readonly facts: string | null;
}

/** Stands before a place's number and between values. A control character: JSON text holds it only escaped. */
const MARK = '\u001f';

/**
 * Members that ITCare changes from night to night though nothing else of the item did. Which ones are named here decides what a
 * snapshot costs, never what it says: `joinFacts` gives back the very text.
 */
const MEMBERS = [
  'backupLastDate',
  'backupSize',
  'lastDate',
  'size',
  'filesNb',
  'free',
  'ipFreeNumber',
  'usedPercent',
];
const VALUE = new RegExp(
  `("(?:${MEMBERS.join('|')})"\\s*:\\s*)("(?:[^"\\\\]|\\\\.)*"|[^",\\[\\]{}\\s]+)`,
  'g',
);

/** Texts from this length on are kept once though they stand in several places: a date, mostly. */
const LONG = 16;

/**
 * Takes the values that change every night out of JSON texts, so that the rest stays the same text.
 * @param texts JSON texts of one item
 * @returns templates and values; `stage.resource_raw_span` joins them again
 */
export const splitFacts = (texts: readonly (string | null)[]): SplitTexts => {
  if (texts.some((text) => text?.includes(MARK) === true)) return { templates: texts, facts: null };
  const values: string[] = [];
  const known = new Map<string, number>();
  const placeOf = (value: string): number => {
    const place = value.length < LONG ? undefined : known.get(value);
    if (place !== undefined) return place;
    known.set(value, values.push(value));
    return values.length;
  };
  const templates = texts.map((text) =>
    text === null
      ? null
      : text.replace(VALUE, (_match, member: string, value: string) => `${member}${MARK}${placeOf(value)};`),
  );
  return { templates, facts: values.length === 0 ? null : values.join(MARK) };
};
