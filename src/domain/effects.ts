/** The world as the pure parts see it: handed in by the command line, replaced in tests. */

/** Says what time it is. */
export type Clock = () => Date;

/** Where notices and progress go (stderr); results never pass here. */
export interface Reporter {
  /** A sentence the user should read: something skipped, assumed, or worth knowing. */
  notice(message: string): void;
  /** A sentence for those who want to follow closely (`-v`). */
  detail?(message: string): void;
  /**
   * How far a long piece of work is.
   * @param label what is being done, e.g. `power`
   * @param done units finished so far
   * @param total units in all, when known
   */
  progress(label: string, done: number, total?: number): void;
}

/** Drops everything; for tests and for callers that do not care. */
export const silentReporter: Reporter = { notice: () => {}, progress: () => {} };
