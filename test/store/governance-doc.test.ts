import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadControls } from '../../src/store/control-files.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const text = readFileSync(join(ROOT, 'docs', 'governance.md'), 'utf8');
const controls = await loadControls();

/** The part of docs/governance.md below a control's heading. */
const sectionOf = (name: string): string | undefined =>
  text.split(/^#{3,4} /m).find((section) => section.startsWith(`\`${name}\``));

test.each(controls.map(({ definition }) => definition))('$name is documented as it is', (definition) => {
  const section = sectionOf(definition.name);
  expect(section?.split('\n')[0]).toBe(`\`${definition.name}\` (${definition.severity})`);
  expect(section).toContain(`${definition.title}. ${definition.description}`);
  const rows = [...(section ?? '').matchAll(/^\| `(\w+)` \| (.+?) \| (.+) \|$/gm)].map((match) =>
    match.slice(1).map((cell) => cell.replaceAll('\\|', '|')),
  );
  expect(rows).toEqual(
    definition.parameters.map(({ name, value, meaning }) => [
      name,
      value === null ? 'blank' : `\`${value}\``,
      meaning,
    ]),
  );
  for (const need of definition.needs)
    if (need !== 'itcare') expect(section).toMatch(new RegExp(`Needs .*${need}`));
});

test('every documented control exists, and every built-in one has a title, a description and a header', () => {
  const documented = [...text.matchAll(/^#### `(\w+)`/gm)].map((match) => match[1]);
  expect([...documented].sort()).toEqual(controls.map(({ definition }) => definition.name));
  for (const { definition } of controls) {
    expect(definition.title, definition.name).not.toBe(definition.name);
    expect(definition.description, definition.name).not.toBe('');
  }
});
