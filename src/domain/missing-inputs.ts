/** An input that a run needed and nobody gave; `day` is null for what concerns a year or the whole period. */
export interface MissingInput {
  readonly kind: string;
  readonly day: string | null;
  /** One sentence that names equipment, datacenter, supplier or country, and the day or the year. */
  readonly detail: string;
}

/** What is missing of one thing over consecutive days, in one sentence. */
export interface MissingSpan {
  readonly kind: string;
  readonly text: string;
}

/** Sentences of one kind that are said before the others are only counted. */
const SAID = 20;

const DAY_MS = 86_400_000;

/** Stands for the day in a sentence: no name holds it. */
const DAY = '\0';

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const spanText = (template: string, from: string, to: string): string =>
  from === to
    ? template.replace(DAY, from)
    : template
        .replace(`the day ${DAY} is`, `the days ${from} to ${to} are`)
        .replace(`on ${DAY}`, `from ${from} to ${to}`)
        .replace(DAY, `${from} to ${to}`);

/**
 * Says in one sentence what is missing of the same thing on consecutive days.
 * @param inputs in any order
 * @returns by kind, then by what is missing, then by day
 */
export const missingSpans = (inputs: readonly MissingInput[]): MissingSpan[] => {
  const entries = inputs.map(({ kind, day, detail }) => ({
    kind,
    day,
    template: day === null ? detail : detail.replace(day, DAY),
  }));
  entries.sort(
    (a, b) => compare(a.kind, b.kind) || compare(a.template, b.template) || compare(a.day ?? '', b.day ?? ''),
  );
  const spans: { kind: string; template: string; from: string; to: string }[] = [];
  for (const { kind, day, template } of entries) {
    const last = spans.at(-1);
    const isSame = last !== undefined && last.kind === kind && last.template === template;
    const isNext = day !== null && isSame && Date.parse(day) <= Date.parse(last.to) + DAY_MS;
    if (isNext) last.to = day;
    else spans.push({ kind, template, from: day ?? '', to: day ?? '' });
  }
  return spans.map(({ kind, template, from, to }) => ({ kind, text: spanText(template, from, to) }));
};

/**
 * The first sentences of each kind, how many more there are, and where all of them are.
 * @param runId of the run that kept them
 */
export const saidOfMissing = (spans: readonly MissingSpan[], runId: string): string[] => {
  const lines: string[] = [];
  let isCut = false;
  for (const kind of new Set(spans.map((span) => span.kind))) {
    const texts = spans.filter((span) => span.kind === kind).map(({ text }) => text);
    lines.push(...texts.slice(0, SAID));
    if (texts.length <= SAID) continue;
    lines.push(`and ${texts.length - SAID} more of kind ${kind}`);
    isCut = true;
  }
  return isCut ? [...lines, `all of them: bilan sql "from missing_input where run_id = '${runId}'"`] : lines;
};
