import { calculate } from '../../app/calculate.ts';
import { counted } from '../../domain/counted.ts';
import { usageError } from '../../domain/errors.ts';
import { saidOfMissing } from '../../domain/missing-inputs.ts';
import type { CommandContext } from '../context.ts';
import { periodOption } from '../period-option.ts';

const amount = (text: string | null, unit: string): string =>
  text === null ? `unknown ${unit}` : `${Number(text).toFixed(3)} ${unit}`;

/** `bilan calculate`: a new run over a period. */
export const calculateCommand = async (
  context: CommandContext,
  options: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const period = periodOption(options);
  if (period === undefined) throw usageError('A period is expected: --month YYYY-MM, or --from and --to');
  const { config } = await context.load([]);
  const result = await calculate({
    config,
    period,
    isMissingAllowed: options.allowMissing === true,
    clock: context.io.clock,
    reporter: context.reporter,
  });
  for (const line of saidOfMissing(result.missing, result.runId)) context.reporter.notice(`missing: ${line}`);
  const { totals } = result;
  if (context.options.json === true) {
    context.write(
      `${JSON.stringify({
        run_id: result.runId,
        from_day: period.from,
        to_day: period.to,
        status: result.status,
        inputs_hash: result.inputsHash,
        published_days: result.publishedDays,
        closed_days: result.closedDays,
        closed_months: result.closedMonths.map(({ month, version, runId, differences }) => ({
          month,
          version,
          run_id: runId,
          differences,
        })),
        totals: { ...totals },
        missing: result.missing.map(({ text }) => text),
      }).replace(/"(it_kwh|facility_kwh|total_\w+_kgco2e)":"(-?[\d.]+)"/g, '"$1":$2')}\n`,
    );
    return;
  }
  context.write(
    [
      `${result.runId} ${result.status}: ${period.from} to ${period.to}, ${counted(result.publishedDays, 'day')} published`,
      `  IT energy        ${amount(totals.it_kwh, 'kWh')}`,
      `  facility energy  ${amount(totals.facility_kwh, 'kWh')}`,
      `  market basis     ${amount(totals.total_market_kgco2e, 'kgCO2e')}`,
      `  location basis   ${amount(totals.total_location_kgco2e, 'kgCO2e')}`,
      '',
    ].join('\n'),
  );
};
