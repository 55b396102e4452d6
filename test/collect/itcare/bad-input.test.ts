import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseJson } from '../../../src/collect/http/json.ts';
import { collect, emptyLists, failureOf, type Item, serveItcare } from './fake-itcare.ts';

/** What an odd ITCare answers and what becomes of it: rows hold the columns that are looked at, big integers as text. */
interface Fixture {
  readonly lists: Readonly<Record<string, readonly Item[]>>;
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly resources: readonly Item[];
  readonly notices: readonly string[];
}

const FOLDER = join(import.meta.dirname, 'fixtures');
const fixtures = readdirSync(FOLDER).map((name) => name.replace('.json', ''));

const texts = (row: object): Item =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? `${value}` : value]),
  );

test.each(fixtures)('%s: kept faithfully, what is odd said once', async (name) => {
  const fixture = parseJson(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as unknown as Fixture;
  const itcare = await serveItcare({
    lists: { ...emptyLists, ...fixture.lists },
    answers: { '/itcare/topology/regions': [], ...fixture.answers },
  });
  const { resources, summary } = await collect(itcare);
  expect(resources.map(texts)).toMatchObject(fixture.resources);
  const about = summary.notices.filter((notice) => !/storage unknown|resources name a service/.test(notice));
  const orphans = summary.notices.filter((notice) => /resources name a service/.test(notice));
  expect([...orphans.filter(() => name.includes('service')), ...about]).toEqual(fixture.notices);
});

test('an answer of 300 MB is refused with a reason', async () => {
  const chunk = Buffer.alloc(1 << 20, ' ');
  const itcare = await serveItcare({
    lists: emptyLists,
    fault: (request, response) => {
      if (!request.url.startsWith('/itcare/storage/overdrive')) return false;
      response.writeHead(200, { 'content-type': 'application/json' });
      let left = 300;
      const write = (): void => {
        while (left > 0) {
          left -= 1;
          if (!response.write(chunk)) break;
        }
        if (left === 0) response.end('{}');
      };
      response.on('drain', write);
      write();
      return true;
    },
  });
  expect(await failureOf(itcare)).toMatchObject({
    exitCode: 4,
    message: 'overdrive could not be read: GET /itcare/storage/overdrive: the answer is larger than 64 MiB',
    hint: expect.stringContaining('page_size'),
  });
});

test.each([
  ['{"content":[{"id":1},{"id":2,"name":tru}],"totalElements":2}', 'answered 200 with text that is not JSON'],
  ['{"content":[{"id":1} {"id":2}],"totalElements":2}', 'answered 200 with text that is not JSON'],
  ['{"content":[{"id":1},],"totalElements":1}', 'answered 200 with text that is not JSON'],
  ['{"content":[{"id":1}],"totalElements":}', 'answered 200 with text, expected JSON'],
  [
    '{"content":[{"id":1}],"totalElements":1,"totalPages":9007199254740991}',
    'announces 9007199254740991 pages',
  ],
])('a page that is not JSON, or cannot be one, is refused: %s', async (body, expected) => {
  const itcare = await serveItcare({
    lists: emptyLists,
    fault: (request, response) => {
      if (!request.url.startsWith('/itcare/storage/overdrive')) return false;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(body);
      return true;
    },
  });
  const error = await failureOf(itcare);
  expect(error.exitCode).toBe(4);
  expect(error.message).toContain(`overdrive could not be read: GET /itcare/storage/overdrive ${expected}`);
});
