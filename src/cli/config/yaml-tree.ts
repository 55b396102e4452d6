/** Where something stands in the file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A YAML value with its place. Scalars are kept as they are written; a null is blank. */
export type Located =
  | { readonly shape: 'blank'; readonly at: Position }
  | { readonly shape: 'one'; readonly at: Position; readonly text: string }
  | { readonly shape: 'list'; readonly at: Position; readonly items: readonly Located[] }
  | { readonly shape: 'map'; readonly at: Position; readonly entries: readonly LocatedEntry[] };

export interface LocatedEntry {
  readonly key: string;
  readonly keyAt: Position;
  readonly value: Located;
}

/** Something wrong at a place of the file. */
export interface LocatedProblem {
  readonly at: Position;
  readonly text: string;
}

const START: Position = { line: 1, column: 1 };

/**
 * Parses YAML 1.2 (JSON is YAML) into values that know where they stand.
 * @returns the tree, and what is wrong with the syntax; the tree means nothing when there is such a problem
 */
export const readYamlTree = async (
  text: string,
): Promise<{ readonly root: Located; readonly problems: readonly LocatedProblem[] }> => {
  const { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return line === 0 ? START : { line, column: col };
  };
  const problems = [...document.errors, ...document.warnings].map((error) => ({
    at: positionAt(error.pos[0]),
    text: error.message.split('\n')[0] ?? 'not YAML',
  }));
  if (problems.length > 0) return { root: { shape: 'blank', at: START }, problems };

  // An alias may stand inside its own anchor; a configuration is never that deep.
  const MAX_DEPTH = 20;
  const convert = (node: unknown, parentAt: Position, depth: number): Located => {
    if (depth > MAX_DEPTH) return { shape: 'blank', at: parentAt };
    if (isAlias(node)) return convert(node.resolve(document), parentAt, depth + 1);
    const isNode = isScalar(node) || isMap(node) || isSeq(node);
    const at = isNode && node.range ? positionAt(node.range[0]) : parentAt;
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }) => {
        const name = convert(key, at, depth + 1);
        return {
          key: name.shape === 'one' ? name.text : '',
          keyAt: name.at,
          value: convert(value, name.at, depth + 1),
        };
      });
      return { shape: 'map', at, entries };
    }
    if (isSeq(node)) {
      return { shape: 'list', at, items: node.items.map((item) => convert(item, at, depth + 1)) };
    }
    if (!isScalar(node) || node.value === null || node.value === '') return { shape: 'blank', at };
    return {
      shape: 'one',
      at,
      text: typeof node.value === 'string' ? node.value : (node.source ?? String(node.value)),
    };
  };
  return { root: convert(document.contents, START, 0), problems };
};
