import { BilanError } from '../domain/errors.ts';
import type { QueryFile } from '../store/query-files.ts';

/**
 * The steps of a calculation in order: the numbered files of `queries/calc`.
 * @throws exit 1 when a step reads anything but stages and lower-numbered steps
 */
export const planSteps = (queries: readonly QueryFile[]): QueryFile[] => {
  const steps = queries
    .filter((query) => query.step !== undefined)
    .sort((a, b) => (a.step ?? 0) - (b.step ?? 0) || (a.file < b.file ? -1 : 1));
  const done = new Set<string>();
  for (const step of steps) {
    const wrong = step.reads.filter((read) => !read.startsWith('stage.') && !done.has(read));
    if (wrong.length > 0) {
      throw new BilanError(
        1,
        `queries/${step.file} reads ${wrong.join(', ')}: stages and lower-numbered steps are expected`,
      );
    }
    done.add(`calc.${step.relation}`);
  }
  return steps;
};
