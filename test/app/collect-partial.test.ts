import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { queriesFolder } from '../../src/store/query-files.ts';
import { sendJson } from '../collect/http/local-server.ts';
import { emptyLists, items, serveItcare } from '../collect/itcare/fake-itcare.ts';
import { createWorkspace } from '../support/workspace.ts';

const serveBreakable = async (isBroken: () => boolean) => {
  const itcare = await serveItcare({
    lists: {
      ...emptyLists,
      '/itcare/compute/services': items(2),
      '/itcare/compute/resources': items(5),
      '/itcare/compute/instances': items(3, 1, { storage: 1 }),
    },
    answers: { '/itcare/topology/regions': [] },
    fault: (request, response) => {
      if (!isBroken() || !request.url.startsWith('/itcare/databases?')) return false;
      sendJson(response, { errorDesc: 'not yours' }, 403);
      return true;
    },
  });
  const { url, token_url } = itcare.config;
  const itcareYaml = [`url: ${url}`, `token_url: ${token_url}`, 'client_id: a', `client_secret: b`].join(
    '\n  ',
  );
  const ws = createWorkspace(`database: bilan.duckdb\nitcare:\n  ${itcareYaml}\n`);
  return { ...ws, requests: itcare.server.requests };
};

const WHY = 'databases could not be read: GET /itcare/databases answered 403: not yours';

test('a list that fails: exit 4 names it, and the last complete snapshot stands', async () => {
  let isBroken = false;
  const ws = await serveBreakable(() => isBroken);
  await ws.ok(['collect', 'itcare']);
  const before = ws.fingerprint();
  isBroken = true;
  const { code, stderr } = await ws.bilan(['collect', 'itcare']);
  expect(code).toBe(4);
  expect(stderr).toContain(WHY);
  expect(ws.fingerprint()).toBe(before);
});

test('--allow-partial keeps what came, says so, exits 4, and the last complete snapshot stands', async () => {
  let isBroken = false;
  const ws = await serveBreakable(() => isBroken);
  await ws.ok(['collect', 'itcare']);
  isBroken = true;
  const { code, stdout, stderr } = await ws.bilan(['collect', 'itcare', '--allow-partial', '--json']);
  expect(code).toBe(4);
  expect(stderr).toContain('itcare was read only in part');
  expect(stderr).toContain(WHY);
  expect(JSON.parse(stdout)).toMatchObject({
    snapshots: [{ source: 'itcare', is_complete: false, summary: expect.stringContaining('incomplete') }],
  });
  expect(await ws.sql('select is_complete, note from snapshot order by snapshot_id')).toEqual([
    { is_complete: true, note: null },
    { is_complete: false, note: WHY },
  ]);
  expect(await ws.sql('select count(*) as resources from resource')).toEqual([{ resources: 5 }]);
});

test('reports say which later collection was read only in part, until a complete one follows', async () => {
  let isBroken = false;
  const ws = await serveBreakable(() => isBroken);
  const query = readFileSync(join(queriesFolder, 'mart', 'report_governance_snapshot.sql'), 'utf8');
  const shown = async () =>
    (await ws.sql(`\n${query}`)).map(({ snapshot_id, is_complete, note }) => [
      snapshot_id,
      is_complete,
      note,
    ]);
  await ws.ok(['collect', 'itcare']);
  isBroken = true;
  for (let i = 0; i < 2; i += 1) await ws.bilan(['collect', 'itcare', '--allow-partial']);
  expect(await shown()).toEqual([
    ['itcare-000001', true, null],
    ['itcare-000003', false, WHY],
  ]);
  isBroken = false;
  await ws.ok(['collect', 'itcare']);
  expect(await shown()).toEqual([
    ['itcare-000001', true, null],
    ['itcare-000004', true, null],
  ]);
});

test('a ledger that cannot be opened shows before ITCare is asked for anything', async () => {
  const ws = await serveBreakable(() => false);
  await ws.ok(['collect', 'itcare']);
  const asked = ws.requests.length;
  expect(asked).toBeGreaterThan(0);
  truncateSync(join(ws.dir, 'bilan.duckdb'), 5000);
  const { code, stderr } = await ws.bilan(['collect', 'itcare']);
  expect(code).toBe(6);
  expect(stderr).toContain('bilan.duckdb');
  expect(ws.requests).toHaveLength(asked);
});
