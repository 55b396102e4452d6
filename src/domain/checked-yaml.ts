import { type Document, isMap, isNode, isPair, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { usageError } from './errors.ts';

type Path = readonly PropertyKey[];

/** A file's checked content, and where each part of it stands. */
export interface CheckedYaml<T> {
  readonly value: T;
  /** `file:line:column` of the value at a path, or of the nearest part around it. */
  readonly at: (path: Path) => string;
}

const offsetOf = (document: Document, path: Path): number => {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
};

const offsetOfKey = (document: Document, path: Path, key: string): number => {
  const parent = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isPair(item) && String(item.key) === key);
    if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
  }
  return offsetOf(document, path);
};

const placeIn = (file: string, lines: LineCounter, offset: number): string => {
  const { line, col } = lines.linePos(offset);
  return `${file}:${line}:${col}`;
};

/**
 * Reads YAML and checks it against a schema.
 * @param text the file's content
 * @param file its name as the user knows it, for messages
 * @param schema what it must be; strict objects refuse unknown keys
 * @throws exit 2 with every finding of the file as `file:line:column: …` in `details`
 */
export const checkedYaml = <T>(text: string, file: string, schema: z.ZodType<T>): CheckedYaml<T> => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const at = (path: Path): string => placeIn(file, lines, offsetOf(document, path));
  if (document.errors.length > 0) {
    const details = document.errors.map((error) => `${placeIn(file, lines, error.pos[0])}: ${error.message}`);
    throw usageError(`${file} is not valid YAML`, { details });
  }
  const result = schema.safeParse(document.toJS() ?? {});
  if (result.success) return { value: result.data, at };
  const details = result.error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map(
        (key) => `${placeIn(file, lines, offsetOfKey(document, issue.path, key))}: unknown key "${key}"`,
      );
    const name = issue.path.map(String).join('.');
    return [`${at(issue.path)}: ${name === '' ? '' : `${name}: `}${issue.message}`];
  });
  throw usageError(`${file} is not a valid file of its kind`, { details });
};
