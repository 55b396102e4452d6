import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
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
  readonly peakMb: number;
}

it('collecting 20,000 resources against fetch, parse, forget', async () => {
  const server = await start('./collect-server.mjs');
  const { url, bytes } = server.hello as { readonly url: string; readonly bytes: number };
  const ours = await start('./collect-client.mjs', url, 'ours', String(CONCURRENCY));
  const bare = await start('./collect-client.mjs', url, 'bare', String(CONCURRENCY));
  const first = await ask<Round>(ours.child, []);
  const { asked } = await ask<{ readonly asked: readonly string[] }>(server.child, 'asked');
  let peaks = { ours: first.peakMb, bare: 0 };
  const ratio = await compare(
    `collect ${asked.length} answers, ${(bytes / 1e6).toFixed(0)} MB`,
    [
      'fetch, parse, forget',
      async () => {
        peaks = { ...peaks, bare: (await ask<Round>(bare.child, asked)).peakMb };
      },
    ],
    async () => {
      peaks = { ...peaks, ours: (await ask<Round>(ours.child, [])).peakMb };
    },
    5,
  );
  for (const { child } of [server, ours, bare]) child.kill();
  report([ratio]);
  process.stdout.write(
    `  throughput ${((100 * ratio.baselineMs) / ratio.oursMs).toFixed(0)} % of the bare loop's; peak memory ${first.peakMb.toFixed(0)} MB after one collection, ${peaks.ours.toFixed(0)} MB after all (bare ${peaks.bare.toFixed(0)} MB)\n`,
  );
  expect(first.result).toMatchObject({ resource: 20_000, obsolescence: 20_000, service: 200 });
});
