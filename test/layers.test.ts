import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** Runs the lint rule on a tree of sources of its own. */
const cruise = async (files: Readonly<Record<string, string>>): Promise<{ code: number; output: string }> => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'bilan-layers-')));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
    cpSync(join(ROOT, name), join(dir, name));
  symlinkSync(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const bin = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [bin, '--config', '.dependency-cruiser.cjs', 'src'],
      { cwd: dir },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
      },
    );
  });
};

const GOOD = {
  'src/domain/a.ts': 'export const a = 1;\n',
  'src/store/b.ts':
    "import { readFile } from 'node:fs/promises';\nimport { a } from '../domain/a.ts';\nexport const b = [a, readFile];\n",
  'src/app/c.ts': "import { b } from '../store/b.ts';\nexport const c = b;\n",
  'src/cli/d.ts':
    "import { c } from '../app/c.ts';\nexport const d = async () => [c, await import('../app/c.ts')];\n",
};

test('imports in the right direction pass, and every file is really read', async () => {
  const { code, output } = await cruise(GOOD);
  expect(output).toMatch(/no dependency violations found \((\d+) modules/);
  expect(Number(/\((\d+) modules/.exec(output)?.[1])).toBeGreaterThanOrEqual(4);
  expect(code).toBe(0);
});

const FORBIDDEN: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['domain-imports', 'src/domain/to-store.ts', "import { b } from '../store/b.ts';\nexport const x = b;\n"],
  ['store-imports', 'src/store/to-app.ts', "import { c } from '../app/c.ts';\nexport const x = c;\n"],
  ['cli-imports', 'src/cli/to-store.ts', "import { b } from '../store/b.ts';\nexport const x = b;\n"],
  ['collect-imports', 'src/collect/to-store.ts', "import { b } from '../store/b.ts';\nexport const x = b;\n"],
  ['render-imports', 'src/render/to-store.ts', "import { b } from '../store/b.ts';\nexport const x = b;\n"],
  // A type alone and an import at run time count as well.
  [
    'domain-imports',
    'src/domain/type.ts',
    "import type { b } from '../store/b.ts';\nexport type X = typeof b;\n",
  ],
  ['domain-imports', 'src/domain/later.ts', "export const x = () => import('../store/b.ts');\n"],
  [
    'who-touches-the-world',
    'src/app/files.ts',
    "import { rm } from 'node:fs/promises';\nexport const x = rm;\n",
  ],
  [
    'who-touches-the-world',
    'src/report/net.ts',
    "import { connect } from 'node:net';\nexport const x = connect;\n",
  ],
  ['not-to-unresolvable', 'src/app/gone.ts', "import { x } from '../nowhere.ts';\nexport const y = x;\n"],
  ['not-to-dev-dep', 'src/app/dev.ts', "import fc from 'fast-check';\nexport const x = fc;\n"],
  ['no-cycles', 'src/domain/one.ts', "import { z } from './two.ts';\nexport const y = () => z;\n"],
];

test('every forbidden import is found by its rule', async () => {
  const wrong = Object.fromEntries(FORBIDDEN.map(([, file, text]) => [file, text]));
  wrong['src/domain/two.ts'] = "import { y } from './one.ts';\nexport const z = y;\n";
  const { code, output } = await cruise({ ...GOOD, ...wrong });
  expect(code).toBeGreaterThan(0);
  const found = [...output.matchAll(/error ([\w-]+): (\S+)/g)].map((match) => `${match[1]} ${match[2]}`);
  for (const [rule, file] of FORBIDDEN) expect(found).toContain(`${rule} ${file}`);
});
