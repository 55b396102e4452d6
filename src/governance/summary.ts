import { type EvaluatedControl, type Finding, SEVERITIES, type Severity } from '../domain/control.ts';

/** How many findings of each kind; waived alarms are counted apart and in `waived` only. */
export interface FindingCounts {
  readonly alarm: number;
  readonly waived: number;
  readonly info: number;
  readonly ok: number;
  readonly skip: number;
}

export interface ServiceCounts {
  readonly serviceId: bigint | null;
  readonly serviceName: string | null;
  /** Alarms that nobody waived, by severity of their control. */
  readonly alarms: Readonly<Record<Severity, number>>;
  readonly waived: number;
}

export interface ControlSummary {
  readonly bySeverity: Readonly<Record<Severity, FindingCounts>>;
  /** Services with an alarm, waived or not: most alarms first, the gravest kind before the others. */
  readonly byService: readonly ServiceCounts[];
}

/** Counts findings; a control that was skipped whole counts one skip. */
export const countFindings = (findings: readonly Finding[]): FindingCounts => {
  const counts = { alarm: 0, waived: 0, info: 0, ok: 0, skip: 0 };
  for (const { status, waivedUntil } of findings)
    counts[status === 'alarm' && waivedUntil !== null ? 'waived' : status] += 1;
  return counts;
};

const compareServices = (a: ServiceCounts, b: ServiceCounts): number => {
  for (const severity of [...SEVERITIES].reverse()) {
    const difference = b.alarms[severity] - a.alarms[severity];
    if (difference !== 0) return difference;
  }
  if (a.waived !== b.waived) return b.waived - a.waived;
  if (a.serviceId === null || b.serviceId === null) return a.serviceId === null ? 1 : -1;
  return a.serviceId < b.serviceId ? -1 : 1;
};

/** Counts the findings of an evaluation by severity and by service. */
export const summarise = (controls: readonly EvaluatedControl[]): ControlSummary => {
  const all = controls.flatMap(({ findings }) => findings);
  const services = new Map<bigint | null, ServiceCounts>();
  for (const finding of all) {
    if (finding.status !== 'alarm') continue;
    const known = services.get(finding.serviceId) ?? {
      serviceId: finding.serviceId,
      serviceName: finding.serviceName,
      alarms: { info: 0, warning: 0, alarm: 0 },
      waived: 0,
    };
    const isWaived = finding.waivedUntil !== null;
    services.set(finding.serviceId, {
      ...known,
      serviceName: known.serviceName ?? finding.serviceName,
      alarms: isWaived
        ? known.alarms
        : { ...known.alarms, [finding.severity]: known.alarms[finding.severity] + 1 },
      waived: known.waived + (isWaived ? 1 : 0),
    });
  }
  const of = (severity: Severity): FindingCounts =>
    countFindings(all.filter((finding) => finding.severity === severity));
  return {
    bySeverity: { info: of('info'), warning: of('warning'), alarm: of('alarm') },
    byService: [...services.values()].sort(compareServices),
  };
};
