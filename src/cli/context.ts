import type { Clock, Reporter } from '../domain/effects.ts';
import type { LoadedConfig } from './config/load-config.ts';
import type { ConfigPart } from './config/settings.ts';

/** A stream that text is written to. */
export interface TextSink {
  /** False: it would rather have no more until `drained`. */
  write(text: string): boolean;
  drained?(): Promise<void>;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** The world of one command, handed in so that tests can replace it. */
export interface CommandIo {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** All of standard input, as text. */
  readonly readStdin: () => Promise<string>;
  readonly isStdinTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly clock: Clock;
}

/** Options that every command takes. */
export interface GlobalOptions {
  readonly config?: string;
  readonly db?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
  readonly progress?: boolean;
  readonly debug?: boolean;
}

/** What a command gets besides its own arguments. */
export interface CommandContext {
  readonly io: CommandIo;
  readonly options: GlobalOptions;
  readonly reporter: Reporter;
  /** Results, to standard output. */
  readonly write: (text: string) => void;
  /** Prints an error as the program does at its end, for commands that go on after one. */
  readonly sayError: (error: unknown) => void;
  /** Reads bilan.yaml and environment; `isRequired` false gives the defaults where there is no file. */
  load(
    needs: readonly ConfigPart[],
    options?: { readonly isRequired?: boolean; readonly isQuiet?: boolean },
  ): Promise<LoadedConfig>;
}
