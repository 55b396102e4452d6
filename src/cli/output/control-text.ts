import type { ControlEvaluation } from '../../app/control.ts';
import { type EvaluatedControl, type Finding, SEVERITIES } from '../../domain/control.ts';
import { formatTable, visible } from './table.ts';

/** One table of an evaluation: a title, a header, rows, and which columns are numbers. */
export interface ControlTable {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly isNumeric: readonly boolean[];
}

type CountOf = (findings: readonly Finding[]) => {
  readonly alarm: number;
  readonly waived: number;
  readonly info: number;
  readonly ok: number;
  readonly skip: number;
};

const numbers = (...values: readonly number[]): string[] => values.map(String);

/** Rows of services that the terminal shows; the other formats have all. */
const TERMINAL_SERVICES = 20;

const byGravity = (a: EvaluatedControl, b: EvaluatedControl): number => {
  const rank = ({ definition }: EvaluatedControl): number => SEVERITIES.indexOf(definition.severity);
  return rank(b) - rank(a) || (a.definition.name < b.definition.name ? -1 : 1);
};

const findingTable = (control: EvaluatedControl): ControlTable => ({
  title: `${control.definition.name}: ${control.definition.title}`,
  header: ['resource', 'name', 'service', 'status', 'reason'],
  rows: control.findings
    .filter(({ status, resource }) => status !== 'ok' && resource !== null)
    .map((finding) => [
      finding.resource ?? '',
      finding.resourceName ?? '',
      finding.serviceName ?? (finding.serviceId === null ? '' : String(finding.serviceId)),
      finding.waivedUntil === null ? finding.status : `waived until ${finding.waivedUntil}`,
      finding.reason ?? '',
    ]),
  isNumeric: [true, false, false, false, false],
});

/**
 * The tables of an evaluation: by severity, by control, by service, and the findings of each control where they are wanted.
 * @param serviceLimit rows of services at most
 */
export const controlTables = (
  evaluation: ControlEvaluation,
  countOf: CountOf,
  { hasFindings, serviceLimit }: { readonly hasFindings: boolean; readonly serviceLimit: number },
): ControlTable[] => {
  const { bySeverity, byService } = evaluation.summary;
  const counted = ['alarms', 'waived', 'info', 'ok', 'skipped'];
  const countCells = (findings: readonly Finding[]): string[] => {
    const counts = countOf(findings);
    return numbers(counts.alarm, counts.waived, counts.info, counts.ok, counts.skip);
  };
  const shown = byService.slice(0, serviceLimit);
  const tables: ControlTable[] = [
    {
      title: 'By severity',
      header: ['severity', ...counted],
      rows: [...SEVERITIES].reverse().map((severity) => {
        const { alarm, waived, info, ok, skip } = bySeverity[severity];
        return [severity, ...numbers(alarm, waived, info, ok, skip)];
      }),
      isNumeric: [false, true, true, true, true, true],
    },
    {
      title: 'By control',
      header: ['severity', 'control', ...counted, ''],
      rows: [...evaluation.controls]
        .sort(byGravity)
        .map(({ definition, findings, skipReason }) => [
          definition.severity,
          definition.name,
          ...countCells(findings),
          skipReason ?? '',
        ]),
      isNumeric: [false, false, true, true, true, true, true, false],
    },
    {
      title:
        shown.length < byService.length
          ? `By service (${shown.length} of ${byService.length})`
          : 'By service',
      header: ['service', 'name', 'alarm', 'warning', 'info', 'waived'],
      rows: shown.map(({ serviceId, serviceName, alarms, waived }) => [
        serviceId === null ? '' : String(serviceId),
        serviceName ?? (serviceId === null ? '(no service)' : ''),
        ...numbers(alarms.alarm, alarms.warning, alarms.info, waived),
      ]),
      isNumeric: [true, false, true, true, true, true],
    },
  ];
  if (!hasFindings) return tables;
  return [...tables, ...evaluation.controls.map(findingTable).filter(({ rows }) => rows.length > 0)];
};

/** Tables for a terminal. */
export const controlText = (evaluation: ControlEvaluation, countOf: CountOf, hasFindings: boolean): string =>
  controlTables(evaluation, countOf, { hasFindings, serviceLimit: TERMINAL_SERVICES })
    .map(({ title, header, rows, isNumeric }) => {
      const table = formatTable(header, rows, isNumeric).trimEnd().replace(/^/gm, '  ').replace(/ +$/gm, '');
      return `${title}\n${rows.length === 0 ? '  none' : table}\n`;
    })
    .join('\n');

const markdownCell = (text: string): string =>
  visible(
    text
      .replace(/[\\`*_[\]<>|]/g, (char) => `\\${char}`)
      .replace(/\s+/g, ' ')
      .trim(),
  );

/** The same tables in Markdown, findings included. */
export const controlMarkdown = (evaluation: ControlEvaluation, countOf: CountOf): string => {
  const when = evaluation.evaluatedAt.toISOString().slice(0, 19);
  const head = `# Controls\n\nSnapshot ${evaluation.snapshotId ?? 'none'}, evaluated at ${when}Z.\n`;
  const tables = controlTables(evaluation, countOf, {
    hasFindings: true,
    serviceLimit: Number.POSITIVE_INFINITY,
  }).map(({ title, header, rows, isNumeric }) => {
    if (rows.length === 0) return `\n## ${markdownCell(title)}\n\nNone.\n`;
    const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
    return [
      '',
      `## ${markdownCell(title)}`,
      '',
      line(header),
      line(isNumeric.map((isRight) => (isRight ? '---:' : '---'))),
      ...rows.map((row) => line(row.map(markdownCell))),
      '',
    ].join('\n');
  });
  return `${head}${tables.join('')}`;
};
