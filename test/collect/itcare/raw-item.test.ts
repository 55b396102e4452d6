import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type JsonObject, parseJson } from '../../../src/collect/http/json.ts';
import { parseList } from '../../../src/collect/http/json-list.ts';
import { lookedUp, rawText, rawTexts, VOLATILE_MEMBERS } from '../../../src/collect/itcare/raw-item.ts';
import { collect, emptyLists, serveItcare } from './fake-itcare.ts';

const listOf = (text: string) => {
  const list = parseList({ bytes: Buffer.from(text), text });
  if (list.map === undefined) throw new Error('no list');
  return list.map((element, raw) => ({ element, raw }));
};

const NAMES = ['backup', 'xbackup', 'backupPolicyDetails', 'id', 'a"b', 'é🚀', 'content', ''];
const nested = fc.dictionary(fc.constantFrom(...NAMES), fc.jsonValue(), { noNullPrototype: true });
const item = fc.dictionary(
  fc.constantFrom(...NAMES),
  fc.oneof(fc.jsonValue(), nested, fc.constant('a "backup": b')),
  {
    noNullPrototype: true,
  },
);
const written = fc.tuple(fc.array(item), fc.constantFrom(undefined, 1, '\t'), fc.boolean());

test('whatever the items: each is found, its text is its own, and nothing is lost by cutting it in two', () => {
  fc.assert(
    fc.property(written, ([items, indent, isPage]) => {
      const text = JSON.stringify(
        isPage ? { first: [{ x: ']' }], content: items, last: true } : items,
        null,
        indent,
      );
      const found = listOf(text);
      const expected = parseJson(JSON.stringify(items)) as unknown as object[];
      expect(found.map(({ element }) => element)).toEqual(expected);
      expect(found.map(({ raw }) => parseJson(rawText(raw)))).toEqual(expected);
      found.forEach(({ element, raw }, index) => {
        expect(rawTexts(lookedUp(raw, element as JsonObject))).toEqual(rawTexts(raw));
        const stable = parseJson(rawTexts(raw).stable) as object;
        const volatile = parseJson(rawTexts(raw).volatile ?? '{}') as object;
        expect({ ...stable, ...volatile }).toEqual(expected[index]);
        expect(Object.keys(stable).filter((key) => VOLATILE_MEMBERS.some((name) => name === key))).toEqual(
          [],
        );
        expect(Object.keys(volatile).every((key) => VOLATILE_MEMBERS.some((name) => name === key))).toBe(
          true,
        );
      });
    }),
  );
});

test('no text is JSON for one who reads it in pieces and not for one who reads it whole', () => {
  const text = fc.oneof(
    fc.json(),
    fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '{', ']', '"', '\\', 'x'))
      .map(([json, at, put]) => {
        const place = at % (json.length + 1);
        return `{"content":[${json.slice(0, place)}${put}${json.slice(place)}]}`;
      }),
  );
  const whole = (json: string): unknown => {
    try {
      return parseJson(json);
    } catch {
      return 'not JSON';
    }
  };
  const pieces = (json: string): unknown => {
    try {
      const list = parseList({ bytes: Buffer.from(json), text: json });
      const elements = list.map?.((element) => element);
      const envelope = list.envelope();
      if (elements === undefined) return envelope;
      return Array.isArray(envelope) ? elements : { ...(envelope as object), content: elements };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return 'not JSON';
    }
  };
  // A name given twice is not what this is about.
  fc.assert(
    fc.property(text, (json) => {
      fc.pre(json.split('content').length < 3);
      expect(pieces(json)).toEqual(whole(json));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['{"id":1,"backup":{"size":1},"x":2}', '{"id":1,"x":2}', '{"backup":{"size":1}}'],
  ['{"backup":1,"id":1}', '{"id":1}', '{"backup":1}'],
  [
    '{"id":1,"backup":null,"backupPolicyDetails":{"a":"}"}}',
    '{"id":1}',
    '{"backup":null,"backupPolicyDetails":{"a":"}"}}',
  ],
  [
    '{ "backupPolicyDetails" : [1 , 2] , "backup" : "b" }',
    '{ }',
    '{"backupPolicyDetails" : [1 , 2],"backup" : "b"}',
  ],
  [
    '{"id":1.50,"big":12345678901234567890,"n":{"backup":1}}',
    '{"id":1.50,"big":12345678901234567890,"n":{"backup":1}}',
    undefined,
  ],
  ['{"x":"backup","y":"\\"backup\\":"}', '{"x":"backup","y":"\\"backup\\":"}', undefined],
])('%s is cut into what stays and what changes', (text, stable, volatile) => {
  const [only] = listOf(`\ufeff[${text}]`);
  if (only === undefined) throw new Error('nothing found');
  expect(rawTexts(only.raw)).toEqual({ stable, volatile });
});

const night = async (date: string, size: number) => {
  const details = {
    backups: [{ id: 1, backupLastDate: date, backupSize: size }],
    policies: [{ policyId: 'p', frequencies: {}, backupLastDate: date, backupSize: size }],
  };
  const { resources, rows } = await collect(
    await serveItcare({
      lists: {
        ...emptyLists,
        '/itcare/compute/resources': [{ id: 1, zebra: 1, apple: 2.5 }],
        '/itcare/compute/instances': [
          {
            id: 1,
            storage: 1,
            unheardOf: [1],
            backup: { lastDate: date, size },
            backupPolicyDetails: details,
          },
        ],
      },
      answers: { '/itcare/topology/regions': [] },
    }),
  );
  return { resource: resources[0], policies: rows('backup_policy') };
};

test('a night later only the backup has changed, and every answer is kept whole', async () => {
  const monday = await night('2026-02-02T03:00:00.000Z', 10);
  const tuesday = await night('2026-02-03T03:00:00.000Z', 11);
  expect(monday.resource?.raw).toBe(
    '{"resources":{"id":1,"zebra":1,"apple":2.5},"instances":{"id":1,"storage":1,"unheardOf":[1]}}',
  );
  expect(tuesday.resource?.raw).toBe(monday.resource?.raw);
  expect(tuesday.policies).toEqual(monday.policies);
  expect(JSON.parse(tuesday.resource?.backup_raw ?? '')).toMatchObject({
    instances: { backup: { size: 11 }, backupPolicyDetails: { backups: [{ backupSize: 11 }] } },
  });
  expect([monday.resource?.last_backup_at, tuesday.resource?.last_backup_at]).toEqual([
    Date.UTC(2026, 1, 2, 3),
    Date.UTC(2026, 1, 3, 3),
  ]);
});
