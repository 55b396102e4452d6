import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from './workspace.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** The program built aside from its sources, to be run as a process of its own. */
export interface BuiltProgram {
  /** Its JavaScript entry, as `bin` names it. */
  readonly entry: string;
  run(cwd: string, args: readonly string[], options?: ProcessOptions): Promise<Outcome>;
  dispose(): void;
}

export interface ProcessOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of node itself. */
  readonly nodeArgs?: readonly string[];
}

const outcomeOf = (child: ChildProcess, stdin: string): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    child.stdin?.end(stdin);
  });

/** Compiles `src` into a temporary package whose other folders are the checkout's. */
export const buildProgramAside = (): BuiltProgram => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'bilan-build-')));
  try {
    execFileSync(
      process.execPath,
      [
        join(ROOT, 'node_modules/typescript/bin/tsc'),
        '-p',
        'tsconfig.build.json',
        '--outDir',
        join(dir, 'dist'),
      ],
      { cwd: ROOT, stdio: 'pipe' },
    );
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    throw new Error(`the build failed:\n${String((error as { stdout?: Buffer }).stdout ?? error)}`);
  }
  for (const name of ['package.json', 'node_modules', 'queries', 'templates', 'reports'])
    symlinkSync(join(ROOT, name), join(dir, name));
  const entry = join(dir, 'dist', 'cli', 'bin.js');
  return {
    entry,
    run: (cwd, args, { stdin = '', env = {}, nodeArgs = [] } = {}) =>
      outcomeOf(
        spawn(process.execPath, [...nodeArgs, entry, ...args], {
          cwd,
          env: { PATH: process.env.PATH ?? '', TZ: process.env.TZ ?? 'UTC', ...env },
        }),
        stdin,
      ),
    dispose: () => rmSync(dir, { recursive: true, force: true }),
  };
};

/** Another process that has a database file open. */
export interface Holder {
  readonly pid: number;
  /** Ends it and waits until it has gone. */
  release(): Promise<void>;
}

const HOLD = `
  import { DuckDBInstance } from '@duckdb/node-api';
  const [path, mode] = process.argv.slice(1);
  const instance = await DuckDBInstance.create(path, mode === 'read' ? { access_mode: 'READ_ONLY' } : {});
  await instance.connect();
  process.stdout.write('held');
  setInterval(() => {}, 1000);
`;

/** Opens a database file in another process and keeps it open. */
export const holdDatabase = async (path: string, mode: 'read' | 'write'): Promise<Holder> => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', HOLD, path, mode], { cwd: ROOT });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    let said = '';
    child.stderr.on('data', (text) => {
      said += String(text);
    });
    child.once('close', () => reject(new Error(`the holder ended: ${said}`)));
  });
  return {
    pid: child.pid ?? -1,
    release: async () => {
      child.kill();
      await closed;
    },
  };
};
