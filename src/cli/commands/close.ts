import { closeMonth } from '../../app/close.ts';
import { usageError } from '../../domain/errors.ts';
import type { CommandContext } from '../context.ts';

/** `bilan close`: freezes a month's figures. */
export const closeCommand = async (
  context: CommandContext,
  args: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const [month = ''] = args;
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
    throw usageError(`${month}: expected a month as YYYY-MM, e.g. 2026-03`);
  const { config } = await context.load([]);
  const closed = await closeMonth({
    config,
    month,
    author: typeof options.by === 'string' && options.by.trim() !== '' ? options.by.trim() : null,
    clock: context.io.clock,
  });
  if (context.options.json === true) {
    context.write(
      `${JSON.stringify({ month: closed.month, version: closed.version, run_id: closed.runId, status: closed.status, author: closed.author })}\n`,
    );
    return;
  }
  context.write(`${closed.month} is closed: version ${closed.version}, ${closed.runId}\n`);
};
