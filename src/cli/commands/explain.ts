import { explain } from '../../app/explain.ts';
import { usageError } from '../../domain/errors.ts';
import type { CommandContext } from '../context.ts';
import { explanationText } from '../output/explain-text.ts';

/** Amounts and ids are kept as text until here, so that JSON has all their digits; integers beyond 2^53 stay text. */
const jsonText = (value: unknown): string =>
  JSON.stringify(value, null, 1)
    .replace(/("\w*(?:_kwh|_kgco2e|key_value|key_total|kgco2e)": )"(-?[\d.]+)"/g, '$1$2')
    .replace(/("id": )"(-?\d+)"/g, (whole, name: string, id: string) =>
      Number.isSafeInteger(Number(id)) ? `${name}${id}` : whole,
    );

/** `bilan explain`: how a figure is made. */
export const explainCommand = async (
  context: CommandContext,
  options: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const given = (name: string): string | undefined =>
    typeof options[name] === 'string' ? options[name] : undefined;
  const month = given('month');
  if (month === undefined) throw usageError('A month is expected: --month YYYY-MM');
  const { config } = await context.load([]);
  const explanation = await explain({
    config,
    month,
    day: given('day'),
    serviceId: given('service'),
    equipmentId: given('equipment'),
    reporter: context.reporter,
  });
  context.write(context.options.json === true ? `${jsonText(explanation)}\n` : explanationText(explanation));
};
