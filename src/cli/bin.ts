#!/usr/bin/env node
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { main } from './main.ts';

const packageFile = new URL('../../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };

const readStdin = async (): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

// A reader that goes away (`bilan sql … | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.once('SIGINT', () => process.exit(130));

process.exitCode = await main(
  process.argv.slice(2),
  {
    stdout: {
      write: (text) => process.stdout.write(text),
      drained: async () => {
        await once(process.stdout, 'drain');
      },
      isTTY: process.stdout.isTTY,
    },
    stderr: process.stderr,
    readStdin,
    isStdinTerminal: process.stdin.isTTY === true,
    env: process.env,
    cwd: process.cwd(),
    clock: () => new Date(),
  },
  version,
);
