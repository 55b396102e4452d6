import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const DAY = /^day=\d{4}-\d{2}-\d{2}$/;
const PART = /^([0-9a-f]{16}\.parquet|\.part-[0-9a-f-]{36}\.tmp)$/;

const entriesOf = async (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });

/**
 * Deletes part files that no manifest row names any more, and what an interrupted collection left.
 * @param folder the samples folder
 * @param keep files that stay, relative to the folder: those of every manifest row that some run may still read
 * @param unchangedSince files written later stay, because a collection that has not yet published may own them
 * @returns the deleted files, sorted; anything that is not named like a part is left alone
 */
export const removeSuperseded = async (
  folder: string,
  keep: readonly string[],
  unchangedSince: Date,
): Promise<string[]> => {
  const kept = new Set(keep);
  const removed: string[] = [];
  for (const day of (await entriesOf(folder)).filter((name) => DAY.test(name)).sort()) {
    const names = await entriesOf(join(folder, day));
    for (const name of names.filter((one) => PART.test(one) && !kept.has(`${day}/${one}`)).sort()) {
      const path = join(folder, day, name);
      const { mtimeMs } = await stat(path);
      if (mtimeMs > unchangedSince.getTime()) continue;
      await rm(path);
      removed.push(`${day}/${name}`);
    }
    // An empty folder goes too; a full one refuses.
    await rmdir(join(folder, day)).catch(() => {});
  }
  return removed;
};
