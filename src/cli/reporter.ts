import type { Reporter } from '../domain/effects.ts';
import type { CommandIo, GlobalOptions } from './context.ts';
import { visibleLines } from './output/table.ts';

const REDRAW_MS = 100;
const PLAIN_MS = 5_000;

/**
 * Notices and progress on stderr: a line that redraws itself on a terminal, one line every few seconds elsewhere.
 * `-q` keeps both back, `--no-progress` the second.
 */
export const createReporter = (io: CommandIo, options: GlobalOptions): Reporter & { finish(): void } => {
  const isAnimated = io.stderr.isTTY === true && options.progress !== false;
  let shownAt = 0;
  let lineLength = 0;
  const clear = (): void => {
    if (lineLength > 0) io.stderr.write(`\r${' '.repeat(lineLength)}\r`);
    lineLength = 0;
  };
  return {
    notice: (message) => {
      if (options.quiet === true) return;
      clear();
      io.stderr.write(`${visibleLines(message)}\n`);
    },
    detail: (message) => {
      if (options.verbose !== true || options.quiet === true) return;
      clear();
      io.stderr.write(`${visibleLines(message)}\n`);
    },
    progress: (label, done, total) => {
      if (options.quiet === true || options.progress === false) return;
      const now = io.clock().getTime();
      const isDone = total !== undefined && done >= total;
      if (now - shownAt < (isAnimated ? REDRAW_MS : PLAIN_MS) && !(isAnimated && isDone)) return;
      const text = `${label}: ${done}${total === undefined ? '' : ` of ${total}`}`;
      if (!isAnimated) {
        // The first sign of life comes after the interval, so that quick work says nothing.
        if (shownAt > 0) io.stderr.write(`${text}\n`);
        shownAt = now;
        return;
      }
      shownAt = now;
      clear();
      io.stderr.write(text);
      lineLength = text.length;
      if (isDone) clear();
    },
    finish: clear,
  };
};
