import { expect, test } from 'vitest';
import type { EvaluatedControl, Finding, Waiver } from '../../src/domain/control.ts';
import { isAtLeast } from '../../src/domain/control.ts';
import { countFindings, summarise } from '../../src/governance/summary.ts';
import { applyWaivers } from '../../src/governance/waivers.ts';

const finding = (facts: Partial<Finding> = {}): Finding => ({
  control: 'backup_too_old',
  severity: 'alarm',
  resource: '1',
  resourceName: 'srv-web-1',
  serviceId: 7n,
  serviceName: 'Pay - PRODUCTION',
  status: 'alarm',
  reason: 'old',
  evidence: '{}',
  waivedUntil: null,
  ...facts,
});

const control = (
  findings: readonly Finding[],
  name = 'backup_too_old',
  skipReason: string | null = null,
): EvaluatedControl => ({
  definition: { name, title: name, description: '', severity: 'alarm', needs: [], parameters: [] },
  skipReason,
  findings,
});

const waiver = (facts: Partial<Waiver> = {}): Waiver => ({
  control: 'backup_too_old',
  resourceId: null,
  serviceId: null,
  owner: 'a.leroy',
  reason: 'migrating',
  expiresOn: '2026-06-30',
  ...facts,
});

const TODAY = '2026-03-01';
const apply = (findings: readonly Finding[], waivers: readonly Waiver[], today = TODAY) =>
  applyWaivers([control(findings)], waivers, today, ['backup_too_old', 'support_ended']);
const untilOf = (result: ReturnType<typeof apply>) => result.controls[0]?.findings.map((f) => f.waivedUntil);

test.each([
  [{ resourceId: '1' }, true],
  [{ resourceId: 'srv-*' }, true],
  [{ resourceId: 'SRV-WEB-?' }, true],
  [{ resourceId: '2' }, false],
  [{ resourceId: '*1*', serviceId: '7' }, true],
  [{ serviceId: 'Pay*' }, true],
  [{ serviceId: '77' }, false],
  [{ resourceId: '1', serviceId: '8' }, false],
  [{ control: 'backup_*' }, true],
  [{ control: '*' }, true],
  [{ resourceId: '  ' }, true],
  [{ resourceId: 'srv.web.1' }, false],
] as const)('a waiver of %j covers the alarm: %s', (facts, isCovered) => {
  const result = apply([finding()], [waiver(facts)]);
  expect(untilOf(result)).toEqual([isCovered ? '2026-06-30' : null]);
  expect(result.unmatched.length).toBe(isCovered ? 0 : 1);
});

test('a waiver holds through its last day, and its alarms count again on the next', () => {
  expect(untilOf(apply([finding()], [waiver()], '2026-06-30'))).toEqual(['2026-06-30']);
  const later = apply([finding()], [waiver()], '2026-07-01');
  expect(untilOf(later)).toEqual([null]);
  expect(later.expired).toHaveLength(1);
  expect(later.unmatched).toEqual([]);
});

test('of several waivers the longest counts; an expired one beside it is still said', () => {
  const result = apply(
    [finding()],
    [waiver({ expiresOn: '2026-01-31' }), waiver({ expiresOn: '2026-04-30' }), waiver()],
  );
  expect(untilOf(result)).toEqual(['2026-06-30']);
  expect(result.expired.map(({ expiresOn }) => expiresOn)).toEqual(['2026-01-31']);
});

test('only alarms are waived, and a waiver of what is in order matches nothing', () => {
  const rows = [finding({ status: 'ok' }), finding({ status: 'info' }), finding({ status: 'skip' })];
  const result = apply(rows, [waiver()]);
  expect(untilOf(result)).toEqual([null, null, null]);
  expect(result.unmatched).toHaveLength(1);
});

test('waivers of controls that were not asked are left alone; one that names no control is said', () => {
  const waivers = [waiver({ control: 'support_ended' }), waiver({ control: 'suport_ended' })];
  expect(apply([finding()], waivers).unmatched.map((w) => w.control)).toEqual(['suport_ended']);
  const skipped = applyWaivers([control([], 'backup_too_old', 'no file')], [waiver()], TODAY, [
    'backup_too_old',
  ]);
  expect(skipped.unmatched).toEqual([]);
});

test('waived alarms are counted apart and fail nothing', () => {
  const rows = [
    finding(),
    finding({ resource: '2', waivedUntil: '2026-06-30' }),
    finding({ status: 'ok', resource: '3' }),
  ];
  expect(countFindings(rows)).toEqual({ alarm: 1, waived: 1, info: 0, ok: 1, skip: 0 });
  expect(rows.map((row) => isAtLeast(row, 'alarm'))).toEqual([true, false, false]);
  const { bySeverity, byService } = summarise([control(rows)]);
  expect(bySeverity.alarm).toMatchObject({ alarm: 1, waived: 1 });
  expect(byService).toEqual([
    { serviceId: 7n, serviceName: 'Pay - PRODUCTION', alarms: { info: 0, warning: 0, alarm: 1 }, waived: 1 },
  ]);
});

test('an alarm is as grave as its control, an info is an info', () => {
  const warning = finding({ severity: 'warning' });
  expect([isAtLeast(warning, 'info'), isAtLeast(warning, 'warning'), isAtLeast(warning, 'alarm')]).toEqual([
    true,
    true,
    false,
  ]);
  const info = finding({ status: 'info' });
  expect([isAtLeast(info, 'info'), isAtLeast(info, 'warning')]).toEqual([true, false]);
  expect(isAtLeast(finding({ status: 'skip' }), 'info')).toBe(false);
});

test('services with most alarms come first, and the one without a name last', () => {
  const rows = [
    finding({ serviceId: null, serviceName: null }),
    finding({ serviceId: 9n }),
    finding({ serviceId: 8n, severity: 'warning' }),
    finding({ serviceId: 8n, severity: 'warning' }),
    finding({ serviceId: 5n }),
    finding({ serviceId: 5n }),
  ];
  expect(summarise([control(rows)]).byService.map(({ serviceId }) => serviceId)).toEqual([5n, 9n, null, 8n]);
});
