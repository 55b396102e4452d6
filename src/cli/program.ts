import { Command, Option } from 'commander';
import type { CommandContext, GlobalOptions } from './context.ts';

/** Runs one command; everything heavy is imported inside. */
type Run = (
  context: CommandContext,
  args: readonly string[],
  options: Readonly<Record<string, unknown>>,
) => Promise<void>;

export interface CommandSpec {
  readonly name: string;
  /** Arguments in commander's notation, e.g. `[source...]`. */
  readonly args?: string;
  readonly summary: string;
  readonly help?: string;
  readonly options?: readonly Option[];
  readonly run: Run;
}

const month = (): Option => new Option('--month <YYYY-MM>', 'a calendar month');
const from = (): Option => new Option('--from <YYYY-MM-DD>', 'first day, local');
const to = (): Option => new Option('--to <YYYY-MM-DD>', 'last day, local and included');

/** Every command with its options; the README's table is compared with this list by a test. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'init',
    args: '[dir]',
    summary: 'write bilan.yaml and commented reference files; never overwrites',
    run: async (context, args) => (await import('./commands/init.ts')).initCommand(context, args[0]),
  },
  {
    name: 'demo',
    summary: 'do the whole job on a made-up estate over real HTTP: collect, calculate, report',
    options: [
      new Option('--out <dir>', 'folder to make (default: demo)'),
      new Option('--force', 'replace an earlier demo in that folder'),
    ],
    run: async (context, _args, options) =>
      (await import('./commands/demo.ts')).demoCommand(context, options),
  },
  {
    name: 'collect',
    args: '[source...]',
    summary: 'snapshot the sources: itcare, power, reference; all configured ones when none is named',
    help: 'Without a period, power is collected from the first day of the current month to now, and power files whole.',
    options: [
      month(),
      from(),
      to(),
      new Option('--allow-partial', 'keep what came of itcare when a part cannot be read, marked incomplete'),
    ],
    run: async (context, args, options) =>
      (await import('./commands/collect.ts')).collectCommand(context, args, options),
  },
  {
    name: 'calculate',
    summary: 'calculate energy and emissions of a period as a new run, audits included',
    options: [
      month(),
      from(),
      to(),
      new Option('--allow-missing', 'publish what is complete when inputs are missing'),
    ],
    run: async (context, _args, options) =>
      (await import('./commands/calculate.ts')).calculateCommand(context, options),
  },
  {
    name: 'control',
    args: '[name...]',
    summary: 'run the controls on the latest snapshot and keep what they find; all when none is named',
    help: 'What each one looks at, with its parameters and their defaults: docs/governance.md.',
    options: [
      new Option(
        '--fail-on <severity>',
        'exit 3 when a finding that nobody waived is at least as grave',
      ).choices(['info', 'warning', 'alarm']),
      new Option('--format <format>', 'table, json, junit, csv or md').choices([
        'table',
        'json',
        'junit',
        'csv',
        'md',
      ]),
      new Option('--param <name=value>', 'a threshold instead of its default; may be repeated').argParser(
        (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
      ),
    ],
    run: async (context, args, options) =>
      (await import('./commands/control.ts')).controlCommand(context, args, options),
  },
  {
    name: 'report',
    args: '<name...>',
    summary: 'write reports of a period, one file per report, language and format',
    options: [
      month(),
      new Option('--year <YYYY>', 'a calendar year'),
      new Option('--as-of <YYYY-MM-DD>', 'a day'),
      new Option('--as-known-on <YYYY-MM-DD>', 'what was published by the end of that day, to the byte'),
      new Option('--format <formats>', 'xlsx, pdf, separated by commas (default: both)'),
      new Option('--lang <languages>', 'en, fr, separated by commas (default: the configured one)'),
      new Option('--out <dir>', 'folder for the files (default: reports-out)'),
    ],
    run: async (context, args, options) =>
      (await import('./commands/report.ts')).reportCommand(context, args, options),
  },
  {
    name: 'close',
    args: '<month>',
    summary: "freeze a month's figures as version 1; needs one complete run over every day of it",
    options: [new Option('--by <name>', 'who closes')],
    run: async (context, args, options) =>
      (await import('./commands/close.ts')).closeCommand(context, args, options),
  },
  {
    name: 'restate',
    args: '<month|year>',
    summary:
      'publish the newest complete run of a closed month, or of each of a year, beside what was published',
    options: [
      new Option('--reason <text>', 'why the figures change; needed'),
      new Option('--by <name>', 'who restates; needed'),
      new Option('--dry-run', 'say what would change, publish nothing'),
    ],
    run: async (context, args, options) =>
      (await import('./commands/restate.ts')).restateCommand(context, args, options),
  },
  {
    name: 'diff',
    args: '<from> <to>',
    summary: 'show what appeared, went, returned or changed between two snapshots of ITCare',
    help: 'Each is the id of a snapshot (itcare-000003) or a date, which means the last complete snapshot taken by the end of that local day.',
    options: [
      new Option('--format <format>', 'table, json or csv').choices(['table', 'json', 'csv']),
      new Option('--backups', 'also each resource of which the size of the backup changed'),
    ],
    run: async (context, args, options) =>
      (await import('./commands/diff.ts')).diffCommand(context, args, options),
  },
  {
    name: 'explain',
    summary: 'print how a figure is made: contributors, pools and shares, PUE, mixes, factors, samples',
    help: "Without --service the month's largest services are followed down, with --service its largest resources. --json has every day under them, and with --equipment every interval between samples.",
    options: [
      month(),
      new Option('--service <id>', 'a service'),
      new Option('--equipment <id>', 'an equipment, down to the samples of a day'),
      new Option('--day <YYYY-MM-DD>', 'one day of the month'),
    ],
    run: async (context, _args, options) =>
      (await import('./commands/explain.ts')).explainCommand(context, options),
  },
  {
    name: 'sql',
    args: '[statement]',
    summary: 'ask the ledger one statement, read only',
    options: [
      new Option('--file <file>', 'read the statement from a file'),
      new Option('--format <format>', 'table, json, ndjson or csv').choices([
        'table',
        'json',
        'ndjson',
        'csv',
      ]),
      new Option(
        '-o, --output <file>',
        'write to a file; its ending chooses the format unless --format does',
      ),
      new Option('--limit <rows>', 'at most this many rows'),
      new Option('--guard-formulas', "csv: put ' before text that a spreadsheet would take for a formula"),
    ],
    run: async (context, args, options) =>
      (await import('./commands/sql.ts')).sqlCommand(context, args[0], options),
  },
  {
    name: 'status',
    summary: 'show snapshots, runs, coverage and freshness',
    run: async (context) => (await import('./commands/status.ts')).statusCommand(context),
  },
  {
    name: 'config',
    summary: "show each setting with its value's origin; secrets as ***",
    run: async (context) => (await import('./commands/config.ts')).configCommand(context),
  },
];

const GLOBAL_OPTIONS = (): Option[] => [
  new Option('-c, --config <file>', 'configuration file (default: ./bilan.yaml)'),
  new Option('--db <file>', 'the ledger, instead of the configured one'),
  new Option('--json', 'one JSON document on stdout'),
  new Option('-q, --quiet', 'no notices and no progress'),
  new Option('-v, --verbose', 'say more'),
  new Option('--no-color', 'no colours'),
  new Option('--no-progress', 'no progress'),
  new Option('--debug', 'show the stack of an unexpected failure'),
];

const EXIT_CODES = `
Exit codes: 0 done · 1 unexpected failure · 2 usage, configuration or a bad file · 3 findings or a failed audit
            4 a source could not be read · 5 inputs missing · 6 the ledger is in use or damaged · 130 interrupted`;

/**
 * Builds the commander program.
 * @param version of the package
 * @param execute runs a command's function with a context made from the global options
 */
export const buildProgram = (
  version: string,
  execute: (run: (context: CommandContext) => Promise<void>, options: GlobalOptions) => Promise<void>,
): Command => {
  const program = new Command('bilan')
    .description("The open ledger of a private cloud's carbon and obsolescence.")
    .version(version)
    .addHelpText('after', EXIT_CODES)
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true });
  for (const option of GLOBAL_OPTIONS()) program.addOption(option);
  for (const spec of COMMANDS) {
    const command = program
      .command(spec.args === undefined ? spec.name : `${spec.name} ${spec.args}`)
      .summary(spec.summary);
    command.description(spec.help === undefined ? `${spec.summary}.` : `${spec.summary}.\n\n${spec.help}`);
    command.configureHelp({ showGlobalOptions: true });
    for (const option of spec.options ?? []) command.addOption(option);
    command.action(async () => {
      await execute(
        (context) => spec.run(context, command.args, command.opts()),
        program.opts<GlobalOptions>(),
      );
    });
  }
  return program;
};
