import type { ControlEvaluation } from '../../app/control.ts';
import type { Finding, Waiver } from '../../domain/control.ts';
import { csvLine, guardFormula } from './csv.ts';

const idJson = (id: bigint | null): number | string | null => {
  if (id === null) return null;
  return Number.isSafeInteger(Number(id)) ? Number(id) : String(id);
};

const waiverJson = (waiver: Waiver) => ({
  control: waiver.control,
  resource_id: waiver.resourceId,
  service_id: waiver.serviceId,
  owner: waiver.owner,
  reason: waiver.reason,
  expires_on: waiver.expiresOn,
});

const findingJson = (finding: Finding): string => {
  const { resource, resourceName, serviceId, serviceName, status, reason, waivedUntil, evidence } = finding;
  const head = {
    resource,
    resource_name: resourceName,
    service_id: idJson(serviceId),
    service_name: serviceName,
    status,
    reason,
    waived_until: waivedUntil,
  };
  // The evidence is JSON already, with every digit of its decimals.
  return `${JSON.stringify(head).slice(0, -1)},"evidence":${evidence}}`;
};

/** One JSON document, piece by piece: what was evaluated, the summary, and every finding with its evidence. */
export const controlJson = function* (
  evaluation: ControlEvaluation,
  failed: number,
  countOf: (findings: readonly Finding[]) => object,
): Generator<string> {
  const { bySeverity, byService } = evaluation.summary;
  const head = {
    snapshot_id: evaluation.snapshotId,
    evaluated_at: evaluation.evaluatedAt.toISOString(),
    failed,
    by_severity: bySeverity,
    by_service: byService.map(({ serviceId, serviceName, alarms, waived }) => ({
      service_id: idJson(serviceId),
      service_name: serviceName,
      ...alarms,
      waived,
    })),
    waivers: {
      expired: evaluation.waivers.expired.map(waiverJson),
      unmatched: evaluation.waivers.unmatched.map(waiverJson),
    },
  };
  yield `${JSON.stringify(head).slice(0, -1)},"controls":[`;
  for (const [index, { definition, parameters, skipReason, findings }] of evaluation.controls.entries()) {
    const { name, title, description, severity } = definition;
    const described = { control: name, title, description, severity, parameters };
    const control = { ...described, skip_reason: skipReason, counts: countOf(findings) };
    yield `${index === 0 ? '' : ','}\n${JSON.stringify(control).slice(0, -1)},"findings":[`;
    yield `${findings.map((finding, i) => `${i === 0 ? '' : ',\n'}${findingJson(finding)}`).join('')}]}`;
  }
  yield ']}\n';
};

const CSV_COLUMNS = [
  'control',
  'severity',
  'resource',
  'resource_name',
  'service_id',
  'service_name',
  'status',
  'reason',
  'waived_until',
  'evidence',
];

/** Every finding as a CSV line below a header; text never becomes a formula. */
export const controlCsv = function* (evaluation: ControlEvaluation): Generator<string> {
  yield csvLine(CSV_COLUMNS);
  for (const { findings } of evaluation.controls) {
    for (const finding of findings) {
      const cells = [
        finding.control,
        finding.severity,
        finding.resource,
        finding.resourceName,
        finding.serviceId === null ? null : String(finding.serviceId),
        finding.serviceName,
        finding.status,
        finding.reason,
        finding.waivedUntil,
        finding.evidence,
      ];
      yield csvLine(cells.map((cell) => (cell === null ? undefined : guardFormula(cell))));
    }
  }
};

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text in XML: characters that XML 1.0 has no place for are shown as a question mark. */
const xml = (text: string): string =>
  text
    .replace(/\p{Cs}/gu, '?')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '?')
    .replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char)
    .replace(/[\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`);

const caseXml = (finding: Finding): string => {
  const { status, reason, waivedUntil, severity } = finding;
  const name =
    finding.resource === null ? finding.control : `${finding.resource} ${finding.resourceName ?? ''}`.trim();
  const open = `    <testcase classname="${xml(finding.control)}" name="${xml(name)}"`;
  const message = xml(reason ?? '');
  if (status === 'alarm' && waivedUntil !== null)
    return `${open}><skipped message="waived until ${waivedUntil}: ${message}"/></testcase>\n`;
  if (status === 'alarm') return `${open}><failure type="${severity}" message="${message}"/></testcase>\n`;
  if (status === 'skip') return `${open}><skipped message="${message}"/></testcase>\n`;
  return status === 'info' ? `${open}><system-out>${message}</system-out></testcase>\n` : `${open}/>\n`;
};

/** JUnit XML: a control is a test suite, what it looked at its test cases; waived alarms are skipped. */
export const controlJunit = function* (evaluation: ControlEvaluation): Generator<string> {
  const countsOf = (findings: readonly Finding[]): string => {
    const failures = findings.filter(({ status, waivedUntil }) => status === 'alarm' && waivedUntil === null);
    const skips = findings.filter(
      ({ status, waivedUntil }) => status === 'skip' || (status === 'alarm' && waivedUntil !== null),
    );
    return `tests="${findings.length}" failures="${failures.length}" errors="0" skipped="${skips.length}"`;
  };
  const all = evaluation.controls.flatMap(({ findings }) => findings);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="bilan control" ${countsOf(all)}>\n`;
  const timestamp = evaluation.evaluatedAt.toISOString().slice(0, 19);
  for (const { definition, findings } of evaluation.controls) {
    yield `  <testsuite name="${xml(definition.name)}" ${countsOf(findings)} timestamp="${timestamp}">\n`;
    yield findings.map(caseXml).join('');
    yield '  </testsuite>\n';
  }
  yield '</testsuites>\n';
};
