import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildProgram, COMMANDS } from '../src/cli/program.ts';

const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');
const section = (title: string): string => readme.split(/^## /m).find((text) => text.startsWith(title)) ?? '';
const commands = section('Commands');
const rows = new Map(
  [...commands.matchAll(/^\| `(\w+)[^|]*(?:\\\|[^|]*)*\|.*$/gm)].map((match) => [match[1] ?? '', match[0]]),
);

const GLOBAL = /^--(?:version)$/;

test('the table of commands and the program name the same commands', () => {
  expect([...rows.keys()].sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
});

test.each(COMMANDS.map((command) => [command.name, command] as const))(
  'README: every option of %s',
  (name, command) => {
    const row = rows.get(name) ?? '';
    for (const option of command.options ?? [])
      expect(row.includes(`${option.long ?? option.flags}`), `${name} ${option.flags}`).toBe(true);
    const known = new Set((command.options ?? []).flatMap(({ long, short }) => [long, short]));
    for (const [flag] of row.matchAll(/(?<![\w-])--?[a-z][a-z-]*/g))
      expect(known.has(flag), `${name} has no ${flag}`).toBe(true);
  },
);

test('README: every option that all commands take', () => {
  const program = buildProgram('0', async () => {});
  for (const { long } of program.options) {
    if (long === undefined || GLOBAL.test(long)) continue;
    expect(commands, long).toContain(long);
  }
});

test('README: every exit code', () => {
  for (const code of [0, 1, 2, 3, 4, 5, 6, 130]) expect(readme).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'));
});
