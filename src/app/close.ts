import type { Config } from '../domain/config.ts';
import type { Clock } from '../domain/effects.ts';
import { monthPeriod } from '../domain/period.ts';
import { openWork } from '../store/duckdb.ts';
import { openReader, withLedger } from '../store/ledger.ts';
import { appendPublications, type NewPublication, runToClose } from '../store/publication.ts';

export interface CloseOptions {
  readonly config: Config;
  /** `YYYY-MM`. */
  readonly month: string;
  /** Who closes; null when they do not say. */
  readonly author: string | null;
  readonly clock: Clock;
}

/**
 * Freezes a month: its figures become version 1, and no later run changes them.
 * @throws exit 2 for what is no month or is closed already; exit 5 naming what is missing for one complete run over every day
 */
export const closeMonth = async (options: CloseOptions): Promise<NewPublication> => {
  const { config, month, author, clock } = options;
  monthPeriod(month);
  const ledgerOptions = { memoryLimit: config.memory_limit, timezone: config.timezone };
  // Refused without opening the ledger for writing.
  const reader = await openReader(config.database, ledgerOptions);
  try {
    await runToClose(reader, month);
  } finally {
    await reader.close();
  }
  const work = await openWork(ledgerOptions);
  try {
    return await withLedger(
      work,
      config.database,
      'write',
      async () => {
        const publication: NewPublication = {
          month,
          version: 1,
          runId: await runToClose(work, month),
          status: 'closed',
          reason: null,
          author,
        };
        await appendPublications(work, [publication], clock().getTime());
        return publication;
      },
      ledgerOptions,
    );
  } finally {
    await work.close();
  }
};
