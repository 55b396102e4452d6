import { expect, test } from 'vitest';
import type { SeenRequest } from '../http/local-server.ts';
import { sendJson } from '../http/local-server.ts';
import {
  collect,
  emptyLists,
  type Fault,
  failureOf,
  type Item,
  items,
  pageOf,
  serveItcare,
  toJson,
} from './fake-itcare.ts';

const RESOURCES = '/itcare/compute/resources';
const topology = { '/itcare/topology/regions': [] };
const lists = (resources: readonly Item[]) => ({ ...emptyLists, [RESOURCES]: resources });
const ids = (rows: readonly { readonly resource_id: bigint }[]) => rows.map((row) => Number(row.resource_id));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

const pageAsked = (request: SeenRequest, path: string): { page: number; size: number } | undefined => {
  const url = new URL(request.url, 'http://x');
  return url.pathname === path
    ? { page: Number(url.searchParams.get('page')), size: Number(url.searchParams.get('size')) }
    : undefined;
};

/** Answers the resources' pages by hand. */
const resourcesBy = (write: (page: number, size: number, pass: number) => unknown): Fault => {
  let pass = 0;
  return (request, response) => {
    const asked = pageAsked(request, RESOURCES);
    if (asked === undefined) return false;
    if (asked.page === 0) pass += 1;
    sendJson(response, toJson(write(asked.page, asked.size, pass)));
    return true;
  };
};

test.each(['top', 'nested'] as const)('pages whose figures are %s', async (shape) => {
  const itcare = await serveItcare({ lists: lists(items(23)), answers: topology, shape }, { page_size: 5 });
  expect(ids((await collect(itcare)).resources)).toEqual(upTo(23));
  expect(itcare.asked().filter((path) => path === `GET ${RESOURCES}`)).toHaveLength(5);
});

test.each(['top', 'nested'] as const)('a server that gives smaller pages than asked (%s)', async (shape) => {
  const itcare = await serveItcare(
    { lists: lists(items(23)), answers: topology, shape, maxPage: 4 },
    { page_size: 1_000 },
  );
  expect(ids((await collect(itcare)).resources)).toEqual(upTo(23));
});

test('a server that counts its pages by the size it was asked for, but gives less', async () => {
  const all = items(23);
  const fault = resourcesBy((page) => ({
    content: all.slice(page * 4, page * 4 + 4),
    totalElements: 23,
    totalPages: 3,
    last: page === 5,
  }));
  const itcare = await serveItcare({ lists: lists([]), answers: topology, fault }, { page_size: 8 });
  expect(ids((await collect(itcare)).resources)).toEqual(upTo(23));
});

test('a server that only says which page is the last', async () => {
  const all = items(10);
  const fault = resourcesBy((page) => ({ content: all.slice(page * 4, page * 4 + 4), last: page === 2 }));
  const itcare = await serveItcare({ lists: lists([]), answers: topology, fault }, { page_size: 4 });
  expect(ids((await collect(itcare)).resources)).toEqual(upTo(10));
});

test('a server that does not even say that: until a page is empty', async () => {
  const all = items(10);
  const fault = resourcesBy((page) => ({ content: all.slice(page * 4, page * 4 + 4) }));
  const itcare = await serveItcare({ lists: lists([]), answers: topology, fault }, { page_size: 4 });
  expect(ids((await collect(itcare)).resources)).toEqual(upTo(10));
});

test('an estate that changes between pages is read again', async () => {
  const fault = resourcesBy((page, size, pass) =>
    pageOf(items(pass === 1 && page > 0 ? 11 : 12), page, size, 'top'),
  );
  const itcare = await serveItcare({ lists: lists([]), answers: topology, fault }, { page_size: 5 });
  const { resources, summary } = await collect(itcare);
  expect(ids(resources)).toEqual(upTo(12));
  expect(summary.notices).toEqual(['resources changed while it was read: read 2 times']);
  expect(summary.lists.find(({ name }) => name === 'resources')).toEqual({
    name: 'resources',
    elements: 12,
    passes: 2,
  });
});

test('oddities are said once although the list was read twice', async () => {
  const odd = items(12, 1, { cpu: 'many' });
  const fault = resourcesBy((page, size, pass) =>
    pageOf(odd.slice(0, pass === 1 && page > 0 ? 11 : 12), page, size, 'top'),
  );
  const itcare = await serveItcare({ lists: lists([]), answers: topology, fault }, { page_size: 5 });
  expect((await collect(itcare)).summary.notices).toContain(
    'resources: cpu is not a number, taken as unknown (12 items, e.g. id 1: "many")',
  );
});

test('G2: fewer distinct ids than announced, three times, is refused with both figures', async () => {
  const all = items(20);
  // Sorted on a key that repeats: an element moves from the second page to the first and back.
  const fault = resourcesBy((page, size) =>
    pageOf(page === 1 ? [...all.slice(0, 5), ...all.slice(0, 5), ...all.slice(10)] : all, page, size, 'top'),
  );
  const itcare = await serveItcare({ lists: lists([]), answers: topology, fault }, { page_size: 5 });
  const error = await failureOf(itcare);
  expect(error.exitCode).toBe(4);
  expect(error.message).toBe(
    'resources could not be read: GET /itcare/compute/resources: 15 distinct ids given of 20 elements announced, 5 given more than once, after reading the list 3 times',
  );
  expect(itcare.asked().filter((path) => path === `GET ${RESOURCES}`)).toHaveLength(12);
});

test.each([
  [
    'a total that never settles',
    (page: number, size: number, pass: number) => pageOf(items(12 + page + pass), page, size, 'top'),
    /between \d+ and \d+ elements announced/,
  ],
  [
    'less than announced',
    (page: number, size: number) => pageOf(items(9), page, size, 'top', 12),
    /9 distinct ids given of 12 elements announced/,
  ],
  [
    'more than announced',
    (page: number, size: number) => ({ ...pageOf(items(12), page, size, 'top'), totalElements: 11 }),
    /12 distinct ids given of 11 elements announced/,
  ],
  [
    'one page for every page',
    (_: number, size: number) => pageOf(items(12), 0, size, 'top'),
    /5 distinct ids given of 12 elements announced, \d+ given more than once/,
  ],
])('%s is refused', async (_, write, expected) => {
  const itcare = await serveItcare(
    { lists: lists([]), answers: topology, fault: resourcesBy(write) },
    { page_size: 5 },
  );
  expect((await failureOf(itcare)).message).toMatch(expected);
});

test.each([
  ['a first page that is empty', 0, { last: true }, 3],
  ['a first page that is empty and does not say it is the last', 0, {}, 3],
  ['a page in the middle that is empty', 40, {}, 150],
  ['a page in the middle that says it is the last', 43, { last: true }, 150],
])('a list ends at %s, whatever is announced, and is refused', async (_, elements, figures, most) => {
  const all = items(elements);
  const fault = resourcesBy((page, size) => ({
    content: all.slice(page * size, (page + 1) * size),
    totalElements: 1_000_000,
    totalPages: 100_000,
    ...(page * size + size >= elements ? figures : {}),
  }));
  const itcare = await serveItcare({ lists: lists([]), answers: topology, fault }, { page_size: 10 });
  expect((await failureOf(itcare)).message).toContain(
    `${elements} distinct ids given of 1000000 elements announced, after reading the list 3 times`,
  );
  expect(itcare.asked().filter((path) => path === `GET ${RESOURCES}`).length).toBeLessThanOrEqual(most);
});

test('pages beyond the last that were asked for already count for nothing', async () => {
  const all = items(20);
  const fault = resourcesBy((page) => ({
    content: all.slice(page * 5, page * 5 + 5),
    totalElements: 10,
    totalPages: 4,
    last: page === 1,
  }));
  const itcare = await serveItcare({ lists: lists([]), answers: topology, fault }, { page_size: 5 });
  expect(ids((await collect(itcare)).resources)).toEqual(upTo(10));
});

test.each([
  ['a list', []],
  ['an object without content', { totalElements: 0 }],
  ['content that is no list', { content: 'none' }],
])('%s is not a page', async (_, body) => {
  const itcare = await serveItcare({ lists: lists([]), answers: topology, fault: resourcesBy(() => body) });
  expect(await failureOf(itcare)).toMatchObject({
    exitCode: 4,
    message: expect.stringContaining('not a page: expected a list under "content"'),
  });
});

test.each([[{ name: 'no id' }], [{ id: null }], [{ id: 1.5 }], [{ id: 'x1' }], ['text'], [{ id: 1e300 }]])(
  'an element without a usable id refuses the list: %j',
  async (element) => {
    const fault = resourcesBy(() => ({ content: [element], totalElements: 1, totalPages: 1 }));
    const itcare = await serveItcare({ lists: lists([]), answers: topology, fault });
    expect(await failureOf(itcare)).toMatchObject({
      exitCode: 4,
      message:
        'resources could not be read: GET /itcare/compute/resources: an element has no usable id, expected a whole number',
      details: [expect.stringContaining('the element begins')],
    });
  },
);
