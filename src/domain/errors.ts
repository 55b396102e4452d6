/** Exit codes of the command line (README, "Exit codes"). 0 is success and has no error. */
export type ExitCode = 1 | 2 | 3 | 4 | 5 | 6 | 130;

export interface BilanErrorOptions {
  /** What the reader can do about it, one sentence. */
  readonly hint?: string;
  /** One line per single finding: file, line, value and what was expected. */
  readonly details?: readonly string[];
  readonly cause?: unknown;
}

/** An expected failure: a message for a person, an exit code, and never a secret. */
export class BilanError extends Error {
  override readonly name = 'BilanError';
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
  readonly details: readonly string[];

  constructor(exitCode: ExitCode, message: string, options: BilanErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = exitCode;
    this.hint = options.hint;
    this.details = options.details ?? [];
  }
}

/** Exit 2: usage, configuration, a bad reference file, a statement that is refused. */
export const usageError = (message: string, options?: BilanErrorOptions): BilanError =>
  new BilanError(2, message, options);

/** Exit 3: findings at or above the threshold, or an audit that failed; nothing was published. */
export const findingsError = (message: string, options?: BilanErrorOptions): BilanError =>
  new BilanError(3, message, options);

/** Exit 4: a source could not be read, or only in part; the last complete snapshot stands. */
export const sourceError = (message: string, options?: BilanErrorOptions): BilanError =>
  new BilanError(4, message, options);

/** Exit 5: inputs are missing for the period; nothing is published. */
export const missingInputsError = (message: string, options?: BilanErrorOptions): BilanError =>
  new BilanError(5, message, options);

/** Exit 6: the ledger is in use, damaged, or from a newer version. */
export const ledgerError = (message: string, options?: BilanErrorOptions): BilanError =>
  new BilanError(6, message, options);

/** The message of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
