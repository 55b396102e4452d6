import { DEMO_MONTHS, DEMO_NOW, DEMO_SNAPSHOTS } from '../demo/estate/calendar.ts';
import { createEstate } from '../demo/estate/create.ts';
import { startItcareServer } from '../demo/serve-itcare.ts';
import { startPrometheusServer } from '../demo/serve-prometheus.ts';
import { prepareDemoFolder, writeDemoWorkspace } from '../demo/workspace.ts';
import type { Config } from '../domain/config.ts';
import { counted } from '../domain/counted.ts';
import type { Reporter } from '../domain/effects.ts';
import { monthPeriod } from '../domain/period.ts';
import { calculate } from './calculate.ts';
import { type CollectResult, collect, type Source } from './collect.ts';
import { type ControlEvaluation, runControls } from './control.ts';
import { produceReports, type WrittenReport } from './report.ts';

export interface DemoOptions {
  /** Absolute path of the folder to make. */
  readonly folder: string;
  /** Replace an earlier demo in that folder. */
  readonly isForced: boolean;
  /** Reads the configuration that the demo wrote. */
  readonly loadConfig: (file: string) => Promise<Config>;
  /** Told as each step ends, one line. */
  readonly say: (line: string) => void;
  readonly reporter: Reporter;
}

export interface DemoResult {
  readonly folder: string;
  readonly reports: readonly WrittenReport[];
}

/** Snapshots after which the controls are asked, so that findings have a history; they are asked again at the end. */
const CONTROLLED = new Set([DEMO_SNAPSHOTS[0], DEMO_SNAPSHOTS[3]]);

const controlLine = ({ controls, summary }: ControlEvaluation): string => {
  const { alarm, warning, info } = summary.bySeverity;
  const waived = alarm.waived + warning.waived + info.waived;
  const skipped = controls.filter(({ skipReason }) => skipReason !== null).length;
  return `${counted(alarm.alarm, 'alarm')}, ${counted(warning.alarm, 'warning')}, ${waived} waived; ${controls.length - skipped} of ${controls.length} controls`;
};

/** The demo's months in one period; their power is collected at once. */
const DEMO_PERIOD = {
  from: monthPeriod(DEMO_MONTHS[0]).from,
  to: monthPeriod(DEMO_MONTHS[DEMO_MONTHS.length - 1] ?? DEMO_MONTHS[0]).to,
};

/** The day on which the demo ends; its last snapshot is that morning's. */
const DEMO_DAY = new Date(DEMO_NOW).toISOString().slice(0, 10);

/** What the demo reports: the carbon of each month, then the state on its last day. */
const DEMO_REPORTS = [
  ...DEMO_MONTHS.map((month) => ({ names: ['carbon-monthly'], period: monthPeriod(month), name: month })),
  {
    names: ['obsolescence-audit', 'backup-compliance'],
    period: { from: DEMO_DAY, to: DEMO_DAY },
    name: DEMO_DAY,
  },
];

const writeReports = async (
  config: Config,
  { folder, reporter, say }: DemoOptions,
): Promise<WrittenReport[]> => {
  const reports: WrittenReport[] = [];
  for (const { names, period, name } of DEMO_REPORTS) {
    reports.push(
      ...(await produceReports({
        config,
        names,
        languages: ['en'],
        formats: ['xlsx', 'pdf'],
        period,
        knownOn: undefined,
        outFolder: `${folder}/reports-out`,
        reporter,
      })),
    );
    say(`report      ${name}: ${names.join(' and ')} as xlsx and pdf`);
  }
  return reports;
};

/**
 * Makes an estate, serves it on loopback as ITCare and Prometheus, and does the whole job on it over HTTP: collect,
 * calculate each month, report. The clock is the demo's own, so that two demos give the same figures and the same reports.
 * @throws exit 2 when the folder is in use for something else
 */
export const runDemo = async (options: DemoOptions): Promise<DemoResult> => {
  const { folder, reporter, say } = options;
  await prepareDemoFolder(folder, options.isForced);
  const estate = createEstate();
  let now = DEMO_SNAPSHOTS[0] ?? DEMO_NOW;
  const itcare = await startItcareServer(estate, { asOf: () => now });
  const prometheus = await startPrometheusServer(estate, { now: DEMO_NOW });
  try {
    await writeDemoWorkspace(folder, estate, {
      itcareUrl: itcare.url,
      tokenUrl: itcare.tokenUrl,
      prometheusUrl: prometheus.url,
    });
    const config = await options.loadConfig(`${folder}/bilan.yaml`);
    const clock = (): Date => new Date(now);
    // No environment: loopback is never reached through a proxy.
    const collectNow = (source: Source): Promise<CollectResult> =>
      collect(source, { config, period: DEMO_PERIOD, clock, env: {}, reporter });
    const controlNow = async (): Promise<void> => {
      const evaluation = await runControls({ config, names: [], parameters: {}, clock, reporter });
      say(`control     ${clock().toISOString().slice(0, 10)}: ${controlLine(evaluation)}`);
    };
    say(`reference   ${(await collectNow('reference')).summary}`);
    for (const at of DEMO_SNAPSHOTS) {
      now = at;
      say(`itcare      ${clock().toISOString().slice(0, 10)}: ${(await collectNow('itcare')).summary}`);
      if (CONTROLLED.has(at)) await controlNow();
    }
    now = DEMO_NOW;
    say(`power       ${(await collectNow('power')).summary}`);
    for (const month of DEMO_MONTHS) {
      const run = await calculate({
        config,
        period: monthPeriod(month),
        isMissingAllowed: false,
        clock,
        reporter,
      });
      const kg = Number(run.totals.total_market_kgco2e).toFixed(1);
      say(`calculate   ${month}: ${run.publishedDays} days, ${kg} kgCO2e on the market basis`);
    }
    await controlNow();
    const reports = await writeReports(config, options);
    return { folder, reports };
  } finally {
    await itcare.close();
    await prometheus.close();
  }
};
