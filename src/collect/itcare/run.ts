import type { ItcareConfig } from '../../domain/config.ts';
import type { Query } from '../http/client.ts';
import type { ListOperation } from './families.ts';
import type { Family, FamilyLog } from './family-log.ts';
import type { Findings } from './findings.ts';
import type { Dates } from './instants.ts';

/** What everything that reads a part of the estate works with. */
export interface Run {
  readonly config: Pick<ItcareConfig, 'timezone' | 'page_size' | 'clouds'>;
  readonly log: FamilyLog;
  /** Aborted when the collection ends, be it by a failure. */
  readonly signal: AbortSignal;
  readonly findings: Findings;
  readonly dates: Dates;
  /** What the reader of the snapshot should know, one sentence each, in any order. */
  readonly notices: string[];
  readonly lists: { name: string; elements: number; passes: number }[];
  /** Told how many elements came, for the progress shown. */
  readonly onPage: (elements: number) => void;
}

/** The configured clouds as a query: several go in one parameter, as the reference writes its other lists of values. */
export const cloudsQuery = ({ config }: Run, operation: Pick<ListOperation, 'filtersClouds'>): Query =>
  config.clouds.length > 0 && operation.filtersClouds ? { clouds: config.clouds.join(',') } : {};

const ascending = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** One question to an operation that knows one service, cluster or resource at a time. */
export interface Question<T> {
  readonly id: bigint;
  readonly path: string;
  /** Undefined: the operation answers 404. */
  readonly ask: (family: Family) => Promise<readonly T[] | undefined>;
}

/**
 * Asks the same of many; who does not know (404) is counted in one notice.
 * @param name of the family
 * @param what is unknown then, e.g. `nodes`
 * @returns all answers in the order of the questions
 */
export const askEach = async <T>(
  run: Run,
  name: string,
  what: string,
  questions: readonly Question<T>[],
): Promise<readonly T[]> => {
  const family = run.log.open(name);
  const missing: Question<T>[] = [];
  const answers = await Promise.all(
    questions.map(async (question) => {
      try {
        const answer = await question.ask(family);
        if (answer === undefined) missing.push(question);
        return answer ?? [];
      } catch (error) {
        family.fail(error);
        return [];
      }
    }),
  );
  const [example] = missing.sort((a, b) => ascending(a.id, b.id));
  if (example !== undefined) {
    run.notices.push(`${what} unknown of ${missing.length}: GET ${example.path} answered 404`);
  }
  const all = answers.flat();
  family.came(all.length);
  return all;
};
