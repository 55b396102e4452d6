import { sourceError } from '../../domain/errors.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../http/json.ts';

/** One series of an answer. */
export interface Series {
  readonly labels: ReadonlyMap<string, string>;
  /** The label set as PromQL writes it, sorted by name: what identifies the series. */
  readonly name: string;
  /** Epoch milliseconds, the resolution of the server, ascending. */
  readonly times: readonly number[];
  /** Watts; NaN and infinities as they came. */
  readonly values: readonly number[];
}

export interface Matrix {
  readonly series: readonly Series[];
  readonly warnings: readonly string[];
}

// A label's text must not steer the reader's terminal.
const printable = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const seriesName = (labels: ReadonlyMap<string, string>): string => {
  const pairs = [...labels].sort(([a], [b]) => compare(a, b));
  return `{${pairs.map(([label, value]) => `${printable(label)}=${JSON.stringify(printable(value))}`).join(', ')}}`;
};

const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['+Inf', Number.POSITIVE_INFINITY],
  ['Inf', Number.POSITIVE_INFINITY],
  ['-Inf', Number.NEGATIVE_INFINITY],
]);

const readValue = (value: Json | undefined): number | undefined => {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = SPECIAL.get(value) ?? Number(value);
  return Number.isNaN(number) && value !== 'NaN' ? undefined : number;
};

const readSeries = (request: string, item: Json): Series => {
  const metric = isJsonObject(item) ? item.metric : undefined;
  if (!isJsonObject(item) || !isJsonObject(metric)) {
    throw sourceError(`${request}: a series without labels; is this the API of Prometheus?`);
  }
  const labels = new Map(Object.entries(metric).map(([label, value]) => [label, String(value)]));
  const name = seriesName(labels);
  if (item.histograms !== undefined) {
    throw sourceError(`${request}: the series ${name} is a histogram, expected watts`);
  }
  const pairs = item.values;
  const times: number[] = [];
  const values: number[] = [];
  for (const pair of isJsonArray(pairs) ? pairs : []) {
    const [seconds, text] = isJsonArray(pair) ? pair : [];
    const value = readValue(text);
    if (typeof seconds !== 'number' || value === undefined) {
      const shown = JSON.stringify(text ?? null);
      throw sourceError(`${request}: the series ${name} has the value ${shown}, expected a number as text`);
    }
    times.push(Math.round(seconds * 1_000));
    values.push(value);
  }
  return { labels, name, times, values };
};

const texts = (value: Json | undefined): string[] =>
  isJsonArray(value) ? value.map((text) => printable(String(text))) : [];

const dataOf = (request: string, body: Json): JsonObject => {
  if (!isJsonObject(body)) throw sourceError(`${request}: the answer is not that of a Prometheus API`);
  if (body.status !== 'success') {
    const words = ['errorType', 'error']
      .map((field) => body[field])
      .filter((text) => typeof text === 'string');
    const said = words.length === 0 ? 'without a status' : printable(words.join(': '));
    throw sourceError(`${request} answered with an error: ${said}`);
  }
  if (body.isPartial === true) {
    throw sourceError(`${request}: the server says that its answer is only a part (isPartial)`, {
      hint: 'collect again when all its storage nodes are back',
    });
  }
  const { data } = body;
  if (!isJsonObject(data) || data.resultType !== 'matrix') {
    const type = isJsonObject(data) ? String(data.resultType) : 'nothing';
    throw sourceError(`${request} answered with ${type}, expected a matrix`, {
      hint: 'power.query must give series over time, e.g. equipment_power_watts',
    });
  }
  return data;
};

/**
 * Reads an answer of `/api/v1/query` or `/api/v1/query_range`; series come back sorted by name.
 * @param request what the request is called in messages
 * @throws exit 4 for an error in the answer, one that is not a matrix of floats, or one that the server calls partial
 */
export const readMatrix = (request: string, body: Json): Matrix => {
  const { result } = dataOf(request, body);
  const series = (isJsonArray(result) ? result : []).map((item) => readSeries(request, item));
  const said = isJsonObject(body) ? [...texts(body.warnings), ...texts(body.infos)] : [];
  return { series: series.sort((a, b) => compare(a.name, b.name)), warnings: said };
};
