import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { main } from '../../src/cli/main.ts';
import type { ItcareBatch, ResourceRow, ServiceRow } from '../../src/domain/rows.ts';
import { openWork } from '../../src/store/duckdb.ts';
import { publishEstate } from '../../src/store/publish-itcare.ts';
import { yielding } from './estate-rows.ts';

/** What one command line left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** ISO 8601; the workspace's clock unless given. */
  readonly now?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Both output streams are terminals. */
  readonly isTerminal?: boolean;
}

/** Rows of reference files by stem; every row of a file has the same columns. */
export type Reference = Readonly<
  Record<string, readonly Readonly<Record<string, string | number | undefined>>[]>
>;

/** A folder with a bilan.yaml, reference files and power files, and the program run in it. */
export interface Workspace {
  readonly dir: string;
  write(path: string, text: string): void;
  read(path: string): string;
  /** Runs a command line in this process, with a clock that stands still. */
  bilan(args: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** As `bilan`, and fails the test unless it exits 0. */
  ok(args: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** Rows of a statement through `bilan sql --format json`, decimals as text with all their digits. */
  sql(statement: string): Promise<Record<string, string | number | boolean | null>[]>;
  writeReference(reference: Reference): void;
  /** Publishes an estate as ITCare's collector would. */
  publishEstate(estate: EstateRows): Promise<void>;
  /** Hash of everything the ledger and the samples folder hold, to tell that nothing changed. */
  fingerprint(): string;
  /** Removes the folder; needed for a shared workspace alone. */
  dispose(): void;
}

export interface EstateRows {
  /** ISO 8601. */
  readonly takenAt: string;
  readonly services?: readonly (Partial<ServiceRow> & { readonly service_id: bigint })[];
  readonly resources: readonly (Partial<ResourceRow> & { readonly resource_id: bigint })[];
  /** A family that could not be read makes the snapshot incomplete. */
  readonly unread?: string;
}

/** The longest ago that anything in a test happens, and a clock far after it. */
const CLOCK = '2030-01-01T00:00:00Z';

export const YAML =
  'database: bilan.duckdb\nreference: reference\npower:\n  - type: files\n    path: power/*\n';

const csvCell = (value: string | number | undefined): string => {
  const text = value === undefined ? '' : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Objects as CSV: the columns of all of them, in the order they are first named. */
export const csvOf = (rows: readonly Readonly<Record<string, string | number | undefined>>[]): string => {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => columns.map((column) => csvCell(row[column])).join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
};

/** Runs the program in this process. */
export const runMain = async (
  cwd: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> => {
  let stdout = '';
  let stderr = '';
  const sink = (add: (text: string) => void) => ({
    write: (text: string) => {
      add(text);
      return true;
    },
    isTTY: options.isTerminal === true,
    columns: 80,
  });
  const code = await main(
    args,
    {
      stdout: sink((text) => {
        stdout += text;
      }),
      stderr: sink((text) => {
        stderr += text;
      }),
      readStdin: async () => options.stdin ?? '',
      isStdinTerminal: options.stdin === undefined,
      env: options.env ?? {},
      cwd,
      clock: () => new Date(options.now ?? CLOCK),
    },
    '0.0.0-test',
  );
  return { code, stdout, stderr };
};

/** JSON text with every decimal as text, so that no digit is lost. */
export const parseExact = <T>(json: string): T =>
  JSON.parse(json.replace(/:(-?\d+\.\d{15,})(?=[,}])/g, ':"$1"')) as T;

const SERVICE: ServiceRow = {
  service_id: 0n,
  name: null,
  key: null,
  environment: null,
  cloud_id: null,
  cloud_name: null,
  status: null,
  comment: null,
  raw: '{}',
};

const RESOURCE: ResourceRow = {
  resource_id: 0n,
  name: null,
  service_id: null,
  service_name: null,
  environment: null,
  cloud_name: null,
  category: null,
  type: 'LINUX',
  family: null,
  technology: null,
  product_name: null,
  product_version: null,
  platform: null,
  status: 'ACTIVE',
  parent_id: null,
  datacenter_id: 'EB4',
  availability_zone: null,
  vcpu: null,
  ram_gb: null,
  storage_gb: null,
  backup_gb: null,
  created_at: null,
  is_monitored: null,
  is_backed_up: null,
  is_replicated: null,
  is_on_call: null,
  is_patch_excluded: null,
  patch_group: null,
  patch_tag: null,
  patch_exclusion_reason: null,
  patch_excluded_at: null,
  serial: null,
  end_of_cover_on: null,
  last_backup_at: null,
  declared_phase: null,
  released_on: null,
  end_of_sales_on: null,
  extended_support_on: null,
  end_of_support_on: null,
  tags: {},
  raw: '{}',
  backup_raw: null,
};

const publish = async (ledger: string, estate: EstateRows): Promise<void> => {
  const work = await openWork();
  try {
    const batches: ItcareBatch[] = [
      { kind: 'service', rows: (estate.services ?? []).map((row) => ({ ...SERVICE, ...row })) },
      { kind: 'resource', rows: estate.resources.map((row) => ({ ...RESOURCE, ...row })) },
    ];
    if (estate.unread !== undefined) {
      const status = {
        family: estate.unread,
        is_complete: false,
        element_count: 0,
        request_count: 1,
        error: '403',
      };
      batches.push({ kind: 'family_status', rows: [status] });
    }
    await publishEstate(work, ledger, yielding(batches, Date.parse(estate.takenAt), 0));
  } finally {
    await work.close();
  }
};

const filesBelow = (dir: string): string[] =>
  readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** Makes a workspace that goes with the test, or one that several tests share and somebody disposes of. */
export const createWorkspace = (
  yaml: string = YAML,
  { isShared = false }: { readonly isShared?: boolean } = {},
): Workspace => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'bilan-test-')));
  const dispose = (): void => rmSync(dir, { recursive: true, force: true });
  if (!isShared) onTestFinished(dispose);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  write('bilan.yaml', yaml);
  const bilan = (args: readonly string[], options?: RunOptions) => runMain(dir, args, options);
  const ok = async (args: readonly string[], options?: RunOptions): Promise<Outcome> => {
    const outcome = await bilan(args, options);
    if (outcome.code !== 0)
      throw new Error(`bilan ${args.join(' ')}: exit ${outcome.code}\n${outcome.stderr}`);
    return outcome;
  };
  return {
    dir,
    write,
    read: (path) => readFileSync(join(dir, path), 'utf8'),
    bilan,
    ok,
    sql: async (statement) => parseExact((await ok(['sql', '--format', 'json', statement])).stdout),
    writeReference: (reference) => {
      const ledger = join(dir, 'bilan.duckdb');
      if (!existsSync(ledger)) copyFileSync(inject('ledgerTemplate'), ledger);
      for (const [name, rows] of Object.entries(reference)) write(`reference/${name}.csv`, csvOf(rows));
    },
    publishEstate: (estate) => publish(join(dir, 'bilan.duckdb'), estate),
    fingerprint: () => {
      const hash = createHash('sha256');
      for (const file of filesBelow(dir).filter((path) => /duckdb|parquet/.test(path)))
        hash.update(file).update(readFileSync(file));
      return hash.digest('hex');
    },
    dispose,
  };
};

/** A copy of a workspace, ledger and all, that goes with the test. */
export const cloneWorkspace = (of: Workspace, yaml: string = YAML): Workspace => {
  const ws = createWorkspace(yaml);
  cpSync(of.dir, ws.dir, { recursive: true });
  ws.write('bilan.yaml', yaml);
  return ws;
};
