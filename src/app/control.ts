import { civilDateOf } from '../domain/civil-date.ts';
import type { Config } from '../domain/config.ts';
import type { EvaluatedControl, Finding, Waiver } from '../domain/control.ts';
import type { Clock, Reporter } from '../domain/effects.ts';
import { usageError } from '../domain/errors.ts';
import { didYouMean } from '../domain/suggest.ts';
import { type ControlSummary, countFindings, summarise } from '../governance/summary.ts';
import { applyWaivers } from '../governance/waivers.ts';
import { type ControlFile, controlDefaults, loadControls } from '../store/control-files.ts';
import {
  type ControlInputs,
  type EvaluationToStore,
  evaluateControl,
  readControlInputs,
  storeEvaluation,
} from '../store/control-results.ts';
import { openWork } from '../store/duckdb.ts';
import { openReader } from '../store/ledger.ts';

export interface ControlOptions {
  readonly config: Config;
  /** Names of controls; all when empty. */
  readonly names: readonly string[];
  /** `name` or `control.name` → value; replaces a default wherever it is declared. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly reporter: Reporter;
}

/** One evaluation, as it was kept. */
export interface ControlEvaluation {
  readonly snapshotId: string | null;
  readonly evaluatedAt: Date;
  readonly controls: EvaluationToStore['controls'];
  readonly summary: ControlSummary;
  readonly waivers: { readonly expired: readonly Waiver[]; readonly unmatched: readonly Waiver[] };
}

export { countFindings };

const choose = (all: readonly ControlFile[], names: readonly string[]): readonly ControlFile[] => {
  const known = all.map(({ definition }) => definition.name);
  for (const name of names) {
    if (!known.includes(name))
      throw usageError(`There is no control ${name}${didYouMean(name, known)}`, {
        hint: `Controls: ${known.join(', ')}`,
      });
  }
  return names.length === 0 ? all : all.filter(({ definition }) => names.includes(definition.name));
};

const checkParameters = (controls: readonly ControlFile[], given: Readonly<Record<string, string>>): void => {
  const known = controls.flatMap(({ definition }) =>
    definition.parameters.flatMap(({ name }) => [name, `${definition.name}.${name}`]),
  );
  for (const name of Object.keys(given)) {
    if (!known.includes(name))
      throw usageError(`--param ${name}: no evaluated control has it${didYouMean(name, known)}`);
  }
};

const parametersOf = (control: ControlFile, given: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(controlDefaults(control)).map(([name, value]) => {
      const own = given[`${control.definition.name}.${name}`] ?? given[name];
      return [name, own === undefined ? value : own === '' ? null : own];
    }),
  );

const skipped = ({ definition }: ControlFile, reason: string): Finding => ({
  control: definition.name,
  severity: definition.severity,
  resource: null,
  resourceName: null,
  serviceId: null,
  serviceName: null,
  status: 'skip',
  reason,
  evidence: '{}',
  waivedUntil: null,
});

const missingInputs = ({ definition }: ControlFile, { available }: ControlInputs): string | null => {
  const missing = definition.needs.filter((name) => !available.has(name));
  if (missing.length === 0) return null;
  const words = missing.map((name) => {
    if (name === 'itcare') return 'no complete snapshot of ITCare';
    if (name === 'power') return 'no power was collected';
    return name === 'run' ? 'no calculated day' : `no rows of ${name}.csv`;
  });
  return `inputs are missing: ${words.join(', ')}`;
};

const evaluateAll = async (
  { config, reporter, parameters: given }: ControlOptions,
  controls: readonly ControlFile[],
): Promise<{ readonly inputs: ControlInputs; readonly evaluated: EvaluationToStore['controls'] }> => {
  const db = await openReader(config.database, { memoryLimit: config.memory_limit, timezone: 'UTC' });
  try {
    const inputs = await readControlInputs(db);
    const evaluated = [];
    for (const [index, control] of controls.entries()) {
      const { definition, sha256 } = control;
      const parameters = parametersOf(control, given);
      const skipReason = missingInputs(control, inputs);
      const findings =
        skipReason === null
          ? await evaluateControl(db, control, parameters, inputs)
          : [skipped(control, skipReason)];
      evaluated.push({ definition, sha256, parameters, skipReason, findings });
      reporter.detail?.(`${control.file}: ${findings.length} rows`);
      reporter.progress('control', index + 1, controls.length);
    }
    return { inputs, evaluated };
  } finally {
    await db.close();
  }
};

/**
 * Evaluates controls on the latest complete snapshot, marks what is waived, and keeps the evaluation in the ledger, which is
 * opened for writing for that moment alone.
 * @throws exit 2 for a control or parameter that is none, exit 6 for the ledger
 */
export const runControls = async (options: ControlOptions): Promise<ControlEvaluation> => {
  const { config, clock } = options;
  const all = await loadControls(config.controls);
  const controls = choose(all, options.names);
  checkParameters(controls, options.parameters);
  const { inputs, evaluated } = await evaluateAll(options, controls);
  const evaluatedAt = clock();
  const waived = applyWaivers(
    evaluated,
    inputs.waivers,
    civilDateOf(evaluatedAt.getTime(), config.timezone),
    all.map(({ definition }) => definition.name),
  );
  const kept = evaluated.map((control, i) => ({
    ...control,
    findings: waived.controls[i]?.findings ?? control.findings,
  }));
  const work = await openWork({ memoryLimit: config.memory_limit, timezone: 'UTC' });
  try {
    const { snapshotId } = inputs;
    await storeEvaluation(
      work,
      config.database,
      { snapshotId, evaluatedAt: evaluatedAt.getTime(), controls: kept },
      { memoryLimit: config.memory_limit, timezone: 'UTC' },
    );
  } finally {
    await work.close();
  }
  return {
    snapshotId: inputs.snapshotId,
    evaluatedAt,
    controls: kept,
    summary: summarise(kept satisfies readonly EvaluatedControl[]),
    waivers: { expired: waived.expired, unmatched: waived.unmatched },
  };
};
