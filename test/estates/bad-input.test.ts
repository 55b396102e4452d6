import { cpSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayBounds, every, powerCsv, REFERENCE } from '../support/estate.ts';
import {
  cloneWorkspace,
  createWorkspace,
  csvOf,
  type Outcome,
  type Reference,
  type Workspace,
  YAML,
} from '../support/workspace.ts';

const DAY = '2026-01-15';
const bounds = dayBounds(DAY, 'Europe/Paris');

let kept: Workspace;
let failing: { readonly ws: Workspace; readonly before: string; readonly outcome: Promise<Outcome> };
const itcareAt = (url: string): string =>
  `${YAML}itcare:\n  url: ${url}\n  token_url: ${url}/token\n  client_id: me\n  client_secret: hush-hush\n`;
const servers: Server[] = [];

beforeAll(async () => {
  kept = createWorkspace(YAML, { isShared: true });
  kept.writeReference(REFERENCE);
  kept.write('power/a.csv', powerCsv(every({ ...bounds, watts: 1000, stepMinutes: 5 })));
  await kept.ok(['collect', 'reference', 'power']);
  await kept.ok(['calculate', '--from', DAY, '--to', DAY]);
  // Retried for half a minute: it goes on beside the other tests.
  const ws = createWorkspace(itcareAt(await serveOnly({ status: 500, body: '' })), { isShared: true });
  cpSync(join(kept.dir, 'bilan.duckdb'), join(ws.dir, 'bilan.duckdb'));
  failing = { ws, before: ws.fingerprint(), outcome: ws.bilan(['collect', 'itcare']) };
});
afterAll(() => {
  kept.dispose();
  failing.ws.dispose();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** A workspace with a calculated day in its ledger. */
const calculated = (yaml?: string): Workspace => cloneWorkspace(kept, yaml);

const REFUSED: readonly { name: string; file: string; text: string; says: readonly RegExp[] }[] = [
  {
    name: 'a wrong number',
    file: 'pue',
    text: 'datacenter_id,period,pue\nEB4,2026-01-15,one\n',
    says: [/pue\.csv:2/, /column pue/, /'one' is not a number/],
  },
  {
    name: 'a missing column',
    file: 'equipment',
    text: 'equipment_id,category\nE1,compute\n',
    says: [/equipment\.csv/, /datacenter_id/],
  },
  {
    name: 'shares that sum to 0.9',
    file: 'energy_mix',
    text: csvOf(
      [0.6, 0.3].map((share, i) => ({ datacenter_id: 'EB4', supplier_id: 'AB'[i], valid_from: DAY, share })),
    ),
    says: [
      /energy_mix\.csv/,
      /datacenter EB4, from 2026-01-15: shares sum to 0\.9; expected 1 \(lines 2, 3\)/,
    ],
  },
  {
    name: 'a PUE of 0.8',
    file: 'pue',
    text: 'datacenter_id,period,pue\nEB4,2026-01,0.8\n',
    says: [/pue\.csv:2/, /'0\.8' is below 1; expected a ratio of at least 1/],
  },
  {
    name: 'two PUE rows for one day',
    file: 'pue',
    text: 'datacenter_id,period,pue\nEB4,2026-01-15,1.2\nEB4,2026-01-16,1.2\nEB4,2026-01-15,1.3\n',
    says: [/pue\.csv:4/, /'2026-01-15' is already on line 2/],
  },
  {
    name: 'an allocation key that is no formula',
    file: 'allocation_rules',
    text: 'category,pool,key\ncompute,datacenter,vcpu*-1\n',
    says: [/allocation_rules\.csv:2/, /vcpu\*-1/],
  },
];

test.each(REFUSED)(
  'reference: $name is exit 2 with its place, and the ledger stays as it is',
  async (bad) => {
    const ws = calculated();
    const before = ws.fingerprint();
    ws.write(`reference/${bad.file}.csv`, bad.text);
    const { code, stdout, stderr } = await ws.bilan(['collect', 'reference']);
    expect([code, stdout]).toEqual([2, '']);
    for (const said of bad.says) expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(ws.fingerprint()).toBe(before);
  },
);

test('every finding of every file is said at once', async () => {
  const ws = createWorkspace();
  ws.writeReference({ ...REFERENCE, pue: [{ datacenter_id: 'EB9', period: '2026-13', pue: 0.5 }] });
  ws.write('reference/grid_factors.csv', 'country,year,scope2_kgco2e_per_kwh\nFR,26,x\n');
  const { stderr } = await ws.bilan(['collect', 'reference']);
  for (const said of ['EB9', '2026-13', '0.5', "'26'", "'x'"]) expect(stderr).toContain(said);
});

test.each([
  ['databse: x.duckdb\n', /bilan\.yaml:1.*databse.*database/s],
  ['calculation: { max_gap_minute: 5 }\n', /bilan\.yaml:1.*max_gap_minute.*max_gap_minutes/s],
  ['timezone: Europe/Pariss\n', /bilan\.yaml:1.*Europe\/Pariss/s],
  ['database: [\n', /bilan\.yaml/],
])('config %j: exit 2, and no ledger is made', async (yaml, message) => {
  const ws = createWorkspace(yaml);
  const { code, stderr } = await ws.bilan(['collect']);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(ws.fingerprint()).toBe(createWorkspace(yaml).fingerprint());
});

test('power of equipment that equipment.csv does not know is kept, noticed, and blocks nothing', async () => {
  const ws = calculated();
  ws.write('power/b.csv', powerCsv(every({ ...bounds, watts: 500, stepMinutes: 5, equipment: 'GHOST' })));
  await ws.ok(['collect', 'power']);
  const { stderr } = await ws.ok(['calculate', '--from', DAY, '--to', DAY]);
  expect(stderr).toContain(
    'Power of equipment that equipment.csv does not know is kept and not counted: GHOST',
  );
  expect(await ws.sql('select equipment_id, it_kwh::double as kwh from equipment_day')).toEqual([
    { equipment_id: 'E1', kwh: 24 },
  ]);
  ws.writeReference({
    equipment: ['E1', 'GHOST'].map((id) => ({ equipment_id: id, category: 'compute', datacenter_id: 'EB4' })),
  });
  await ws.ok(['collect', 'reference']);
  await ws.ok(['calculate', '--from', DAY, '--to', DAY]);
  expect(await ws.sql('select it_kwh::double as kwh from equipment_day order by equipment_id')).toEqual([
    { kwh: 24 },
    { kwh: 12 },
  ]);
});

type Answer = { readonly status: number; readonly body: string; readonly type?: string };

/** An ITCare that gives a token and then answers every request the same way. */
const serveOnly = async (answer: Answer): Promise<string> => {
  const server: Server = createServer((request, response) => {
    request.resume();
    const {
      status,
      body,
      type = 'application/json',
    } = request.url === '/token'
      ? { status: 200, body: '{"access_token": "t-0123456789", "token_type": "Bearer", "expires_in": 600}' }
      : answer;
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

test.each([
  [{ status: 200, body: '<html><body>Please log in</body></html>', type: 'text/html' }, /JSON|html/i],
  [{ status: 401, body: '{"error": "unauthorized"}' }, /401/],
  [{ status: 403, body: '{}' }, /403/],
  [{ status: 200, body: '{"unexpected": true}' }, /content|page|expected/i],
] as const)(
  'an ITCare that answers %j: exit 4, no secret said, the ledger as it was',
  async (answer, message) => {
    const url = await serveOnly(answer);
    const ws = calculated(itcareAt(url));
    const before = ws.fingerprint();
    const { code, stderr } = await ws.bilan(['collect', 'itcare']);
    expect(code, stderr).toBe(4);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('/itcare/');
    expect(stderr).not.toMatch(/hush-hush|t-0123456789|\n\s+at |unexpected failure/);
    expect(ws.fingerprint()).toBe(before);
  },
);

test('one source that fails leaves the others collected; the exit code is its own', async () => {
  const url = await serveOnly({ status: 404, body: '' });
  const ws = createWorkspace(itcareAt(url));
  ws.writeReference(REFERENCE);
  ws.write('power/a.csv', powerCsv(every({ ...bounds, watts: 1000, stepMinutes: 5 })));
  const { code, stdout } = await ws.bilan(['collect']);
  expect(code).toBe(4);
  expect(stdout).toMatch(/^reference-000001.*\npower-000002/);
});

const BROKEN_POWER: readonly (readonly [string, string, RegExp])[] = [
  ['a missing column', 'equipment_id,ts\nE1,2026-01-15T00:00:00Z\n', /power_w/],
  ['an instant that is none', 'equipment_id,ts,power_w\nE1,yesterday,5\n', /b\.csv.*yesterday/s],
  ['a power that is no number', 'equipment_id,ts,power_w\nE1,2026-01-15T00:00:00Z,much\n', /b\.csv.*much/s],
];
test.each(BROKEN_POWER)('power: %s is refused whole, with file and value', async (_, text, message) => {
  const ws = calculated();
  const before = ws.fingerprint();
  ws.write('power/b.csv', text);
  const { code, stderr } = await ws.bilan(['collect', 'power']);
  expect([2, 4]).toContain(code);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at |unexpected failure/);
  expect(ws.fingerprint()).toBe(before);
});

test('the same reference files again are a snapshot that changes nothing and stores no row twice', async () => {
  const ws = calculated();
  const { stdout } = await ws.ok(['collect', 'reference']);
  expect(stdout).toContain('nothing changed');
  expect(await ws.sql('select count(*) as n from raw.pue')).toEqual([{ n: 1 }]);
  const reference: Reference = { pue: [{ datacenter_id: 'EB4', period: '2026', pue: 1.4 }] };
  ws.writeReference(reference);
  await ws.ok(['collect', 'reference']);
  await ws.ok(['calculate', '--from', DAY, '--to', DAY]);
  expect(await ws.sql('select pue from equipment_day')).toEqual([{ pue: 1.4 }]);
  expect(await ws.sql("select pue from equipment_day_all_runs where run_id = 'run-000001'")).toEqual([
    { pue: 1.3 },
  ]);
});

test('an ITCare that answers 500: exit 4 after its retries, the ledger as it was', async () => {
  const { code, stdout, stderr } = await failing.outcome;
  expect([code, stdout]).toEqual([4, '']);
  expect(stderr).toMatch(/GET \/itcare\/.*500/);
  expect(stderr).not.toMatch(/hush-hush|\n\s+at |unexpected failure/);
  expect(failing.ws.fingerprint()).toBe(failing.before);
});
