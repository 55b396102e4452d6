import { expect, test } from 'vitest';
import { dayBounds, every, powerCsv, REFERENCE } from '../support/estate.ts';
import { createWorkspace } from '../support/workspace.ts';

test('a report that is named twice is written once', async () => {
  const ws = createWorkspace();
  ws.writeReference(REFERENCE);
  const bounds = dayBounds('2026-01-15', 'Europe/Paris');
  ws.write('power/a.csv', powerCsv(every({ ...bounds, stepMinutes: 5, watts: 1000 })));
  await ws.ok(['collect', '-q']);
  await ws.ok(['calculate', '--from', '2026-01-15', '--to', '2026-01-15', '-q']);
  const twice = ['carbon-monthly', 'carbon-monthly'];
  const { stdout } = await ws.ok(['report', ...twice, '--month', '2026-01', '--format', 'xlsx,xlsx']);
  expect(stdout).toBe('reports-out/carbon-monthly-2026-01-en.xlsx\n');
});
