import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cwd, details, failure, load } from './workspace.ts';

describe('errors', () => {
  test('typos, all at once, with place and likely name', async () => {
    const error = await failure(
      'databse: x\ntimezone: Paris\nitcare:\n  page-size: 10\n  zzz: 1\ncalculation:\n  max_gap_minute: 5\npower:\n  - type: prometheus\n    url: http://h\n    quey: up\n',
    );
    expect(error.message).toBe('6 errors in the configuration');
    expect(error.details).toEqual([
      "bilan.yaml:1:1: unknown key 'databse'; did you mean 'database'?",
      "bilan.yaml:2:11: timezone: 'Paris' is not a known time zone; did you mean 'Europe/Paris'?; expected an IANA time zone such as Europe/Paris",
      "bilan.yaml:4:3: unknown key 'itcare.page-size'; did you mean 'page_size'?",
      "bilan.yaml:5:3: unknown key 'itcare.zzz'; expected one of url, token_url, client_id, client_secret, timezone, page_size, concurrency, clouds, ca_file",
      "bilan.yaml:7:3: unknown key 'calculation.max_gap_minute'; did you mean 'max_gap_minutes'?",
      "bilan.yaml:11:5: unknown key 'power[0].quey'; did you mean 'query'?",
    ]);
  });

  test.each([
    ['language: de', "language: 'de' is not allowed; expected en or fr"],
    ['memory_limit: lots', "memory_limit: 'lots' is not an amount of memory; expected"],
    ['memory_limit: 0GB', "memory_limit: '0GB' is not an amount of memory"],
    [
      'itcare: { page_size: 1001 }',
      "itcare.page_size: '1001' is out of range; expected a whole number from 1 to 1000",
    ],
    ['itcare: { page_size: 0 }', "'0' is out of range"],
    ['itcare: { page_size: 2.5 }', "'2.5' is not a whole number"],
    ['itcare: { concurrency: 33 }', 'expected a whole number from 1 to 32'],
    ['itcare: { clouds: [1, a] }', "itcare.clouds: 'a' is not a whole number"],
    ['itcare: { url: api.cegedim.cloud }', "itcare.url: 'api.cegedim.cloud' is not a web address"],
    ['itcare: { url: "http://joe:hush@[bad" }', "'http://joe:***@[bad' is not a web address"],
    ['itcare: { client_secret: [hush] }', 'itcare.client_secret: a list; expected'],
    ['itcare: 5', 'itcare: expected keys with values'],
    ['calculation: { max_gap_minutes: 0 }', 'expected a number above 0, at most 720'],
    ['calculation: { max_gap_minutes: 721 }', "'721' is out of range"],
    ['calculation: { max_power_w: -1 }', 'expected a number above 0'],
    ['calculation: { restatement_threshold: 5 }', 'expected a number from 0 to 1'],
    ['calculation: { embodied: on }', "'on' is not allowed; expected off or equipment"],
    ['reports: { a: b }', 'reports: a mapping; expected a list of folders'],
    ['database: [a]', 'database: a list; expected the path of the ledger'],
    ['power: http://x', 'power: expected a list, each source after a dash'],
    ['power: [x]', 'power[0]: expected keys with values'],
    ['power: [{ url: http://x }]', 'power[0].type: missing; expected prometheus or files'],
    [
      'power: [{ type: prometeus }]',
      "'prometeus' is not allowed; expected prometheus or files; did you mean",
    ],
    ['power: [{ type: prometheus }]', 'power[0].url: missing; expected the web address before /api/v1'],
    ['power: [{ type: prometheus, url: http://h/api/v1 }]', 'already ends in /api/v1'],
    [
      'power: [{ type: prometheus, url: http://h, mode: daily }]',
      "mode: 'daily' is not supported yet; expected samples",
    ],
    ['power: [{ type: prometheus, url: http://h, headers: { "a b": c } }]', "'a b' is not a header's name"],
    ['power: [{ type: files }]', 'power[0].path: missing'],
    [
      'power: [{ type: files, path: x, timezone: Mars }]',
      "power[0].timezone: 'Mars' is not a known time zone",
    ],
    ['- database', 'the file: expected keys with values'],
    ['database: a\ndatabase: b', 'bilan.yaml:2:1: Map keys must be unique'],
    ['database: [a', 'bilan.yaml:2:1: '],
    ['database: !!binary x\n---\nb: c', 'bilan.yaml:'],
  ])('%s', async (yaml, expected) => {
    const found = await details(`${yaml}\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^bilan\.yaml:\d+:\d+: /);
    expect(found[0]).toContain(expected);
    expect(found[0]).not.toContain('hush');
  });

  test('bad values of the environment and of a named file carry their name', async () => {
    expect(await details('', { env: { BILAN_ITCARE_PAGE_SIZE: 'x' } })).toEqual([
      "BILAN_ITCARE_PAGE_SIZE: 'x' is not a whole number; expected a whole number from 1 to 1000",
    ]);
    writeFileSync(join(cwd, 'other.yaml'), 'language: xx\n');
    expect((await failure(undefined, { flags: { config: 'other.yaml' } })).details).toEqual([
      "other.yaml:1:11: language: 'xx' is not allowed; expected en or fr",
    ]);
  });

  test('missing credentials of a part that is needed', async () => {
    expect(await details('timezone: UTC\nitcare: { url: https://x }\n', { needs: ['itcare'] })).toEqual([
      "bilan.yaml:2:9: itcare.client_id: missing; expected the client's id",
      "bilan.yaml:2:9: itcare.client_secret: missing; expected the client's secret",
    ]);
    expect((await load('itcare: { url: https://x }\n')).config.itcare?.client_id).toBe('');
  });

  test('no file: a hint, or the defaults where none is required; a named one must be there', async () => {
    const missing = await failure(undefined);
    expect(missing.message).toBe(`no configuration: ${join(cwd, 'bilan.yaml')} does not exist`);
    expect(missing.hint).toContain('bilan init');
    const { config, file } = await load(undefined, { isConfigRequired: false });
    expect([config.database, file]).toEqual([join(cwd, 'bilan.duckdb'), undefined]);
    await failure(undefined, { isConfigRequired: false, flags: { config: 'x.yaml' } });
  });

  test('a folder, and bytes that are not UTF-8', async () => {
    expect((await failure(undefined, { flags: { config: '.' } })).message).toMatch(/^\. cannot be read/);
    writeFileSync(join(cwd, 'bilan.yaml'), Buffer.from('database: é\n', 'latin1'));
    expect((await failure(undefined)).message).toContain('not UTF-8');
  });
});
