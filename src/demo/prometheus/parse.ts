/** A label and what it must be. */
export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

export type Aggregator = 'sum' | 'avg' | 'min' | 'max' | 'count';

/** The part of PromQL that the demo understands. Ranges are milliseconds. */
export type Expression =
  | { readonly kind: 'selector'; readonly matchers: readonly Matcher[] }
  | { readonly kind: 'range'; readonly matchers: readonly Matcher[]; readonly rangeMs: number }
  | {
      readonly kind: 'overTime';
      readonly aggregator: Aggregator;
      readonly of: Expression & { kind: 'range' };
    }
  | {
      readonly kind: 'aggregate';
      readonly aggregator: Aggregator;
      readonly by: readonly string[];
      readonly of: Expression;
    }
  | { readonly kind: 'scale'; readonly of: Expression; readonly factor: number };

/** A query that is no PromQL, or more of it than the demo understands. */
export class PromqlError extends Error {
  override readonly name = 'PromqlError';
}

const TOKEN =
  /\s*(?:([a-zA-Z_:][a-zA-Z0-9_:]*)|(\d+(?:\.\d+)?(?:ms|[smhdwy])(?:\d+(?:ms|[smhdwy]))*)|(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(=~|!~|!=|[={}()[\],*/]))/y;

type TokenKind = 'name' | 'duration' | 'number' | 'string' | 'sign';

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
}

const KINDS: readonly TokenKind[] = ['name', 'duration', 'number', 'string', 'sign'];

const fail = (at: number, message: string): PromqlError =>
  new PromqlError(`1:${at + 1}: parse error: ${message}`);

const tokenize = (query: string): Token[] => {
  const tokens: Token[] = [];
  const text = query.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw fail(at, `unexpected character: ${JSON.stringify(text.charAt(at))}`);
    const index = match.slice(1).findIndex((group) => group !== undefined);
    tokens.push({ kind: KINDS[index] ?? 'sign', text: match[index + 1] ?? '', at });
  }
  return tokens;
};

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** `1h30m` in milliseconds; NaN for what is no duration. */
export const durationMs = (text: string): number => {
  if (!/^(?:\d+(?:ms|[smhdwy]))+$/.test(text)) return Number.NaN;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g)) {
    total += Number(count) * (UNIT_MS[unit ?? ''] ?? Number.NaN);
  }
  return total;
};

const AGGREGATORS: readonly string[] = ['sum', 'avg', 'min', 'max', 'count'];

const isAggregator = (text: string): text is Aggregator => AGGREGATORS.includes(text);

const isOperator = (text: string): text is Matcher['operator'] => ['=', '!=', '=~', '!~'].includes(text);

/** Reads tokens from left to right. */
class Parser {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #position = 0;

  constructor(query: string) {
    this.#tokens = tokenize(query);
    this.#end = query.length;
  }

  parse(): Expression {
    if (this.#tokens.length === 0)
      throw new PromqlError('unknown position: parse error: no expression found in input');
    const expression = this.#product();
    const left = this.#peek();
    if (left !== undefined) throw fail(left.at, `unexpected ${JSON.stringify(left.text)}`);
    return expression;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#position];
  }

  #next(kind: TokenKind, text?: string): Token {
    const token = this.#peek();
    if (token === undefined) throw fail(this.#end, 'unexpected end of input');
    if (token.kind !== kind || (text !== undefined && token.text !== text)) {
      throw fail(token.at, `unexpected ${JSON.stringify(token.text)}, expected ${text ?? kind}`);
    }
    this.#position += 1;
    return token;
  }

  #has(text: string): boolean {
    if (this.#peek()?.text !== text) return false;
    this.#position += 1;
    return true;
  }

  #product(): Expression {
    let expression = this.#term();
    for (;;) {
      const isTimes = this.#has('*');
      if (!isTimes && !this.#has('/')) return expression;
      const number = Number(this.#next('number').text);
      expression = { kind: 'scale', of: expression, factor: isTimes ? number : 1 / number };
    }
  }

  #term(): Expression {
    if (this.#has('(')) {
      const inner = this.#product();
      this.#next('sign', ')');
      return inner;
    }
    const token = this.#peek();
    if (token?.kind === 'name') {
      if (isAggregator(token.text)) return this.#aggregate(token.text);
      const overTime = token.text.replace(/_over_time$/, '');
      if (overTime !== token.text && isAggregator(overTime)) return this.#overTime(overTime);
    }
    return this.#selector();
  }

  #by(): readonly string[] | undefined {
    if (!this.#has('by')) return undefined;
    this.#next('sign', '(');
    const labels: string[] = [];
    while (!this.#has(')')) {
      labels.push(this.#next('name').text);
      this.#has(',');
    }
    return labels;
  }

  #aggregate(aggregator: Aggregator): Expression {
    this.#next('name');
    const before = this.#by();
    this.#next('sign', '(');
    const of = this.#product();
    this.#next('sign', ')');
    return { kind: 'aggregate', aggregator, by: before ?? this.#by() ?? [], of };
  }

  #overTime(aggregator: Aggregator): Expression {
    this.#next('name');
    this.#next('sign', '(');
    const of = this.#selector();
    if (of.kind !== 'range') throw fail(this.#end, 'expected type range vector in call to function');
    this.#next('sign', ')');
    return { kind: 'overTime', aggregator, of };
  }

  #selector(): Expression {
    const matchers: Matcher[] = [];
    const first = this.#peek();
    if (first?.kind === 'name') {
      this.#position += 1;
      matchers.push({ label: '__name__', operator: '=', value: first.text });
    }
    if (this.#has('{')) {
      while (!this.#has('}')) {
        matchers.push(this.#matcher());
        this.#has(',');
      }
    } else if (first?.kind !== 'name') {
      throw fail(first?.at ?? this.#end, `unexpected ${JSON.stringify(first?.text ?? 'end of input')}`);
    }
    if (!this.#has('[')) return { kind: 'selector', matchers };
    const duration = this.#next('duration');
    this.#next('sign', ']');
    return { kind: 'range', matchers, rangeMs: durationMs(duration.text) };
  }

  #matcher(): Matcher {
    const label = this.#next('name').text;
    const operator = this.#next('sign');
    if (!isOperator(operator.text)) throw fail(operator.at, `unexpected ${JSON.stringify(operator.text)}`);
    const quoted = this.#next('string').text;
    const value = quoted.slice(1, -1).replace(/\\(.)/g, '$1');
    return { label, operator: operator.text, value };
  }
}

/** Reads a query. Throws a PromqlError, worded like Prometheus's, for what it does not understand. */
export const parsePromql = (query: string): Expression => new Parser(query).parse();
