/** The environment, as Node gives it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A text with its variables replaced, and those that could not be. */
export interface Interpolated {
  readonly text: string;
  /** Names after `${` that are not set, each once. */
  readonly unset: readonly string[];
  /** What stands in `${…}` and can be no name, each once. */
  readonly malformed: readonly string[];
  readonly hasVariables: boolean;
}

const VARIABLE = /\$\{([^}]*)\}/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Replaces every `${NAME}` from the environment; a name that is not set stays as it is and is reported. */
export const interpolate = (text: string, env: Environment): Interpolated => {
  const names = [...new Set([...text.matchAll(VARIABLE)].map((match) => match[1] ?? ''))];
  return {
    text: text.replaceAll(VARIABLE, (whole, name: string) => env[name] ?? whole),
    unset: names.filter((name) => NAME.test(name) && env[name] === undefined),
    malformed: names.filter((name) => !NAME.test(name)),
    hasVariables: names.length > 0,
  };
};
