import { type ControlEvaluation, countFindings, runControls } from '../../app/control.ts';
import { isAtLeast, SEVERITIES, type Severity, type Waiver } from '../../domain/control.ts';
import { counted } from '../../domain/counted.ts';
import { findingsError, usageError } from '../../domain/errors.ts';
import type { CommandContext } from '../context.ts';
import { controlCsv, controlJson, controlJunit } from '../output/control-data.ts';
import { controlMarkdown, controlText } from '../output/control-text.ts';
import { visible } from '../output/table.ts';

/** Findings that an error names before it says how many more there are. */
const NAMED_FINDINGS = 20;

const readParameters = (given: unknown): Record<string, string> => {
  const texts = Array.isArray(given) ? (given as string[]) : [];
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw usageError(`--param ${text}: expected name=value`);
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    }),
  );
};

const sentence = ({ control, resourceId, serviceId, owner, expiresOn }: Waiver): string => {
  const where = [
    resourceId === null ? '' : ` resource ${resourceId}`,
    serviceId === null ? '' : ` service ${serviceId}`,
  ].join('');
  return visible(`${control}${where} (${owner}, until ${expiresOn})`);
};

const sayWaivers = (context: CommandContext, { waivers }: ControlEvaluation): void => {
  for (const waiver of waivers.expired)
    context.reporter.notice(`waivers.csv: expired, its findings count again: ${sentence(waiver)}`);
  for (const waiver of waivers.unmatched)
    context.reporter.notice(`waivers.csv: matches nothing that was found: ${sentence(waiver)}`);
};

/** `bilan control`: evaluates controls, keeps and prints what they found. */
export const controlCommand = async (
  context: CommandContext,
  names: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const failOn = SEVERITIES.find((severity) => severity === options.failOn);
  const format = context.options.json === true ? 'json' : String(options.format ?? 'table');
  const { config } = await context.load([], { isRequired: context.options.db === undefined });
  const evaluation = await runControls({
    config,
    names: [...new Set(names)],
    parameters: readParameters(options.param),
    clock: context.io.clock,
    reporter: context.reporter,
  });
  const failed = failOn === undefined ? [] : findingsAtLeast(evaluation, failOn);
  const hasFindings = names.length > 0 || context.options.verbose === true;
  for (const piece of pieces(evaluation, format, failed.length, hasFindings)) {
    if (!context.io.stdout.write(piece)) await context.io.stdout.drained?.();
  }
  sayWaivers(context, evaluation);
  if (failOn === undefined || failed.length === 0) return;
  const named = failed
    .slice(0, NAMED_FINDINGS)
    .map(({ control, resource, resourceName, reason }) =>
      [control, resource, resourceName]
        .filter((word) => word !== null)
        .join(' ')
        .concat(`: ${reason ?? ''}`),
    )
    .map(visible);
  const rest = failed.length - named.length;
  throw findingsError(`${counted(failed.length, 'finding')} at or above ${failOn}`, {
    details: rest > 0 ? [...named, `and ${rest} more`] : named,
  });
};

const findingsAtLeast = ({ controls }: ControlEvaluation, threshold: Severity) =>
  controls.flatMap(({ findings }) => findings.filter((finding) => isAtLeast(finding, threshold)));

const pieces = (
  evaluation: ControlEvaluation,
  format: string,
  failed: number,
  hasFindings: boolean,
): Iterable<string> => {
  switch (format) {
    case 'json':
      return controlJson(evaluation, failed, countFindings);
    case 'csv':
      return controlCsv(evaluation);
    case 'junit':
      return controlJunit(evaluation);
    case 'md':
      return [controlMarkdown(evaluation, countFindings)];
    default:
      return [controlText(evaluation, countFindings, hasFindings)];
  }
};
