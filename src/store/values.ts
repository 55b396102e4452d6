import { tzOffset } from '@date-fns/tz';
import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';

/** How instants are shown: their offset in this IANA zone. */
export interface ValueOptions {
  readonly timezone: string;
}

const pad = (value: number | bigint, width: number): string => String(value).padStart(width, '0');

/** Microseconds since the epoch as `2026-03-01T00:00:00` with up to six decimals, in UTC terms. */
const isoOfMicros = (micros: bigint): string => {
  const seconds = micros >= 0n ? micros / 1_000_000n : -((-micros + 999_999n) / 1_000_000n);
  const fraction = micros - seconds * 1_000_000n;
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return String(micros);
  const year = date.getUTCFullYear();
  const head = `${year < 0 ? '-' : ''}${pad(Math.abs(year), 4)}${date.toISOString().slice(year < 0 || year > 9999 ? 7 : 4, -5)}`;
  return fraction === 0n ? head : `${head}.${pad(fraction, 6).replace(/0+$/, '')}`;
};

const LARGEST_MICROS = 9_223_372_036_854_775_806n;

/** An instant as ISO 8601 with its offset in the zone, e.g. `2026-03-29T03:00:00+02:00`. */
export const isoInstant = (micros: bigint, timezone: string): string => {
  if (micros > LARGEST_MICROS) return 'infinity';
  if (micros < -LARGEST_MICROS) return '-infinity';
  const minutes = tzOffset(timezone, new Date(Number(micros / 1000n)));
  const offset = Number.isNaN(minutes) ? 0 : Math.trunc(minutes);
  const sign = offset < 0 ? '-' : '+';
  const local = isoOfMicros(micros + BigInt(offset) * 60_000_000n);
  return `${local}${sign}${pad(Math.floor(Math.abs(offset) / 60), 2)}:${pad(Math.abs(offset) % 60, 2)}`;
};

type Api = typeof import('@duckdb/node-api');

/** Turns DuckDB's values into JSON text or plain text, by their type; made once the client is loaded. */
export interface ValueWriter {
  /** JSON: decimals with full digits, integers beyond 2^53 as strings, NaN and NULL as null. */
  json(value: DuckDBValue, type: DuckDBType): string;
  /** Text for a cell; undefined for NULL. */
  text(value: DuckDBValue, type: DuckDBType): string | undefined;
}

const integerJson = (value: bigint | number): string => {
  const big = BigInt(value);
  return big > 9_007_199_254_740_991n || big < -9_007_199_254_740_991n ? `"${big}"` : String(big);
};

/** The writer for one session's time zone. */
export const createValueWriter = (api: Api, { timezone }: ValueOptions): ValueWriter => {
  const { DuckDBTypeId: Id } = api;

  const scalarText = (value: DuckDBValue, type: DuckDBType): string => {
    if (value instanceof api.DuckDBTimestampTZValue) return isoInstant(value.micros, timezone);
    if (value instanceof api.DuckDBTimestampValue) return isoOfMicros(value.micros);
    if (value instanceof api.DuckDBTimestampMillisecondsValue) return isoOfMicros(value.millis * 1000n);
    if (value instanceof api.DuckDBTimestampSecondsValue) return isoOfMicros(value.seconds * 1_000_000n);
    if (type.typeId === Id.TIMESTAMP_NS) return String(value).replace(' ', 'T');
    return String(value);
  };

  const json = (value: DuckDBValue, type: DuckDBType): string => {
    if (value === null || value === undefined) return 'null';
    if (type.alias === 'JSON') return String(value);
    switch (type.typeId) {
      case Id.BOOLEAN:
        return value === true ? 'true' : 'false';
      case Id.FLOAT:
      case Id.DOUBLE:
        return Number.isFinite(value) ? JSON.stringify(value) : 'null';
      case Id.DECIMAL:
        return String(value);
      case Id.LIST:
      case Id.ARRAY: {
        const { items } = value as { items: readonly DuckDBValue[] };
        const { valueType } = type as unknown as { valueType: DuckDBType };
        return `[${items.map((item) => json(item, valueType)).join(',')}]`;
      }
      case Id.STRUCT: {
        const { entries } = value as { entries: Record<string, DuckDBValue> };
        const { entryNames, entryTypes } = type as unknown as {
          entryNames: string[];
          entryTypes: DuckDBType[];
        };
        const fields = entryNames.map(
          (name, i) => `${JSON.stringify(name)}:${json(entries[name] ?? null, entryTypes[i] ?? api.VARCHAR)}`,
        );
        return `{${fields.join(',')}}`;
      }
      case Id.MAP: {
        const { entries } = value as { entries: readonly { key: DuckDBValue; value: DuckDBValue }[] };
        const { keyType, valueType } = type as unknown as { keyType: DuckDBType; valueType: DuckDBType };
        return `{${entries.map((e) => `${JSON.stringify(scalarText(e.key, keyType))}:${json(e.value, valueType)}`).join(',')}}`;
      }
      default:
        return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))
          ? integerJson(value)
          : JSON.stringify(scalarText(value, type));
    }
  };

  const NESTED: ReadonlySet<number> = new Set([Id.LIST, Id.ARRAY, Id.STRUCT, Id.MAP]);
  const text = (value: DuckDBValue, type: DuckDBType): string | undefined => {
    if (value === null || value === undefined) return undefined;
    return NESTED.has(type.typeId) ? json(value, type) : scalarText(value, type);
  };

  return { json, text };
};
