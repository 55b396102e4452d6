import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Estate } from './estate/types.ts';
import { MARKER_FILE, MARKER_TEXT, writing } from './workspace/folder.ts';
import { governanceTables } from './workspace/governance.ts';
import { referenceTables, toCsv } from './workspace/reference.ts';
import { configText, type DemoUrls, README_TEXT } from './workspace/texts.ts';

export { prepareDemoFolder } from './workspace/folder.ts';

/** Every file of the demo's workspace, by its path below the folder. */
export const workspaceFiles = (estate: Estate, urls: DemoUrls): ReadonlyMap<string, string> =>
  new Map([
    [MARKER_FILE, MARKER_TEXT],
    ['README.md', README_TEXT],
    ['bilan.yaml', configText(urls)],
    ...[...referenceTables(estate), ...governanceTables()].map(
      (table) => [`reference/${table.name}.csv`, toCsv(table)] as const,
    ),
  ]);

/**
 * Writes bilan.yaml and the reference files of the demo into its folder (see `prepareDemoFolder`).
 * The same estate and addresses give the same bytes.
 * @param dir absolute path
 * @throws exit 2 when the folder cannot be written
 */
export const writeDemoWorkspace = async (dir: string, estate: Estate, urls: DemoUrls): Promise<void> => {
  await writing(dir, async () => {
    await mkdir(join(dir, 'reference'), { recursive: true });
    for (const [path, text] of workspaceFiles(estate, urls)) await writeFile(join(dir, path), text);
  });
};
