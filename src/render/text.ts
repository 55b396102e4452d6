/** What no format can carry: the control characters that XML 1.0 forbids, noncharacters and lone surrogates. */
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Stands for a character that cannot be shown. */
export const REPLACEMENT = '\ufffd';

/** The text with {@link REPLACEMENT} for what a document may not hold. */
export const cleanText = (text: string): string => text.replace(FORBIDDEN, REPLACEMENT);

/** The text on one line. */
export const oneLine = (text: string): string => cleanText(text).replace(/\s*[\r\n\t\u2028\u2029]+\s*/g, ' ');

const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const LTR = /[A-Za-z\u00c0-\u024f\u0370-\u052f0-9]/;

/**
 * Words in the order in which a left-to-right layout must set them so that right-to-left passages read right. The
 * letters inside a word are turned by the font's own layout. An approximation of the Unicode bidirectional
 * algorithm (UAX #9) for names: runs of right-to-left words are reversed, with the neutral words between them.
 */
export const visualOrder = (text: string): string => {
  if (!RTL.test(text)) return text;
  const words = text.split(' ');
  const sides = words.map((word) => (RTL.test(word) ? 'right' : LTR.test(word) ? 'left' : 'neutral'));
  const ordered: string[] = [];
  let start = 0;
  while (start < words.length) {
    if (sides[start] !== 'right') {
      ordered.push(words[start] ?? '');
      start += 1;
      continue;
    }
    let end = start + 1;
    for (let next = end; next < words.length && sides[next] !== 'left'; next += 1)
      if (sides[next] === 'right') end = next + 1;
    ordered.push(...words.slice(start, end).reverse());
    start = end;
  }
  return ordered.join(' ');
};
