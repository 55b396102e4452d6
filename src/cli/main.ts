import { resolve } from 'node:path';
import { CommanderError } from 'commander';
import { BilanError, messageOf } from '../domain/errors.ts';
import type { CommandContext, CommandIo, GlobalOptions } from './context.ts';
import { visibleLines } from './output/table.ts';
import { buildProgram } from './program.ts';
import { createReporter } from './reporter.ts';

const sayError = (io: CommandIo, error: unknown, isDebug: boolean): number => {
  if (error instanceof BilanError) {
    const lines = [`bilan: ${error.message}`, ...error.details.map((detail) => `  ${detail}`)];
    if (error.hint !== undefined) lines.push(error.hint);
    io.stderr.write(`${visibleLines(lines.join('\n'))}\n`);
    if (isDebug && error.stack !== undefined) io.stderr.write(`${error.stack}\n`);
    return error.exitCode;
  }
  io.stderr.write(`bilan: unexpected failure: ${messageOf(error)}\n`);
  io.stderr.write(
    isDebug && error instanceof Error
      ? `${error.stack}\n`
      : 'Run it again with --debug for the stack, and report it.\n',
  );
  return 1;
};

/** A statement may begin with a comment, which an option never looks like: its dashes are followed by a space or it has lines. */
const asStatement = (argument: string): string =>
  /^--(?:\s|[^=\n]*\n)/.test(argument) ? ` ${argument}` : argument;

/**
 * Runs one command line.
 * @param argv arguments after the program's name
 * @param version of the package
 * @returns the exit code (README, "Exit codes")
 */
export const main = async (argv: readonly string[], io: CommandIo, version: string): Promise<number> => {
  const execute = async (
    run: (context: CommandContext) => Promise<void>,
    options: GlobalOptions,
  ): Promise<void> => {
    const reporter = createReporter(io, options);
    const context: CommandContext = {
      io,
      options,
      reporter,
      write: (text) => {
        io.stdout.write(text);
      },
      sayError: (error) => {
        sayError(io, error, options.debug === true);
      },
      load: async (needs, { isRequired = true, isQuiet = false } = {}) => {
        const { loadConfig } = await import('./config/load-config.ts');
        const loaded = await loadConfig({
          flags: { config: options.config, db: options.db },
          env: io.env,
          cwd: resolve(io.cwd),
          needs,
          isConfigRequired: isRequired,
        });
        if (!isQuiet) for (const notice of loaded.notices) reporter.notice(notice);
        return loaded;
      },
    };
    try {
      await run(context);
    } finally {
      reporter.finish();
    }
  };
  const program = buildProgram(version, execute);
  for (const command of [program, ...program.commands]) {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => {
        io.stdout.write(text);
      },
      writeErr: (text) => {
        io.stderr.write(text);
      },
    });
  }
  try {
    await program.parseAsync(argv.map(asStatement), { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return sayError(io, error, program.opts<GlobalOptions>().debug === true);
  }
};
