// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of bilan.yaml are written like this
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/cli/config/load-config.ts';
import { cwd, details, failure, load } from './workspace.ts';

const ITCARE = 'itcare:\n  client_id: ${ITCARE_CLIENT_ID}\n  client_secret: ${ITCARE_CLIENT_SECRET}\n';
const CREDENTIALS = { ITCARE_CLIENT_ID: 'me', ITCARE_CLIENT_SECRET: 'hush-hush' };

describe('what is read', () => {
  test('only database and reference: everything else has its default', async () => {
    const { config, file, notices } = await load('database: bilan.duckdb\nreference: reference\n');
    expect(config).toEqual({
      database: join(cwd, 'bilan.duckdb'),
      samples: join(cwd, 'samples'),
      timezone: 'Europe/Paris',
      language: 'en',
      memory_limit: undefined,
      itcare: undefined,
      power: [],
      reference: join(cwd, 'reference'),
      reports: [],
      controls: [],
      calculation: { max_gap_minutes: 5, max_power_w: 200_000, embodied: 'off', restatement_threshold: 0.05 },
    });
    expect([file, notices]).toEqual([join(cwd, 'bilan.yaml'), []]);
  });

  test('an empty file, and JSON', async () => {
    expect((await load('# nothing\n')).config.database).toBe(join(cwd, 'bilan.duckdb'));
    const json = '{"database": "a.duckdb", "calculation": {"max_gap_minutes": 2.5, "embodied": "equipment"}}';
    const { config } = await load(json);
    expect(config.database).toBe(join(cwd, 'a.duckdb'));
    expect(config.calculation).toMatchObject({ max_gap_minutes: 2.5, embodied: 'equipment' });
  });

  test('itcare with its defaults, variables replaced', async () => {
    const { config } = await load(ITCARE, { env: CREDENTIALS, needs: ['itcare'] });
    expect(config.itcare).toEqual({
      url: 'https://api.cegedim.cloud',
      token_url: 'https://accounts.cegedim.cloud/auth/realms/cloud/protocol/openid-connect/token',
      client_id: 'me',
      client_secret: 'hush-hush',
      timezone: 'Europe/Paris',
      page_size: 200,
      concurrency: 4,
      clouds: [],
      ca_file: undefined,
    });
  });

  test('every setting of itcare', async () => {
    const { config } = await load(
      'itcare:\n  url: https://x/api/\n  token_url: https://x/t\n  client_id: 007\n  client_secret: s\n' +
        '  timezone: UTC\n  page_size: 1000\n  concurrency: 32\n  clouds: [3, 14]\n  ca_file: ca.pem\n',
    );
    expect(config.itcare).toMatchObject({ url: 'https://x/api', client_id: '007', page_size: 1000 });
    expect(config.itcare).toMatchObject({ concurrency: 32, clouds: [3, 14], ca_file: join(cwd, 'ca.pem') });
  });

  test('power sources with their defaults and headers', async () => {
    const { config } = await load(
      'power:\n  - type: prometheus\n    url: http://h:9090/prometheus/\n    tenant: 12\n' +
        '    headers: { Authorization: "Bearer ${TOKEN}" }\n  - type: files\n    path: power/*.csv\n    timezone: UTC\n',
      { env: { TOKEN: 't' }, needs: ['power'] },
    );
    expect(config.power).toEqual([
      {
        type: 'prometheus',
        url: 'http://h:9090/prometheus',
        query: 'equipment_power_watts',
        equipment_label: 'equipment',
        feed_label: undefined,
        replica_label: undefined,
        mode: 'samples',
        tenant: '12',
        headers: { Authorization: 'Bearer t' },
      },
      { type: 'files', path: join(cwd, 'power/*.csv'), timezone: 'UTC' },
    ]);
  });

  test('anchors and aliases', async () => {
    const { config } = await load('timezone: &zone Asia/Tokyo\nitcare: { timezone: *zone }\n');
    expect(config.itcare?.timezone).toBe('Asia/Tokyo');
  });
});

describe('precedence and paths', () => {
  test('flag before environment before file before default, each with its origin', async () => {
    mkdirSync(join(cwd, 'conf'));
    writeFileSync(
      join(cwd, 'conf', 'b.yaml'),
      'database: from-file.duckdb\nsamples: s\nlanguage: fr\ntimezone: UTC\nreports: [r, /abs]\n',
    );
    const flags = { config: 'conf/b.yaml', db: 'from-flag.duckdb' };
    const env = {
      BILAN_DATABASE: 'from-env.duckdb',
      BILAN_LANGUAGE: 'en',
      BILAN_TIMEZONE: '',
      BILAN_CALCULATION_MAX_GAP_MINUTES: '10',
      BILAN_CONTROLS: 'c1,c2',
    };
    const { config, settings, file } = await loadConfig({
      flags,
      env,
      cwd,
      needs: [],
      isConfigRequired: true,
    });
    expect(file).toBe(join(cwd, 'conf/b.yaml'));
    expect(config).toMatchObject({
      database: join(cwd, 'from-flag.duckdb'),
      samples: join(cwd, 'conf/s'),
      language: 'en',
      timezone: 'UTC',
      reports: [join(cwd, 'conf/r'), '/abs'],
      controls: [join(cwd, 'c1'), join(cwd, 'c2')],
    });
    expect(config.calculation.max_gap_minutes).toBe(10);
    const origins = Object.fromEntries(settings.map(({ key, origin }) => [key, origin]));
    expect(origins).toMatchObject({
      database: 'flag',
      samples: 'file',
      timezone: 'file',
      language: 'environment',
      memory_limit: 'default',
      'calculation.max_gap_minutes': 'environment',
    });
  });

  test('BILAN_CONFIG names the file; samples stand beside the database unless they are named', async () => {
    mkdirSync(join(cwd, 'conf'));
    writeFileSync(join(cwd, 'conf', 'b.yaml'), 'reference: r\n');
    const env = { BILAN_CONFIG: 'conf/b.yaml', BILAN_DATABASE: 'data/x.duckdb' };
    const { config } = await load(undefined, { env });
    expect(config).toMatchObject({
      database: join(cwd, 'data/x.duckdb'),
      samples: join(cwd, 'data/samples'),
      reference: join(cwd, 'conf/r'),
    });
  });

  test('the environment alone can configure itcare', async () => {
    const env = { BILAN_ITCARE_CLIENT_ID: 'a', BILAN_ITCARE_CLIENT_SECRET: 'b', BILAN_ITCARE_CLOUDS: '1,2' };
    const { config } = await load(undefined, { env, needs: ['itcare'], isConfigRequired: false });
    expect(config.itcare).toMatchObject({ client_id: 'a', client_secret: 'b', clouds: [1, 2] });
  });

  test('a strange BILAN_ variable is a notice', async () => {
    const env = { BILAN_DATABSE: 'x', BILAN_POWER_0_URL: 'y', OTHER: 'z' };
    expect((await load('', { env })).notices).toEqual([
      "BILAN_DATABSE is not a setting and was ignored; did you mean 'BILAN_DATABASE'?",
      'BILAN_POWER_0_URL was ignored: power sources are set in bilan.yaml only',
    ]);
  });

  test('settings are in the documented order and secrets are hidden', async () => {
    const yaml =
      `${ITCARE}reference: r\npower:\n  - type: prometheus\n    url: http://joe:p@ss@h:9090\n` +
      '    headers: { X-Key: "${ITCARE_CLIENT_SECRET}" }\n';
    const { settings, config } = await load(yaml, { env: CREDENTIALS });
    expect(settings.map(({ key }) => key)).toEqual([
      ...['database', 'samples', 'timezone', 'language', 'memory_limit'],
      ...['url', 'token_url', 'client_id', 'client_secret', 'timezone', 'page_size', 'concurrency'].map(
        (key) => `itcare.${key}`,
      ),
      ...['itcare.clouds', 'itcare.ca_file'],
      ...['type', 'url', 'query', 'equipment_label', 'feed_label', 'replica_label', 'mode', 'tenant'].map(
        (key) => `power[0].${key}`,
      ),
      ...['power[0].headers', 'reference', 'reports', 'controls'],
      ...['max_gap_minutes', 'max_power_w', 'embodied', 'restatement_threshold'].map(
        (key) => `calculation.${key}`,
      ),
    ]);
    const shown = (key: string) => settings.find((setting) => setting.key === key)?.value;
    expect(shown('itcare.client_secret')).toBe('***');
    expect(shown('power[0].headers')).toEqual({ 'X-Key': '***' });
    expect(shown('power[0].url')).toBe('http://joe:***@h:9090');
    expect(JSON.stringify(settings)).not.toMatch(/hush|p@ss/);
    expect(config.power[0]).toMatchObject({
      url: 'http://joe:p@ss@h:9090',
      headers: { 'X-Key': 'hush-hush' },
    });
  });
});

describe('variables', () => {
  test('an unset one is an error that names it and its setting, where the part is needed', async () => {
    expect(await details(ITCARE, { needs: ['itcare'] })).toEqual([
      'bilan.yaml:2:14: itcare.client_id: the environment variable ITCARE_CLIENT_ID is not set',
      'bilan.yaml:3:18: itcare.client_secret: the environment variable ITCARE_CLIENT_SECRET is not set',
    ]);
    expect(await details('database: ${DIR}/x.duckdb\n')).toEqual([
      'bilan.yaml:1:11: database: the environment variable DIR is not set',
    ]);
  });

  test('an unset one stays as it is in a part that is not needed', async () => {
    const yaml = `${ITCARE}  page_size: \${SIZE}\npower:\n  - type: prometheus\n    url: \${URL}\n    headers: { A: "\${B}" }\n`;
    const { config } = await load(yaml, { needs: [] });
    expect(config.itcare).toMatchObject({ client_id: '${ITCARE_CLIENT_ID}', page_size: 200 });
    expect(config.power[0]).toMatchObject({ url: '${URL}', headers: { A: '${B}' } });
    expect(await details(yaml, { needs: ['power'] })).toEqual([
      'bilan.yaml:7:10: power[0].url: the environment variable URL is not set',
      'bilan.yaml:8:19: power[0].headers.A: the environment variable B is not set',
    ]);
  });

  test('a number from the environment, and a bad one whose text is not shown', async () => {
    const yaml = 'calculation: { max_gap_minutes: "${GAP}" }\n';
    expect((await load(yaml, { env: { GAP: '7' } })).config.calculation.max_gap_minutes).toBe(7);
    expect(await details(yaml, { env: { GAP: 'hush' } })).toEqual([
      "bilan.yaml:1:33: calculation.max_gap_minutes: '${GAP}' is not a number; expected a number above 0, at most 720",
    ]);
  });

  test('braces that hold no name', async () => {
    expect(await details('database: ${my-db}\n')).toEqual([
      'bilan.yaml:1:11: database: ${my-db} does not name an environment variable; expected letters, digits and _',
    ]);
  });

  test('unquoted between braces: what YAML says, and what to do', async () => {
    const error = await failure('itcare: { client_id: a, client_secret: ${SECRET} }\n');
    expect(error.details[0]).toMatch(/^bilan\.yaml:1:\d+: /);
    expect(error.hint).toBe('Between { } or [ ] a variable stands in quotes: "${NAME}"');
    expect((await failure('database: [a\n')).hint).toBeUndefined();
  });

  test('a variable that is set to nothing leaves a required setting missing', async () => {
    const env = { ITCARE_CLIENT_ID: 'me', ITCARE_CLIENT_SECRET: '' };
    expect(await details(ITCARE, { env, needs: ['itcare'] })).toEqual([
      "bilan.yaml:3:18: itcare.client_secret: missing; expected the client's secret",
    ]);
  });
});
