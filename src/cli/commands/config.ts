import type { SettingValue } from '../config/kinds.ts';
import type { Setting } from '../config/load-config.ts';
import type { CommandContext } from '../context.ts';

export interface ConfigCommandOptions {
  /** As loadConfig gives them: secrets are hidden already. */
  readonly settings: readonly Setting[];
  /** Absolute path of bilan.yaml; undefined when there is none. */
  readonly file: string | undefined;
  readonly isJson: boolean;
  /** Writes to standard output. */
  readonly write: (text: string) => void;
}

const shown = (value: SettingValue): string => {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

const HEADER = ['setting', 'value', 'origin'] as const;

const tableOf = (settings: readonly Setting[]): string => {
  const rows = [HEADER, ...settings.map(({ key, value, origin }) => [key, shown(value), origin] as const)];
  const widthOf = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  const [keys, values] = [widthOf(0), widthOf(1)];
  return rows
    .map(([key, value, origin]) => `${key.padEnd(keys)}  ${value.padEnd(values)}  ${origin}\n`)
    .join('');
};

/**
 * Prints every setting with its value and where the value comes from, as a table or one JSON document
 * (`{file, settings: [{key, value, origin, is_secret}]}`).
 */
export const runConfig = ({ settings, file, isJson, write }: ConfigCommandOptions): void => {
  if (isJson) {
    const rows = settings.map(({ key, value, origin, isSecret }) => ({
      key,
      value,
      origin,
      is_secret: isSecret,
    }));
    write(`${JSON.stringify({ file: file ?? null, settings: rows }, undefined, 2)}\n`);
    return;
  }
  write(`file: ${file ?? 'none'}\n\n${tableOf(settings)}`);
};

/** `bilan config`: also where there is no bilan.yaml, and where variables of it are not set. */
export const configCommand = async ({ options, write, load }: CommandContext): Promise<void> => {
  const { settings, file } = await load([], { isRequired: false });
  runConfig({ settings, file, isJson: options.json === true, write });
};
