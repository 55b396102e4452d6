/** A piece of a statement: comments, blanks and the contents of text are left out. */
export interface SqlToken {
  /** `name`: a word or a quoted identifier; `text`: a string literal; `sign`: any other character. */
  readonly kind: 'name' | 'text' | 'sign';
  /** Lower case for a name; empty for a text. */
  readonly value: string;
}

// Unicode blanks and invisible characters count as blanks to the engine too.
const BLANKS = /[\s\p{Z}\p{Cf}]+/uy;
const LINE_COMMENT = /--[^\n\r]*/y;
const DOLLAR = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
const ESCAPED_TEXT = /[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/y;
const TEXT = /'(?:[^']|'')*(?:'|$)/y;
const QUOTED_NAME = /"((?:[^"]|"")*)(?:"|$)/y;
const WORD = /[\p{L}\p{N}_]+/uy;

const matchAt = (pattern: RegExp, sql: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(sql);
};

/** Where a block comment that begins at `at` ends; they nest. */
const endOfComment = (sql: string, at: number): number => {
  let depth = 0;
  for (let i = at; i < sql.length; i += 1) {
    const two = sql.slice(i, i + 2);
    if (two !== '/*' && two !== '*/') continue;
    depth += two === '/*' ? 1 : -1;
    i += 1;
    if (depth === 0) return i + 1;
  }
  return sql.length;
};

/** What stands at a place: how far it goes, and the token it is, if any. */
const readAt = (sql: string, at: number): { readonly end: number; readonly token?: SqlToken } => {
  const blank = matchAt(BLANKS, sql, at) ?? matchAt(LINE_COMMENT, sql, at);
  if (blank !== null) return { end: at + blank[0].length };
  if (sql.startsWith('/*', at)) return { end: endOfComment(sql, at) };
  const dollar = matchAt(DOLLAR, sql, at);
  if (dollar !== null) {
    const close = sql.indexOf(dollar[0], at + dollar[0].length);
    return { end: close < 0 ? sql.length : close + dollar[0].length, token: { kind: 'text', value: '' } };
  }
  const text = matchAt(ESCAPED_TEXT, sql, at) ?? matchAt(TEXT, sql, at);
  if (text !== null) return { end: at + text[0].length, token: { kind: 'text', value: '' } };
  const quoted = matchAt(QUOTED_NAME, sql, at);
  if (quoted !== null) {
    const value = (quoted[1] ?? '').replaceAll('""', '"').toLowerCase();
    return { end: at + quoted[0].length, token: { kind: 'name', value } };
  }
  const word = matchAt(WORD, sql, at);
  if (word !== null)
    return { end: at + word[0].length, token: { kind: 'name', value: word[0].toLowerCase() } };
  return { end: at + 1, token: { kind: 'sign', value: sql.charAt(at) } };
};

/**
 * Splits a statement as DuckDB's lexer does: nested comments, `''` and `E'\''` in text, `$tag$…$tag$`, quoted identifiers.
 * @param sql any text; what is not closed goes to its end
 */
export const sqlTokens = (sql: string): SqlToken[] => {
  const tokens: SqlToken[] = [];
  for (let at = 0; at < sql.length; ) {
    const { end, token } = readAt(sql, at);
    if (token !== undefined) tokens.push(token);
    at = end;
  }
  return tokens;
};
