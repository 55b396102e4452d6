import { execFileSync, spawnSync } from 'node:child_process';
import { inflateRawSync } from 'node:zlib';
import { it } from 'vitest';

const isHere = (tool: string): boolean => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;

/**
 * A test that needs programs of the system. Where one is missing it is skipped and says so in its name; in CI, which
 * promises them, it fails instead.
 */
export const itWith = (tools: readonly string[], name: string, test: () => Promise<void> | void): void => {
  const missing = tools.filter((tool) => !isHere(tool));
  if (missing.length === 0) it(name, test, 120_000);
  else if (process.env.CI === 'true')
    it(name, () => {
      throw new Error(`${missing.join(', ')} not found: CI must have it`);
    });
  else it.skip(`${name} (skipped: ${missing.join(', ')} not found)`, test);
};

/** A program's standard output; throws what it says when it fails. */
export const run = (
  tool: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): string =>
  execFileSync(tool, [...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ...env },
  });

/** The files of a zip archive, as text. */
export const unzipped = (archive: Uint8Array): Map<string, string> => {
  const bytes = Buffer.from(archive);
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const files = new Map<string, string>();
  let offset = bytes.readUInt32LE(end + 16);
  for (let entry = 0; entry < bytes.readUInt16LE(end + 10); entry += 1) {
    const [method, packed] = [bytes.readUInt16LE(offset + 10), bytes.readUInt32LE(offset + 20)];
    const lengths = [28, 30, 32].map((field) => bytes.readUInt16LE(offset + field));
    const name = bytes.toString('utf8', offset + 46, offset + 46 + (lengths[0] ?? 0));
    const local = bytes.readUInt32LE(offset + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(start, start + packed);
    files.set(name.replace(/^\//, ''), (method === 8 ? inflateRawSync(data) : data).toString('utf8'));
    offset += 46 + lengths.reduce((sum, length) => sum + length, 0);
  }
  return files;
};
