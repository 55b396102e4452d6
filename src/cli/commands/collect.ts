import { type CollectResult, collect, configuredSources, SOURCES, type Source } from '../../app/collect.ts';
import { BilanError, sourceError, usageError } from '../../domain/errors.ts';
import type { ConfigPart } from '../config/settings.ts';
import type { CommandContext } from '../context.ts';
import { periodOption } from '../period-option.ts';

const asSource = (name: string): Source => {
  const source = SOURCES.find((candidate) => candidate === name);
  if (source === undefined) throw usageError(`${name} is no source: expected ${SOURCES.join(', ')}`);
  return source;
};

const readInPart = ({ source, snapshotId, failures }: CollectResult): BilanError =>
  sourceError(
    `${source} was read only in part: ${snapshotId} is incomplete, the last complete snapshot stands`,
    {
      details: failures,
    },
  );

const isPart = (source: Source): source is Source & ConfigPart => source !== 'reference';

/** Collects each source on its own: one that fails leaves the others as they are. The first failure is the command's. */
export const collectCommand = async (
  context: CommandContext,
  names: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const period = periodOption(options);
  const asked = [...new Set(names.map(asSource))];
  const configured = configuredSources((await context.load([])).config);
  if (asked.length === 0 && configured.length === 0) {
    throw usageError('No source is configured', { hint: 'Give reference, itcare or power in bilan.yaml.' });
  }
  const sources = asked.length === 0 ? configured : SOURCES.filter((source) => asked.includes(source));
  const results: CollectResult[] = [];
  const failures: unknown[] = [];
  for (const source of sources) {
    try {
      const { config } = await context.load(isPart(source) ? [source] : [], { isQuiet: true });
      const result = await collect(source, {
        config,
        period,
        clock: context.io.clock,
        env: context.io.env,
        reporter: context.reporter,
        allowPartial: options.allowPartial === true,
      });
      results.push(result);
      if (context.options.json !== true) context.write(`${result.snapshotId}: ${result.summary}\n`);
      if (result.failures.length > 0) throw readInPart(result);
    } catch (error) {
      failures.push(error);
      if (failures.length > 1) context.sayError(error);
    }
  }
  if (context.options.json === true) {
    const snapshots = results.map(({ source, snapshotId, rowCount, requestCount, summary, failures }) => ({
      source,
      snapshot_id: snapshotId,
      is_complete: failures.length === 0,
      row_count: rowCount,
      request_count: requestCount,
      summary,
    }));
    const failed = failures.map((error) =>
      error instanceof BilanError ? error.message : 'unexpected failure',
    );
    context.write(`${JSON.stringify({ snapshots, failures: failed })}\n`);
  }
  if (failures.length > 0) throw failures[0];
};
