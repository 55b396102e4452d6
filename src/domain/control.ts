import type { CivilDate } from './civil-date.ts';

/** How grave a control's alarms are, the mildest first. */
export const SEVERITIES = ['info', 'warning', 'alarm'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a control says of one resource. */
export const CONTROL_STATUSES = ['alarm', 'info', 'ok', 'skip'] as const;
export type ControlStatus = (typeof CONTROL_STATUSES)[number];

/** A threshold of a control: text as it is bound, null where nothing is set. */
export interface ControlParameter {
  readonly name: string;
  readonly value: string | null;
  readonly meaning: string;
}

/** One control as its file's header describes it. */
export interface ControlDefinition {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  /** Inputs without which it is skipped: `itcare`, `power`, `run`, or names of reference files. */
  readonly needs: readonly string[];
  readonly parameters: readonly ControlParameter[];
}

/** One row that a control gave. */
export interface Finding {
  readonly control: string;
  readonly severity: Severity;
  /** What was looked at: a resource's id, or another name; null where a whole control was skipped. */
  readonly resource: string | null;
  readonly resourceName: string | null;
  readonly serviceId: bigint | null;
  readonly serviceName: string | null;
  readonly status: ControlStatus;
  readonly reason: string | null;
  /** JSON text of one object: the columns beside these. */
  readonly evidence: string;
  /** Last day of the waiver that covers it; null where none does. */
  readonly waivedUntil: CivilDate | null;
}

/** A control with what it was evaluated with and what it gave. */
export interface EvaluatedControl {
  readonly definition: ControlDefinition;
  /** Why it was not evaluated; null where it was. */
  readonly skipReason: string | null;
  readonly findings: readonly Finding[];
}

/** A row of waivers.csv. */
export interface Waiver {
  /** Name of a control; `*` and `?` stand for any text and any letter. */
  readonly control: string;
  readonly resourceId: string | null;
  readonly serviceId: string | null;
  readonly owner: string;
  readonly reason: string;
  /** Last day on which it holds. */
  readonly expiresOn: CivilDate;
}

/** How grave a finding is: its control's severity for an alarm, `info` for an info, undefined for the rest. */
export const levelOf = (finding: Finding): Severity | undefined => {
  if (finding.status === 'alarm') return finding.severity;
  return finding.status === 'info' ? 'info' : undefined;
};

/** True for a finding that nobody waived and that is at least as grave as the threshold. */
export const isAtLeast = (finding: Finding, threshold: Severity): boolean => {
  const level = levelOf(finding);
  return (
    level !== undefined &&
    finding.waivedUntil === null &&
    SEVERITIES.indexOf(level) >= SEVERITIES.indexOf(threshold)
  );
};
