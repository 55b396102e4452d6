import type { CivilDate } from '../domain/civil-date.ts';
import type { EvaluatedControl, Finding, Waiver } from '../domain/control.ts';

export interface WaivedControls {
  readonly controls: readonly EvaluatedControl[];
  /** Waivers whose last day is over although they match an alarm: the alarm counts again. */
  readonly expired: readonly Waiver[];
  /** Waivers that match no alarm of the controls that were evaluated. */
  readonly unmatched: readonly Waiver[];
}

const matcherOf = (pattern: string): ((text: string) => boolean) => {
  const source = [...pattern.trim()]
    .map((char) => (char === '*' ? '[^]*' : char === '?' ? '[^]' : char.replace(/[\\^$.+()|[\]{}/]/, '\\$&')))
    .join('');
  const expression = new RegExp(`^${source}$`, 'iu');
  return (text) => expression.test(text);
};

const always = (): boolean => true;

/** A test of a finding's resource or service: its id or its name may fit the pattern; a blank pattern fits all. */
const fits = (pattern: string | null): ((...texts: readonly (string | bigint | null)[]) => boolean) => {
  if (pattern === null || pattern.trim() === '') return always;
  const isFit = matcherOf(pattern);
  return (...texts) => texts.some((text) => text !== null && isFit(String(text)));
};

interface Compiled {
  readonly waiver: Waiver;
  readonly isOfControl: (control: string) => boolean;
  readonly covers: (finding: Finding) => boolean;
}

const compile = (waiver: Waiver): Compiled => {
  const ofControl = matcherOf(waiver.control);
  const ofResource = fits(waiver.resourceId);
  const ofService = fits(waiver.serviceId);
  return {
    waiver,
    isOfControl: ofControl,
    covers: (finding) =>
      ofResource(finding.resource, finding.resourceName) && ofService(finding.serviceId, finding.serviceName),
  };
};

/**
 * Marks the alarms that a waiver covers. A waiver holds up to and including `expires_on`; of several the longest counts.
 * @param controls as they were evaluated
 * @param waivers rows of waivers.csv; those of controls that were not evaluated are left alone
 * @param today civil date of the evaluation in the configured zone
 * @param known names of all controls, evaluated or not: a waiver that names none of them matches nothing
 */
export const applyWaivers = (
  controls: readonly EvaluatedControl[],
  waivers: readonly Waiver[],
  today: CivilDate,
  known: readonly string[],
): WaivedControls => {
  const compiled = waivers.map(compile);
  const matched = new Set<Waiver>();
  const waived = controls.map((control) => {
    const own = compiled.filter(({ isOfControl }) => isOfControl(control.definition.name));
    if (own.length === 0) return control;
    const findings = control.findings.map((finding) => {
      if (finding.status !== 'alarm') return finding;
      const covering = own.filter(({ covers }) => covers(finding)).map(({ waiver }) => waiver);
      for (const waiver of covering) matched.add(waiver);
      const waivedUntil = covering
        .map(({ expiresOn }) => expiresOn)
        .filter((day) => day >= today)
        .sort()
        .at(-1);
      return waivedUntil === undefined ? finding : { ...finding, waivedUntil };
    });
    return { ...control, findings };
  });
  const evaluated = controls
    .filter(({ skipReason }) => skipReason === null)
    .map(({ definition }) => definition.name);
  const isOfEvaluated = ({ isOfControl }: Compiled): boolean =>
    evaluated.some(isOfControl) || !known.some(isOfControl);
  return {
    controls: waived,
    expired: waivers.filter((waiver) => matched.has(waiver) && waiver.expiresOn < today),
    unmatched: compiled
      .filter((waiver) => isOfEvaluated(waiver) && !matched.has(waiver.waiver))
      .map(({ waiver }) => waiver),
  };
};
