import type { CivilDate } from './civil-date.ts';

/** The columns of a file of power samples; `feed` may be absent. */
export const SAMPLE_COLUMNS = ['equipment_id', 'ts', 'power_w', 'feed'] as const;
export type SampleColumn = (typeof SAMPLE_COLUMNS)[number];

/** A CSV file of power samples whose header has been read and found right. */
export interface CsvSampleFile {
  readonly format: 'csv';
  /** Absolute. */
  readonly path: string;
  /** Of the whole file, hexadecimal. */
  readonly sha256: string;
  /** With `;` a number may have a decimal comma. */
  readonly delimiter: ',' | ';';
  /** In the order of the file. */
  readonly columns: readonly SampleColumn[];
}

/** A Parquet file of power samples; its columns are checked when it is read. */
export interface ParquetSampleFile {
  readonly format: 'parquet';
  readonly path: string;
  readonly sha256: string;
}

export type SampleFile = CsvSampleFile | ParquetSampleFile;

/** What a `files` source will read, in that order: of two rows with one key the later one counts. */
export type SampleFilePlan = readonly SampleFile[];

/** One Parquet part of the sample store: all clean samples of one UTC day. */
export interface PartRef {
  /** UTC day. */
  readonly day: CivilDate;
  /** Relative to the samples folder, with `/`. */
  readonly file: string;
  readonly sha256: string;
}

/** A part that was written and waits for its manifest row. */
export interface BuiltPart extends PartRef {
  readonly rowCount: number;
  /** Rejected samples of the day; their rows are in `built_rejected`. */
  readonly rejectedCount: number;
  /** Equipment with at least one clean sample. */
  readonly equipmentCount: number;
  /** Instant of the first clean sample, epoch microseconds; null where all were rejected. */
  readonly firstTs: bigint | null;
  readonly lastTs: bigint | null;
}

/** Why a sample is kept apart; a value above what the equipment can draw is found at calculation. */
export type RejectReason = 'null' | 'nan' | 'infinite' | 'negative';
