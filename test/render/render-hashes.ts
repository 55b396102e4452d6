/** Prints the SHA-256 of each format of the fixture's report: run in a fresh process, under any zone and locale. */
import { createHash } from 'node:crypto';
import { reportFormats } from '../../src/render/formats.ts';
import { bilanTheme, carbonModel, openFixture } from '../report/fixture.ts';

const connection = await openFixture();
const model = await carbonModel(connection);
const theme = await bilanTheme();
const hashes: Record<string, string> = {};
for (const [name, format] of Object.entries(reportFormats))
  hashes[name] = createHash('sha256')
    .update(await format.render(model, theme))
    .digest('hex');
process.stdout.write(JSON.stringify(hashes));
