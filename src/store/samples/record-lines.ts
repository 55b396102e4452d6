import { createReadStream } from 'node:fs';

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

export interface RecordLines {
  /** Line by number of record. */
  readonly records: ReadonlyMap<number, number>;
  /** Line by the offset asked for. */
  readonly offsets: ReadonlyMap<number, number>;
}

/**
 * The lines on which records of a CSV file start; only asked for when there is something to complain about.
 * @param path the file; its first line is the header
 * @param wanted numbers of records, from 1, counted over those that could be read, blank lines left out
 * @param unread offsets (bytes, from 0) within the records that could not be read
 */
export const linesOfRecords = async (
  path: string,
  wanted: readonly number[],
  unread: readonly number[],
): Promise<RecordLines> => {
  const targets = new Set(wanted);
  const waiting = [...new Set(unread)].sort((a, b) => a - b);
  const records = new Map<number, number>();
  const offsets = new Map<number, number>();
  let record = 0;
  let line = 1;
  let startLine = 1;
  let at = -1;
  let isQuoted = false;
  let hasContent = false;

  const endRecord = (): void => {
    let isRead = true;
    for (let next = waiting[0]; next !== undefined && next <= at; next = waiting[0]) {
      offsets.set(next, startLine);
      waiting.shift();
      isRead = false;
    }
    if (!isRead || !hasContent || startLine === 1) return;
    record += 1;
    if (targets.has(record)) records.set(record, startLine);
  };

  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
    for (const byte of chunk) {
      at += 1;
      if (byte === QUOTE) isQuoted = !isQuoted;
      if (byte !== NEWLINE) {
        if (!hasContent && byte !== RETURN) startLine = line;
        hasContent ||= byte !== RETURN;
        continue;
      }
      line += 1;
      if (isQuoted) continue;
      endRecord();
      hasContent = false;
    }
    if (records.size === targets.size && waiting.length === 0) break;
  }
  at = Number.POSITIVE_INFINITY;
  endRecord();
  return { records, offsets };
};
