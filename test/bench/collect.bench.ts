import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { compare, report } from './measure.ts';

const CONCURRENCY = 4;

const start = async (
  script: string,
  ...args: readonly string[]
): Promise<{ child: ChildProcess; hello: unknown }> => {
  // Plain Node, as a command of ours runs: nothing of the test runner's.
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), [...args], { execArgv: [], env: {} });
  const [hello] = await once(child, 'message');
  return { child, hello };
};

const ask = async <T>(child: ChildProcess, message: unknown): Promise<T> => {
  const answer = once(child, 'message');
  child.send(message as object);
  return (await answer)[0] as T;
};

interface Round {
  readonly result: Readonly<Record<string, number>>;
  /** Processor time of the client alone: on a machine that others use, it says more than the clock. */
  readonly cpuMs: number;
  readonly peakMb: number;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(0)} %`;

/** Peak memory of `bilan collect itcare`, publication included, into a new ledger and then again; megabytes. */
const wholeCommand = async (url: string): Promise<readonly number[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'bilan-bench-'));
  const itcare = { url, token_url: `${url}/token`, client_id: 'bench', client_secret: 'bench' };
  writeFileSync(join(folder, 'bilan.yaml'), JSON.stringify({ database: 'bilan.duckdb', itcare }));
  const atExit = "process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS+'\\n'))";
  const program = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));
  const peaks: number[] = [];
  for (let run = 0; run < 2; run += 1) {
    const args = ['--import', `data:text/javascript,${atExit}`, program, 'collect', 'itcare'];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (piece: Buffer) => {
      said += piece.toString();
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    peaks.push(Number(/peak (\d+)/.exec(said)?.[1]) / 1024);
  }
  rmSync(folder, { recursive: true });
  return peaks;
};

it('collecting 20,000 resources against fetch, parse, forget', async () => {
  const server = await start('./collect-server.mjs');
  const { url, bytes } = server.hello as { readonly url: string; readonly bytes: number };
  const ours = await start('./collect-client.mjs', url, 'ours', String(CONCURRENCY));
  const bare = await start('./collect-client.mjs', url, 'bare', String(CONCURRENCY));
  const first = await ask<Round>(ours.child, []);
  const { asked } = await ask<{ readonly asked: readonly string[] }>(server.child, 'asked');
  const rounds = { ours: [] as Round[], bare: [] as Round[] };
  const ratio = await compare(
    `collect ${asked.length} answers, ${(bytes / 1e6).toFixed(0)} MB`,
    ['fetch, parse, forget', async () => rounds.bare.push(await ask<Round>(bare.child, asked))],
    async () => rounds.ours.push(await ask<Round>(ours.child, [])),
    5,
  );
  for (const { child } of [ours, bare]) child.kill();
  const whole = await wholeCommand(url);
  server.child.kill();
  report([ratio]);
  const cpu = {
    ours: median(rounds.ours.map(({ cpuMs }) => cpuMs)),
    bare: median(rounds.bare.map(({ cpuMs }) => cpuMs)),
  };
  process.stdout.write(
    [
      `  throughput ${percent(ratio.baselineMs, ratio.oursMs)} of the bare loop's, by processor time ${percent(cpu.bare, cpu.ours)}`,
      `  peak memory ${first.peakMb.toFixed(0)} MB after one collection, ${rounds.ours.at(-1)?.peakMb.toFixed(0)} MB after all (bare ${rounds.bare.at(-1)?.peakMb.toFixed(0)} MB)`,
      `  the whole command, DuckDB and publication included: ${whole.map((mb) => `${mb.toFixed(0)} MB`).join(' into a new ledger, then ')}\n`,
    ].join('\n'),
  );
  expect(first.result).toMatchObject({ resource: 20_000, obsolescence: 20_000, service: 200 });
});
