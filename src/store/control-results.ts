import type { DuckDBValue } from '@duckdb/node-api';
import {
  CONTROL_STATUSES,
  type ControlStatus,
  type EvaluatedControl,
  type Finding,
  type Waiver,
} from '../domain/control.ts';
import { type BilanError, messageOf, usageError } from '../domain/errors.ts';
import { type AppendColumns, stageRows } from './append.ts';
import type { ControlFile } from './control-files.ts';
import type { DuckdbDatabase } from './duckdb.ts';
import { type LedgerOptions, withLedger } from './ledger.ts';
import type { SqlParameters } from './port.ts';
import { createValueWriter } from './values.ts';

/** What controls are evaluated on. */
export interface ControlInputs {
  /** The latest complete snapshot of ITCare; null when there is none. */
  readonly snapshotId: string | null;
  /** Inputs that are there: `itcare`, `power`, `run`, names of reference files. */
  readonly available: ReadonlySet<string>;
  readonly waivers: readonly Waiver[];
  readonly resources: ReadonlyMap<
    string,
    { readonly name: string | null; readonly serviceId: bigint | null }
  >;
  readonly services: ReadonlyMap<bigint, string | null>;
}

type Text = string | null;

/** Reads what controls are evaluated on from an open ledger. */
export const readControlInputs = async (db: DuckdbDatabase): Promise<ControlInputs> => {
  const snapshots = await db.rows<{ snapshot_id: string }>(
    "select snapshot_id from stage.snapshot where source = 'itcare' and is_complete order by snapshot_seq desc limit 1",
  );
  const files = await db.rows<{ name: string }>(
    'select name from stage.reference_current where row_count > 0',
  );
  const days = await db.value('select count(*) from published_day');
  const metered = await db.value('select count(*) from stage.metered_day');
  const waivers = await db.rows<
    Record<'control' | 'owner' | 'reason' | 'expires_on', string> & Record<'resource_id' | 'service_id', Text>
  >(
    `select control, resource_id, service_id, owner, reason, strftime(expires_on, '%Y-%m-%d') as expires_on
     from waiver order by all`,
  );
  const resources = await db.rows<{ resource_id: bigint; name: Text; service_id: bigint | null }>(
    'select resource_id, name, service_id from resource',
  );
  const services = await db.rows<{ service_id: bigint; name: Text }>('select service_id, name from service');
  const snapshotId = snapshots[0]?.snapshot_id ?? null;
  return {
    snapshotId,
    available: new Set([
      ...(snapshotId === null ? [] : ['itcare']),
      ...(Number(days) > 0 ? ['run'] : []),
      ...(Number(metered) > 0 ? ['power'] : []),
      ...files.map(({ name }) => name),
    ]),
    waivers: waivers.map((row) => ({
      control: row.control,
      resourceId: row.resource_id,
      serviceId: row.service_id,
      owner: row.owner,
      reason: row.reason,
      expiresOn: row.expires_on,
    })),
    resources: new Map(
      resources.map((row) => [String(row.resource_id), { name: row.name, serviceId: row.service_id }]),
    ),
    services: new Map(services.map((row) => [row.service_id, row.name])),
  };
};

const KNOWN: readonly string[] = ['resource', 'resource_name', 'service_id', 'status', 'reason'];

const failure = ({ file, definition }: ControlFile, why: string, cause?: unknown): BilanError => {
  const names = definition.parameters.map(({ name }) => name);
  return usageError(`${file}${names.length === 0 ? '' : ` (parameters ${names.join(', ')})`}: ${why}`, {
    cause,
  });
};

const asServiceId = (control: ControlFile, text: string | undefined): bigint | null => {
  if (text === undefined) return null;
  if (!/^-?\d+$/.test(text)) throw failure(control, `service_id is ${text}, expected a whole number`);
  return BigInt(text);
};

/**
 * Evaluates one control.
 * @param db an open ledger
 * @param parameters every declared parameter
 * @returns its rows, sorted by resource, service, status and reason; the columns beside the known ones are the evidence
 * @throws exit 2 when the engine refuses the statement or a row is none
 */
export const evaluateControl = async (
  db: DuckdbDatabase,
  control: ControlFile,
  parameters: SqlParameters,
  inputs: ControlInputs,
): Promise<readonly Finding[]> => {
  const { definition } = control;
  const reader = await db.connection
    .runAndReadAll(control.sql, parameters as Record<string, DuckDBValue>)
    .catch((error: unknown) => {
      throw failure(control, messageOf(error), error);
    });
  const names = reader.columnNames();
  const types = reader.columnTypes();
  for (const name of ['resource', 'status', 'reason']) {
    if (!names.includes(name)) throw failure(control, `the column ${name} is missing`);
  }
  const writer = createValueWriter(await import('@duckdb/node-api'), { timezone: 'UTC' });
  const evidenceColumns = names.map((name, i) => ({ name, i })).filter(({ name }) => !KNOWN.includes(name));
  const findings = reader.getRows().map((row): Finding => {
    const text = (name: string): string | undefined => {
      const i = names.indexOf(name);
      const type = types[i];
      return i < 0 || type === undefined ? undefined : writer.text(row[i] ?? null, type);
    };
    const status = CONTROL_STATUSES.find((candidate) => candidate === text('status'));
    if (status === undefined)
      throw failure(
        control,
        `the status ${text('status') ?? 'NULL'} is none: expected ${CONTROL_STATUSES.join(', ')}`,
      );
    const resource = text('resource') ?? null;
    const known = resource === null ? undefined : inputs.resources.get(resource);
    const serviceId = names.includes('service_id')
      ? asServiceId(control, text('service_id'))
      : (known?.serviceId ?? null);
    const evidence = evidenceColumns.map(({ name, i }) => {
      const type = types[i];
      return `${JSON.stringify(name)}:${type === undefined ? 'null' : writer.json(row[i] ?? null, type)}`;
    });
    return {
      control: definition.name,
      severity: definition.severity,
      resource,
      resourceName: (names.includes('resource_name') ? text('resource_name') : known?.name) ?? null,
      serviceId,
      serviceName: serviceId === null ? null : (inputs.services.get(serviceId) ?? null),
      status: status satisfies ControlStatus,
      reason: text('reason') ?? null,
      evidence: `{${evidence.join(',')}}`,
      waivedUntil: null,
    };
  });
  return sorted(findings);
};

const keyOf = ({ resource, serviceId, status, reason }: Finding): string[] => [
  // Numbers sort as numbers: ids of unequal length.
  (resource ?? '').padStart(/^\d+$/.test(resource ?? '') ? 24 : 0, '0'),
  String(serviceId ?? ''),
  status,
  reason ?? '',
];

const sorted = (findings: readonly Finding[]): readonly Finding[] =>
  findings
    .map((finding) => ({ finding, key: keyOf(finding).join('\u0000') }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ finding }) => finding);

/** One evaluation to keep. */
export interface EvaluationToStore {
  readonly snapshotId: string | null;
  /** Epoch milliseconds. */
  readonly evaluatedAt: number;
  readonly controls: readonly (EvaluatedControl & {
    readonly sha256: string;
    readonly parameters: Readonly<Record<string, string | null>>;
  })[];
}

const RUN_COLUMNS: AppendColumns = {
  control: 'VARCHAR',
  title: 'VARCHAR',
  severity: 'VARCHAR',
  parameters: 'VARCHAR',
  sha256: 'VARCHAR',
  skip_reason: 'VARCHAR',
};

const FINDING_COLUMNS: AppendColumns = {
  control: 'VARCHAR',
  resource: 'VARCHAR',
  ordinal: 'BIGINT',
  service_id: 'BIGINT',
  status: 'VARCHAR',
  reason: 'VARCHAR',
  evidence: 'VARCHAR',
  waived_until: 'DATE',
};

const stagedFindings = function* (
  controls: readonly EvaluatedControl[],
): Generator<Record<string, string | bigint | null>[]> {
  for (const { findings, skipReason } of controls) {
    if (skipReason !== null) continue;
    const seen = new Map<string | null, bigint>();
    yield findings.map((finding) => {
      const ordinal = (seen.get(finding.resource) ?? 0n) + 1n;
      seen.set(finding.resource, ordinal);
      // What is in order needs no evidence, and most of it changes every night.
      const isKept = finding.status === 'alarm' || finding.status === 'info';
      return {
        control: finding.control,
        resource: finding.resource,
        ordinal,
        service_id: finding.serviceId,
        status: finding.status,
        reason: finding.reason,
        evidence: isKept ? finding.evidence : null,
        waived_until: finding.waivedUntil,
      };
    });
  }
};

const SAME = 's.control = b.control and s.resource is not distinct from b.resource and s.ordinal = b.ordinal';

const INSERT_CHANGES = `insert into raw.control_change by name
  with last as (
    select control, resource, ordinal, max(evaluation_seq) as evaluation_seq
    from raw.control_change group by control, resource, ordinal
  ),
  before as (
    select c.*
    from raw.control_change as c
    join last as l on l.evaluation_seq = c.evaluation_seq and l.control = c.control
      and l.resource is not distinct from c.resource and l.ordinal = c.ordinal
    semi join memory.main.staged_control as r on r.control = c.control and r.skip_reason is null
    where c.is_present
  )
  select cast($seq as bigint) as evaluation_seq, $snapshot as snapshot_id, true as is_present, s.*
  from memory.main.staged_finding as s
  left join before as b on ${SAME}
  where b.control is null
    or row(s.service_id, s.status, s.reason, s.evidence, s.waived_until) is distinct from row(b.service_id, b.status, b.reason, b.evidence, b.waived_until)
  union all by name
  select cast($seq as bigint) as evaluation_seq, $snapshot as snapshot_id, false as is_present, b.control, b.resource, b.ordinal
  from before as b
  anti join memory.main.staged_finding as s on ${SAME}
  order by control, resource, ordinal`;

/** Keeps an evaluation in the ledger, in one transaction: what is new, changed or gone since each control's evaluation before. */
export const storeEvaluation = async (
  work: DuckdbDatabase,
  ledger: string,
  evaluation: EvaluationToStore,
  options: LedgerOptions = {},
): Promise<void> => {
  const { controls } = evaluation;
  await stageRows(work, 'staged_control', RUN_COLUMNS, [
    controls.map(({ definition, sha256, parameters, skipReason }) => ({
      control: definition.name,
      title: definition.title,
      severity: definition.severity,
      parameters: JSON.stringify(parameters),
      sha256,
      skip_reason: skipReason,
    })),
  ]);
  await stageRows(work, 'staged_finding', FINDING_COLUMNS, stagedFindings(controls));
  await withLedger(
    work,
    ledger,
    'write',
    async () => {
      const seq = Number(
        await work.value('select coalesce(max(evaluation_seq), 0) + 1 from raw.control_run'),
      );
      await work.run(INSERT_CHANGES, { seq, snapshot: evaluation.snapshotId });
      await work.run(
        `insert into raw.control_run by name
         select cast($seq as bigint) as evaluation_seq, make_timestamptz(cast($at as bigint)) as evaluated_at,
           $snapshot as snapshot_id, * from memory.main.staged_control order by control`,
        { seq, at: BigInt(evaluation.evaluatedAt) * 1000n, snapshot: evaluation.snapshotId },
      );
    },
    options,
  );
};
