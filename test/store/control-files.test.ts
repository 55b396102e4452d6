import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadControls, parseControl } from '../../src/store/control-files.ts';

const SELECT = "select 1 as resource, 'ok' as status, null as reason";

test('a header gives title, description, severity, needs and parameters', () => {
  const { definition } = parseControl(
    'x',
    'own/x.sql',
    `-- title: A title
-- description: first line
-- description: and second
-- severity: warning
-- needs: itcare, lifecycle
-- param days = 30: how long: really
-- param note = : nothing by default
-- param text = a: b : first colon ends it
with params as (select cast($days as integer) as d, $note as n, $text as t) ${SELECT};
`,
  );
  expect(definition).toEqual({
    name: 'x',
    title: 'A title',
    description: 'first line and second',
    severity: 'warning',
    needs: ['itcare', 'lifecycle'],
    parameters: [
      { name: 'days', value: '30', meaning: 'how long: really' },
      { name: 'note', value: null, meaning: 'nothing by default' },
      { name: 'text', value: 'a', meaning: 'b : first colon ends it' },
    ],
  });
});

test('without a header a control is an alarm of its own name and needs ITCare', () => {
  expect(parseControl('x', 'x.sql', SELECT).definition).toMatchObject({
    title: 'x',
    severity: 'alarm',
    needs: ['itcare'],
    parameters: [],
  });
  expect(parseControl('x', 'x.sql', `-- needs: none\n${SELECT}`).definition.needs).toEqual([]);
});

test.each([
  ['-- severity: high', /severity high is none: expected info, warning, alarm/],
  ['-- needs: lifecycles', /needs.*lifecycles.*did you mean 'lifecycle'/],
  ['-- param days 30', /x\.sql:1: expected "-- param name = default: meaning"/],
  ['-- param days = 30', /x\.sql:1: expected/],
  ['-- param days = 30: unused', /parameter days is not used/],
])('%s is refused', (line, message) => {
  expect(() => parseControl('x', 'x.sql', `${line}\n${SELECT}`)).toThrow(message);
});

test.each([
  ['drop table a', /one SELECT is expected/],
  ['', /one SELECT is expected/],
  ['select $days as resource', /\$days without a default/],
])('the statement %j is refused', (sql, message) => {
  expect(() => parseControl('x', 'x.sql', sql)).toThrow(message);
});

const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'bilan-controls-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
};

test('own controls join the documented ones, and take the place of one of the same name', async () => {
  const dir = folder();
  writeFileSync(join(dir, 'my_rule.sql'), SELECT);
  writeFileSync(join(dir, 'service_gone.sql'), `-- title: Mine\n${SELECT}`);
  writeFileSync(join(dir, 'notes.txt'), 'no control');
  const controls = await loadControls([dir]);
  const names = controls.map(({ definition }) => definition.name);
  expect(names).toEqual([...names].sort());
  expect(names).toContain('my_rule');
  expect(names.filter((name) => name === 'service_gone')).toHaveLength(1);
  expect(controls.find(({ definition }) => definition.name === 'service_gone')?.definition.title).toBe(
    'Mine',
  );
});

test('a folder that is not there, or a name given twice, is exit 2', async () => {
  const dir = folder();
  await expect(loadControls([join(dir, 'nowhere')])).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/nowhere/),
  });
  for (const name of ['a', 'b']) {
    mkdirSync(join(dir, name));
    writeFileSync(join(dir, name, 'x.sql'), SELECT);
  }
  await expect(loadControls([join(dir, 'a'), join(dir, 'b')])).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/x is there twice/),
  });
});
