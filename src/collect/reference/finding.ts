import type { ReferenceFileName } from '../../domain/reference-files.ts';

/** One thing wrong in the reference files. */
export interface Finding {
  readonly file: ReferenceFileName;
  /** Counts from 1; 0 where the finding is about the file and not a line. */
  readonly line: number;
  /** From the column on: `column pue: '0.8' is below 1; expected a ratio of at least 1`. */
  readonly text: string;
}

const MAX_SHOWN_LETTERS = 60;

/** A value as a message shows it: quoted, on one line, not longer than a line can bear. */
export const quoted = (value: string): string => {
  const line = value.replaceAll(/\s+/g, ' ');
  return `'${line.length > MAX_SHOWN_LETTERS ? `${line.slice(0, MAX_SHOWN_LETTERS)}…` : line}'`;
};

/** `pue.csv:4: …`, or `pue.csv: …` where no line is to blame. */
export const describeFinding = (finding: Finding): string =>
  `${finding.file}.csv${finding.line > 0 ? `:${finding.line}` : ''}: ${finding.text}`;
