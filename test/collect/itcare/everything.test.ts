import { expect, test } from 'vitest';
import { collect, emptyLists, type FakeEstate, items, serveItcare } from './fake-itcare.ts';

const policy = {
  policyId: 'sla-11',
  name: 'Daily',
  label: 'Daily, 28 days',
  type: 'SERVER',
  replication: true,
  startTime: '20:00',
  durationInHours: 10,
  timezone: 'Europe/Paris',
  frequencies: { daily: { frequency: 1, retention: 28 } },
};
const columnsOfPolicy = {
  policy_id: 'sla-11',
  name: 'Daily',
  label: 'Daily, 28 days',
  type: 'SERVER',
  is_replicated: true,
  start_time: '20:00',
  duration_h: 10,
  timezone: 'Europe/Paris',
  frequencies: '{"daily":{"frequency":1,"retention":28}}',
};
const lifecycle = {
  supportPhase: 'EXTENDED',
  releasedAt: '2017-06-16T22:00:00.000Z',
  endOfSalesAt: '2019-07-06',
  extendedSupportAt: '2020-07-06',
  endOfSupportAt: null,
};
const columnsOfLifecycle = {
  declared_phase: 'EXTENDED',
  released_on: '2017-06-17',
  end_of_sales_on: '2019-07-06',
  extended_support_on: '2020-07-06',
  end_of_support_on: null,
};

const topology = { '/itcare/topology/regions': [] };
const services = { '/itcare/compute/services': items(2, 10) };

const collectFrom = async (estate: FakeEstate) => {
  const itcare = await serveItcare({
    ...estate,
    lists: { ...emptyLists, ...estate.lists },
    answers: { ...topology, ...estate.answers },
  });
  return { ...(await collect(itcare)), itcare };
};

test('hardware is a resource of its service, with serial and cover', async () => {
  const { resources, rows } = await collectFrom({
    lists: services,
    answers: {
      '/itcare/compute/services/11/hardwares': [
        {
          id: 5,
          name: 'srv-1',
          serial: 'CZJ1234',
          endOfCoverDate: '2027-03-31T22:00:00.000Z',
          dc: 'EB4',
          category: 'HARDWARE',
          rack: 'R12',
        },
      ],
    },
  });
  expect(resources).toMatchObject([
    {
      resource_id: 5n,
      name: 'srv-1',
      service_id: 11n,
      serial: 'CZJ1234',
      end_of_cover_on: '2027-04-01',
      datacenter_id: 'EB4',
      category: 'HARDWARE',
    },
  ]);
  expect(JSON.parse(resources[0]?.raw ?? '')).toMatchObject({ hardwares: { rack: 'R12' } });
  expect(rows('family_status')).toContainEqual({
    family: 'hardwares',
    is_complete: true,
    element_count: 1,
    request_count: 2,
    error: null,
  });
});

test('network clusters of services come with their nodes', async () => {
  const { resources } = await collectFrom({
    lists: services,
    answers: {
      '/itcare/compute/services/10/network-clusters': [{ id: 7, name: 'nat', serviceId: 10, cpu: 4 }],
      '/itcare/networking/network-clusters/7/nodes': [
        { id: 8, name: 'nat-1', cpu: 2, availabilityZone: { id: 'EB-A', datacenterId: 'EB4' } },
      ],
    },
  });
  expect(resources).toMatchObject([
    { resource_id: 7n, parent_id: null, vcpu: 4 },
    { resource_id: 8n, parent_id: 7n, datacenter_id: 'EB4' },
  ]);
});

test('support policy, products and obsolescence are relations of their own', async () => {
  const { rows, resources, summary } = await collectFrom({
    lists: {
      '/itcare/compute/platform/resources-obsolescence': [
        { id: 3, serviceId: 10, platform: 'Debian 9', technology: 'DEBIAN', status: 'ACTIVE', ...lifecycle },
      ],
    },
    answers: {
      '/itcare/compute/platform/support-policy': [
        { name: 'RHEL 9', supportPhase: null, rawSupportPhase: 'STANDARD' },
        { id: 'deb9', name: 'Debian 9', label: 'Debian', category: 'OS', technology: 'DEBIAN', ...lifecycle },
        { name: 'Debian 9', label: 'again' },
        { comment: 'nameless' },
      ],
      '/itcare/compute/platform/products': [
        {
          id: 'pg15',
          code: 'PG15',
          name: 'PostgreSQL',
          platform: 'PostgreSQL 15',
          type: 'POSTGRESQL',
          version: '15',
          backupPolicyType: 'POSTGRESQL',
          productIsDisabled: false,
          ...lifecycle,
        },
      ],
    },
  });
  expect(rows('platform')).toEqual([
    {
      platform: 'Debian 9',
      label: 'Debian',
      category: 'OS',
      technology: 'DEBIAN',
      comment: null,
      ...columnsOfLifecycle,
      raw: expect.stringContaining('"id":"deb9"'),
    },
    expect.objectContaining({ platform: 'RHEL 9', declared_phase: 'STANDARD' }),
  ]);
  expect(rows('product')).toEqual([
    {
      product_id: 'pg15',
      code: 'PG15',
      name: 'PostgreSQL',
      label: null,
      platform: 'PostgreSQL 15',
      category: null,
      type: 'POSTGRESQL',
      technology: null,
      edition: null,
      version: '15',
      status: null,
      backup_policy_type: 'POSTGRESQL',
      is_disabled: false,
      comment: null,
      ...columnsOfLifecycle,
      raw: expect.any(String),
    },
  ]);
  expect(rows('obsolescence')).toEqual([
    {
      resource_id: 3n,
      service_id: 10n,
      platform: 'Debian 9',
      technology: 'DEBIAN',
      status: 'ACTIVE',
      ...columnsOfLifecycle,
      raw: expect.any(String),
    },
  ]);
  expect(resources).toEqual([]);
  expect(summary.notices).toEqual([
    'support-policy: 1 without a name or id, left out',
    'support-policy: Debian 9 is given more than once, the first is kept',
  ]);
});

test('backup policies: offered for the types that a service has, each once; attached as the best answer says', async () => {
  const last = { backupLastDate: '2026-02-03T03:00:00.000Z', backupSize: 12 };
  const { rows, itcare } = await collectFrom({
    lists: {
      ...services,
      '/itcare/compute/resources': [
        { id: 1, serviceId: 10, type: 'POSTGRESQL' },
        { id: 2, serviceId: 99, type: 'POSTGRESQL' },
      ],
      '/itcare/compute/instances': [
        {
          id: 4,
          serviceId: 11,
          storage: 1,
          backupPolicyDetails: {
            policies: [{ ...policy, ...last }, { ...policy, label: 'again' }, { type: 'X' }],
          },
        },
        { id: 5, serviceId: 11, storage: 1, backupPolicyDetails: { policies: [] } },
      ],
    },
    answers: {
      '/itcare/compute/platform/products': [
        { id: 'p', type: 'POSTGRESQL', backupPolicyType: 'PG' },
        { id: 'l', type: 'LINUX', backupPolicyType: 'SERVER' },
      ],
      '/itcare/compute/backup-policies?serviceId=10&policyType=SERVER': {
        'EB-B': [{ ...policy, id: 11 }],
        'EB-A': [{ ...policy, id: 11 }],
      },
      '/itcare/compute/backup-policies?serviceId=10&policyType=PG': {
        'EB-A': [{ name: 'PITR', frequencies: {} }],
      },
    },
  });
  const asked = itcare.server.requests
    .map(({ url }) => url)
    .filter((url) => url.includes('/backup-policies'));
  expect(asked.sort()).toEqual([
    '/itcare/compute/backup-policies?serviceId=10&policyType=PG',
    '/itcare/compute/backup-policies?serviceId=10&policyType=SERVER',
    '/itcare/compute/backup-policies?serviceId=11&policyType=SERVER',
  ]);
  const policies = rows('backup_policy');
  expect(policies.filter(({ scope }) => scope === 'offered')).toMatchObject([
    { service_id: 10n, resource_id: null, policy_id: 'PITR', frequencies: '{}', is_replicated: null },
    { service_id: 10n, resource_id: null, ...columnsOfPolicy },
  ]);
  expect(policies.filter(({ scope }) => scope === 'attached')).toEqual([
    { scope: 'attached', service_id: 11n, resource_id: 4n, ...columnsOfPolicy, raw: JSON.stringify(policy) },
    expect.objectContaining({ resource_id: 4n, policy_id: 'unnamed', type: 'X', frequencies: null }),
  ]);
});

test('patch policies of services', async () => {
  const { rows } = await collectFrom({
    lists: services,
    answers: {
      '/itcare/compute/services/10/patch-policies': [
        {
          id: 4,
          name: 'vm',
          patchGroup: '2',
          patchTag: '2022-Q4',
          patchDate: '2026-03-29T08:00:00.000Z',
          excluded: true,
          excludedBy: 'jane',
          exclusionDate: '2026-01-05T08:00:00.000Z',
          exclusionReason: 'frozen',
        },
      ],
    },
  });
  expect(rows('patch_policy')).toEqual([
    {
      service_id: 10n,
      resource_id: 4n,
      name: 'vm',
      patch_group: '2',
      patch_tag: '2022-Q4',
      patch_at: Date.UTC(2026, 2, 29, 8),
      is_excluded: true,
      excluded_by: 'jane',
      excluded_at: Date.UTC(2026, 0, 5, 8),
      exclusion_reason: 'frozen',
      raw: expect.stringContaining('"excludedBy":"jane"'),
    },
  ]);
});

test('relations come from the list where it says them, else from the service', async () => {
  const { rows, itcare } = await collectFrom({
    lists: {
      '/itcare/compute/services': [
        { id: 10, relations: { dependencies: [{ id: 12 }, { id: 12 }, { name: 'lost' }], impacts: null } },
        { id: 11, relations: { dependencies: null, impacts: null } },
        { id: 12 },
      ],
    },
    answers: {
      '/itcare/compute/services/11/relations': { dependencies: [], impacts: [{ id: 10, name: 'Ten' }] },
      '/itcare/compute/services/12/relations': null,
    },
  });
  expect(itcare.asked().filter((path) => path.endsWith('/relations'))).toEqual([
    'GET /itcare/compute/services/11/relations',
    'GET /itcare/compute/services/12/relations',
  ]);
  expect(rows('service_relation')).toEqual([
    { service_id: 10n, related_service_id: 12n, direction: 'dependency', raw: '{"id":12}' },
    { service_id: 11n, related_service_id: 10n, direction: 'impact', raw: '{"id":10,"name":"Ten"}' },
  ]);
});

test('storage is asked for where the list does not say it, and a 404 is a notice', async () => {
  const { resources, itcare, summary } = await collectFrom({
    lists: {
      '/itcare/compute/instances': [
        { id: 1, storage: 10 },
        { id: 2, storageInformation: { totalSizeDisks: 20 } },
        { id: 3, storage: null },
        { id: 4 },
      ],
    },
    answers: { '/itcare/compute/instances/3/storage': { totalSizeDisks: 30, fileSystems: [] } },
    fault: (request, response) => {
      if (request.url !== '/itcare/compute/instances/4/storage') return false;
      response.writeHead(404).end();
      return true;
    },
  });
  expect(resources.map(({ storage_gb }) => storage_gb)).toEqual([10, 20, 30, null]);
  expect(JSON.parse(resources[2]?.raw ?? '')).toEqual({
    instances: { id: 3, storage: null },
    'instance-storage': { totalSizeDisks: 30, fileSystems: [] },
  });
  expect(itcare.asked().filter((path) => path.endsWith('/storage'))).toHaveLength(2);
  expect(summary.notices).toEqual([
    'storage unknown of 1: GET /itcare/compute/instances/4/storage answered 404',
  ]);
});

test("ITCare's own figures, one row per name and label", async () => {
  const { rows, summary } = await collectFrom({
    lists: {},
    answers: {
      '/itcare/compute/resources/metrics?kind=global': {
        coresCount: 12,
        score: null,
        phasesDistribution: { STANDARD: 3, EXTENDED: 1 },
      },
      '/itcare/compute/resources/metrics?kind=count': { count: 4 },
      '/itcare/compute/platform/stats/global': {
        phasesStatistic: {
          STANDARD: { count: 3, platforms: [{ count: 3, name: 'Debian 12', resourceType: 'LINUX' }] },
        },
      },
    },
    fault: (request, response) => {
      if (!request.url.endsWith('kind=network')) return false;
      response.writeHead(404).end();
      return true;
    },
  });
  expect(rows('metric').map(({ name, label, value, raw }) => [name, label, value, raw])).toEqual([
    ['count.count', null, 4, '4'],
    ['global.coresCount', null, 12, '12'],
    ['global.phasesDistribution', 'EXTENDED', 1, '1'],
    ['global.phasesDistribution', 'STANDARD', 3, '3'],
    ['global.score', null, null, 'null'],
    [
      'platform-stats.phases',
      'STANDARD',
      3,
      '{"count":3,"platforms":[{"count":3,"name":"Debian 12","resourceType":"LINUX"}]}',
    ],
    [
      'platform-stats.platforms',
      'STANDARD / Debian 12 / LINUX',
      3,
      '{"count":3,"name":"Debian 12","resourceType":"LINUX"}',
    ],
  ]);
  expect(summary.notices).toEqual([
    'metrics unknown of 1: GET /itcare/compute/resources/metrics answered 404',
  ]);
});
