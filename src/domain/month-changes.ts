/** The causes of a change in the order of a table; they sum to it (docs/method.md, "Why did it change?"). */
export const CAUSES = ['energy', 'pue', 'factor', 'share', 'annual', 'embodied', 'appeared_gone'] as const;

export type Cause = (typeof CAUSES)[number];

export const BASES = ['market', 'location'] as const;

export type Basis = (typeof BASES)[number];

/** What changed on one basis, kgCO2e as exact decimal text; null where unknown. */
export interface FootprintChange {
  readonly before: string | null;
  readonly after: string | null;
  readonly change: string | null;
  readonly causes: Readonly<Record<Cause, string | null>>;
}

/** A service's change; a null id is what is unallocated or without a service. */
export interface ServiceChange {
  readonly service_id: string | null;
  readonly service_name: string | null;
  readonly bases: Readonly<Record<Basis, FootprintChange>>;
}

/** The estate's total before and after, and the change as a share of the total before. */
export interface EstateChange {
  readonly before: string | null;
  readonly after: string | null;
  /** Null where a total is unknown or there was nothing before. */
  readonly share: number | null;
  /** The change is as large as the restatement threshold, or larger. */
  readonly isSignificant: boolean;
}

/** Whether a change from one total to another reaches the threshold; from nothing to something always does. */
export const estateChange = (
  before: string | null,
  after: string | null,
  threshold: number,
): EstateChange => {
  if (before === null || after === null) return { before, after, share: null, isSignificant: false };
  const [from, to] = [Number(before), Number(after)];
  if (from === 0) return { before, after, share: null, isSignificant: to !== 0 };
  const share = (to - from) / Math.abs(from);
  return { before, after, share, isSignificant: Math.abs(share) >= threshold };
};
