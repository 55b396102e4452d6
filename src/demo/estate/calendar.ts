import { tzOffset } from '@date-fns/tz';
import { type CivilDate, startOfCivilDay } from '../../domain/civil-date.ts';

/** Zone of the demo's datacenters and of ITCare's dates. */
export const DEMO_ZONE = 'Europe/Paris';

/** The two months that the demo's power covers. */
export const DEMO_MONTHS = ['2026-01', '2026-02'] as const;

/** Instants (epoch ms) at which the demo looks at its estate: before the months, between them and after them. */
export const DEMO_SNAPSHOTS: readonly number[] = [
  Date.parse('2026-01-01T04:00:00Z'),
  Date.parse('2026-01-16T04:00:00Z'),
  Date.parse('2026-02-01T04:00:00Z'),
  Date.parse('2026-02-16T04:00:00Z'),
  Date.parse('2026-03-02T04:00:00Z'),
];

/** What time it is at the end of the demo (epoch ms): both months are over. */
export const DEMO_NOW = Date.parse('2026-03-02T04:00:00Z');

/** First instant of the demo's power (epoch ms), a few hours before the first local midnight. */
export const POWER_FROM = Date.parse('2025-12-31T12:00:00Z');

/** The instant at which the demo's power ends (epoch ms, excluded). */
export const POWER_TO = Date.parse('2026-03-01T12:00:00Z');

interface Offset {
  readonly minutes: number;
  /** `+0100` or `+0200`. */
  readonly text: string;
}

const offsets = new Map<number, Offset>();

/** What Paris showed at an instant. Clocks change on full hours, and asking for the zone is slow. */
const parisOffset = (instant: number): Offset => {
  const hour = Math.floor(instant / 3_600_000);
  const known = offsets.get(hour);
  if (known !== undefined) return known;
  const minutes = tzOffset(DEMO_ZONE, new Date(instant));
  const pad = (value: number): string => String(value).padStart(2, '0');
  const offset = { minutes, text: `+${pad(Math.floor(minutes / 60))}${pad(minutes % 60)}` };
  offsets.set(hour, offset);
  return offset;
};

const milestones = new Map<CivilDate, string>();

/** An instant (epoch ms) as ITCare writes most of them: `2016-06-01T12:27:19.000+0200`. */
export const offsetIso = (instant: number): string => {
  const { minutes, text } = parisOffset(instant);
  return `${new Date(instant + minutes * 60_000).toISOString().slice(0, -1)}${text}`;
};

/** The start of a civil day in Paris as ITCare writes its milestones; null stays null. */
export const milestoneIso = (day: CivilDate | null): string | null => {
  if (day === null) return null;
  const known = milestones.get(day);
  if (known !== undefined) return known;
  const text = offsetIso(startOfCivilDay(day, DEMO_ZONE));
  milestones.set(day, text);
  return text;
};
