import type { Reporter } from '../domain/effects.ts';
import { differenceLines } from '../store/closed-inputs.ts';
import type { PublishedRun } from '../store/publish-run.ts';

/** Says which closed months a run covers, that their figures stay, and what the run read differently. */
export const sayWhatIsClosed = ({ closedMonths }: PublishedRun, reporter: Reporter): void => {
  for (const { month, version, runId, differences } of closedMonths) {
    reporter.notice(
      [
        `${month} is closed: version ${version}, ${runId}. Its published figures did not change`,
        ...(differences.length === 0
          ? ['  this run read the same inputs']
          : differences.flatMap(differenceLines).map((line) => `  ${line}`)),
      ].join('\n'),
    );
  }
};
