/** One comparison: what is measured, against what, in the same run. */
export interface Ratio {
  readonly name: string;
  readonly baseline: string;
  readonly baselineMs: number;
  readonly oursMs: number;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

const timed = async (work: () => Promise<unknown> | unknown): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

/** Runs baseline and ours in turn, so that noise hits both, and gives the medians. */
export const compare = async (
  name: string,
  baseline: readonly [string, () => Promise<unknown> | unknown],
  ours: () => Promise<unknown> | unknown,
  runs = 7,
): Promise<Ratio> => {
  await baseline[1]();
  await ours();
  const times: { baseline: number[]; ours: number[] } = { baseline: [], ours: [] };
  for (let run = 0; run < runs; run += 1) {
    times.baseline.push(await timed(baseline[1]));
    times.ours.push(await timed(ours));
  }
  return { name, baseline: baseline[0], baselineMs: median(times.baseline), oursMs: median(times.ours) };
};

/** Prints one line a comparison. */
export const report = (ratios: readonly Ratio[]): void => {
  for (const { name, baseline, baselineMs, oursMs } of ratios) {
    process.stdout.write(
      `${name}: ${(oursMs / baselineMs).toFixed(2)} x ${baseline} (${oursMs.toFixed(1)} ms against ${baselineMs.toFixed(1)} ms)\n`,
    );
  }
};
