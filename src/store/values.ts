import { tzOffset } from '@date-fns/tz';
import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';

/** How instants are shown: their offset in this IANA zone. */
export interface ValueOptions {
  readonly timezone: string;
}

const pad = (value: number | bigint, width: number): string => String(value).padStart(width, '0');

const floorDivide = (value: bigint, by: bigint): bigint =>
  value >= 0n ? value / by : -((-value + by - 1n) / by);

/** DuckDB keeps the ends of time as the outermost values of each type, days (int32) and instants (int64) alike. */
const endOfTime = (value: bigint, bits: 32 | 64): string | undefined => {
  const largest = 2n ** BigInt(bits - 1) - 1n;
  return value === largest ? 'infinity' : value === -largest ? '-infinity' : undefined;
};

/**
 * Days since 1970-01-01 as an ISO 8601 date; years outside 0000 … 9999 with a sign and at least six digits, e.g.
 * `+010000-01-01`, so that they sort and parse as dates (ISO 8601:2004, 4.1.2.4).
 */
const isoDateOfDays = (days: number): string => {
  // The Gregorian calendar repeats every 400 years of 146097 days: read inside one cycle, which Date can hold.
  const cycle = Math.floor(days / 146_097);
  const date = new Date((days - cycle * 146_097) * 86_400_000);
  const year = date.getUTCFullYear() + cycle * 400;
  const isPlain = year >= 0 && year <= 9999;
  const head = isPlain ? pad(year, 4) : `${year < 0 ? '-' : '+'}${pad(Math.abs(year), 6)}`;
  return `${head}${date.toISOString().slice(4, 10)}`;
};

/** Parts of a second since the epoch, `digits` decimals fine, as `2026-03-01T00:00:00.25`, in UTC terms. */
const isoTimestamp = (parts: bigint, digits: number): string => {
  const end = endOfTime(parts, 64);
  if (end !== undefined) return end;
  const unit = 10n ** BigInt(digits);
  const seconds = floorDivide(parts, unit);
  const days = floorDivide(seconds, 86_400n);
  const time = new Date(Number(seconds - days * 86_400n) * 1000).toISOString().slice(11, 19);
  const fraction = digits === 0 ? '' : pad(parts - seconds * unit, digits).replace(/0+$/, '');
  return `${isoDateOfDays(Number(days))}T${time}${fraction === '' ? '' : `.${fraction}`}`;
};

/** An instant as ISO 8601 with its offset in the zone, e.g. `2026-03-29T03:00:00+02:00`; infinite ones as DuckDB says them. */
export const isoInstant = (micros: bigint, timezone: string): string => {
  const end = endOfTime(micros, 64);
  if (end !== undefined) return end;
  const minutes = tzOffset(timezone, new Date(Number(micros / 1000n)));
  const offset = Number.isNaN(minutes) ? 0 : Math.trunc(minutes);
  const sign = offset < 0 ? '-' : '+';
  const local = isoTimestamp(micros + BigInt(offset) * 60_000_000n, 6);
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

  const scalarText = (value: DuckDBValue): string => {
    if (value instanceof api.DuckDBTimestampTZValue) return isoInstant(value.micros, timezone);
    if (value instanceof api.DuckDBTimestampValue) return isoTimestamp(value.micros, 6);
    if (value instanceof api.DuckDBTimestampMillisecondsValue) return isoTimestamp(value.millis, 3);
    if (value instanceof api.DuckDBTimestampSecondsValue) return isoTimestamp(value.seconds, 0);
    if (value instanceof api.DuckDBTimestampNanosecondsValue) return isoTimestamp(value.nanos, 9);
    if (value instanceof api.DuckDBDateValue) {
      return endOfTime(BigInt(value.days), 32) ?? isoDateOfDays(value.days);
    }
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
        const { valueType } = type as unknown as { valueType: DuckDBType };
        return `{${entries.map((e) => `${JSON.stringify(scalarText(e.key))}:${json(e.value, valueType)}`).join(',')}}`;
      }
      default:
        return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))
          ? integerJson(value)
          : JSON.stringify(scalarText(value));
    }
  };

  const NESTED: ReadonlySet<number> = new Set([Id.LIST, Id.ARRAY, Id.STRUCT, Id.MAP]);
  const text = (value: DuckDBValue, type: DuckDBType): string | undefined => {
    if (value === null || value === undefined) return undefined;
    return NESTED.has(type.typeId) ? json(value, type) : scalarText(value);
  };

  return { json, text };
};
