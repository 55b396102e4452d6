import { BilanError, sourceError } from '../../domain/errors.ts';
import type { FamilyStatusRow } from '../../domain/rows.ts';
import type { HttpClient } from '../http/client.ts';

/** One family of answers while it is read. */
export interface Family {
  readonly name: string;
  /** Counts what the family asks for. */
  readonly client: HttpClient;
  /** Notes elements that came. */
  came(elements: number): void;
  /**
   * Notes that a part could not be read.
   * @throws the error, exit 4 and with the family's name, unless parts are allowed; anything that is not the source's fault
   */
  fail(error: unknown): void;
}

/** What was asked of which family, and which could not be read whole. */
export interface FamilyLog {
  open(name: string): Family;
  /** In ascending order of their names. */
  rows(): readonly FamilyStatusRow[];
  /** The first failure of each family that has one, in the order of their names. */
  failures(): readonly BilanError[];
}

interface Entry {
  readonly name: string;
  elements: number;
  requests: number;
  readonly errors: BilanError[];
}

const named = (name: string, error: BilanError): BilanError =>
  sourceError(`${name} could not be read: ${error.message}`, {
    details: error.details,
    cause: error,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });

const byName = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : 1);

/** The least message, so that the order in which answers failed does not show. */
const firstError = ({ errors }: Entry): BilanError | undefined =>
  errors.reduce<BilanError | undefined>(
    (first, error) => (first === undefined || error.message < first.message ? error : first),
    undefined,
  );

const errorText = (entry: Entry): string | null => {
  const first = firstError(entry);
  if (first === undefined) return null;
  return entry.errors.length === 1 ? first.message : `${first.message} (and ${entry.errors.length - 1} more)`;
};

/**
 * Keeps the books of one collection.
 * @param allowsParts a family that fails is noted and the collection goes on
 */
export const createFamilyLog = (client: HttpClient, allowsParts: boolean): FamilyLog => {
  const entries = new Map<string, Entry>();
  const sorted = (): Entry[] => [...entries.values()].sort(byName);
  return {
    open: (name) => {
      const entry: Entry = entries.get(name) ?? { name, elements: 0, requests: 0, errors: [] };
      entries.set(name, entry);
      return {
        name,
        client: {
          ...client,
          getJson: (path, query, options) => {
            entry.requests += 1;
            return client.getJson(path, query, options);
          },
          get: (parse, path, query, options) => {
            entry.requests += 1;
            return client.get(parse, path, query, options);
          },
        },
        came: (elements) => {
          entry.elements += elements;
        },
        fail: (error) => {
          if (!(error instanceof BilanError) || error.exitCode !== 4) throw error;
          if (!allowsParts) throw named(name, error);
          entry.errors.push(error);
        },
      };
    },
    rows: () =>
      sorted().map((entry) => ({
        family: entry.name,
        is_complete: entry.errors.length === 0,
        element_count: entry.elements,
        request_count: entry.requests,
        error: errorText(entry),
      })),
    failures: () =>
      sorted().flatMap((entry) => {
        const first = firstError(entry);
        return first === undefined ? [] : [named(entry.name, first)];
      }),
  };
};
