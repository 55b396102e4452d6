import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemHttpEffects } from '../../src/collect/http/effects.ts';
import { collectItcare } from '../../src/collect/itcare/collect.ts';
import { openItcare } from '../../src/collect/itcare/open.ts';
import { readPrometheus } from '../../src/collect/power/prometheus.ts';
import { readReferenceFolder } from '../../src/collect/reference/read-folder.ts';
import { DEMO_NOW } from '../../src/demo/estate/calendar.ts';
import { createEstate } from '../../src/demo/estate/create.ts';
import { viewEstate } from '../../src/demo/estate/view.ts';
import { DEMO_CREDENTIALS, startItcareServer } from '../../src/demo/serve-itcare.ts';
import { startPrometheusServer } from '../../src/demo/serve-prometheus.ts';
import { writeDemoWorkspace } from '../../src/demo/workspace.ts';
import { silentReporter } from '../../src/domain/effects.ts';
import type { ItcareBatch, ResourceRow } from '../../src/domain/rows.ts';

const estate = createEstate();
const effects = systemHttpEffects({});

test.each(['flat', 'nested'] as const)(
  'the collector reads the whole estate (%s pages)',
  async (pageShape) => {
    const server = await startItcareServer(estate, { pageShape, maxPageSize: 100 });
    const config = {
      url: server.url,
      token_url: server.tokenUrl,
      client_id: DEMO_CREDENTIALS.clientId,
      client_secret: DEMO_CREDENTIALS.clientSecret,
      timezone: 'Europe/Paris',
      page_size: 200,
      concurrency: 4,
      clouds: [],
      ca_file: undefined,
    };
    const client = await openItcare(config, effects);
    const batches: ItcareBatch[] = [];
    for await (const batch of collectItcare({ config, client, reporter: silentReporter }))
      batches.push(batch);
    await client.close();
    await server.close();
    const resources: ResourceRow[] = batches.flatMap((batch) =>
      batch.kind === 'resource' ? [...batch.rows] : [],
    );
    const view = viewEstate(estate, DEMO_NOW);
    // Hardware is asked for per service, which not every collector does.
    const expected = view.resources.filter((seen) => seen.resource.kind !== 'hardware');
    const collected = resources.filter(
      (row) => view.byId.get(Number(row.resource_id))?.resource.kind !== 'hardware',
    );
    expect(collected.map((row) => Number(row.resource_id))).toEqual(expected.map((seen) => seen.resource.id));
    for (const row of collected) {
      const seen = view.byId.get(Number(row.resource_id));
      expect(row.parent_id, row.name ?? '').toBe(
        seen?.resource.parentId == null ? null : BigInt(seen.resource.parentId),
      );
      expect(row.end_of_support_on, row.name ?? '').toBe(seen?.milestones.endOfSupportOn);
      if (seen?.resource.kind === 'instance') expect(row.datacenter_id).toBe(seen.zone.datacenterId);
      if (seen?.resource.kind === 'instance') expect(row.storage_gb).toBe(seen.resource.storageGb);
    }
    expect(server.maxInFlight()).toBeLessThanOrEqual(4);
    expect(new Set(server.requests().map((request) => request.method))).toEqual(new Set(['GET', 'POST']));
  },
);

test('the collector reads an hour of every series, with what cannot be', async () => {
  const server = await startPrometheusServer(estate);
  const from = Date.parse('2026-01-09T08:00:00Z');
  const config = {
    type: 'prometheus',
    url: server.url,
    query: 'equipment_power_watts',
    equipment_label: 'equipment',
    feed_label: 'feed',
    replica_label: undefined,
    mode: 'samples',
    tenant: 'demo',
    headers: {},
  } as const;
  const span = { fromUs: BigInt(from) * 1000n, toUs: BigInt(from + 3_600_000) * 1000n };
  const series = new Set<string>();
  let count = 0;
  let bad = 0;
  for await (const batch of readPrometheus(config, span, { http: effects, reporter: silentReporter })) {
    count += batch.ts_us.length;
    batch.equipment_id.forEach((id, index) => {
      series.add(`${id} ${batch.feed[index]}`);
      if (Number.isNaN(batch.power_w[index])) bad += 1;
    });
  }
  await server.close();
  expect(series.size).toBe(69); // All but the machine that comes later.
  expect(count).toBeGreaterThan(69 * 60 - 10);
  expect(bad).toBe(2);
});

test('the reference files are read without a finding', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'bilan-demo-'));
  const urls = {
    itcareUrl: 'http://127.0.0.1:1',
    tokenUrl: 'http://127.0.0.1:1/t',
    prometheusUrl: 'http://127.0.0.1:2',
  };
  await writeDemoWorkspace(dir, estate, urls);
  const load = await readReferenceFolder(join(dir, 'reference'));
  await rm(dir, { recursive: true });
  expect(load.files.map((file) => file.name)).toHaveLength(12);
  expect(load.notices).toEqual([]);
});
