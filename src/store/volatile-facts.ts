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
 * snapshot costs, never what it says: `stage.resource_raw_span` gives back the very text.
 */
const MEMBERS: ReadonlySet<string> = new Set([
  'backupLastDate',
  'backupSize',
  'lastDate',
  'size',
  'filesNb',
  'free',
  'ipFreeNumber',
  'usedPercent',
]);
/** Their last letters: most members are passed by without being named. */
const ENDINGS: ReadonlySet<number> = new Set([...MEMBERS].map((name) => name.charCodeAt(name.length - 1)));

/** Texts from this length on are kept once though they stand in several places: a date, mostly. */
const LONG = 16;
const SCALAR = /"(?:[^"\\]|\\.)*"|[^",:[\]{}\s]+/y;

interface Values {
  readonly list: string[];
  readonly known: Map<string, number>;
}

const placeOf = (values: Values, value: string): number => {
  if (value.length < LONG) return values.list.push(value);
  const known = values.known.get(value) ?? values.list.push(value);
  values.known.set(value, known);
  return known;
};

// A scan for `":` is several times faster than one expression with all names in it, and texts are megabytes.
const templateOf = (text: string, values: Values): string => {
  let template = '';
  let copied = 0;
  for (let end = text.indexOf('":'); end !== -1; end = text.indexOf('":', end + 2)) {
    if (!ENDINGS.has(text.charCodeAt(end - 1))) continue;
    if (!MEMBERS.has(text.slice(text.lastIndexOf('"', end - 1) + 1, end))) continue;
    SCALAR.lastIndex = end + 2;
    const value = SCALAR.exec(text)?.[0];
    if (value === undefined) continue;
    template += `${text.slice(copied, end + 2)}${MARK}${placeOf(values, value)};`;
    copied = end + 2 + value.length;
    end = copied - 2;
  }
  return copied === 0 ? text : template + text.slice(copied);
};

/**
 * Takes the values that change every night out of JSON texts, so that the rest stays the same text.
 * @param texts JSON texts of one item, without blanks around their colons
 * @returns templates and values; `stage.resource_raw_span` joins them again
 */
export const splitFacts = (texts: readonly (string | null)[]): SplitTexts => {
  if (texts.some((text) => text?.includes(MARK) === true)) return { templates: texts, facts: null };
  const values: Values = { list: [], known: new Map() };
  const templates = texts.map((text) => (text === null ? null : templateOf(text, values)));
  return { templates, facts: values.list.length === 0 ? null : values.list.join(MARK) };
};
