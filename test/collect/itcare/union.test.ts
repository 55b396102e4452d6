import { expect, test } from 'vitest';
import { collect, emptyLists, type FakeEstate, serveItcare } from './fake-itcare.ts';

const REGIONS = [
  {
    id: 'EB',
    areas: [
      { id: 'EB-HDS', availabilityZones: [{ id: 'EB-HDS-A', datacenterId: 'EB4' }] },
      {
        id: 'EB',
        availabilityZones: [
          { id: 'EB-C', datacenterId: 'EB5' },
          { id: 'EB-A', datacenterId: 'EB4' },
        ],
      },
    ],
  },
];

const estate: FakeEstate = {
  lists: {
    ...emptyLists,
    '/itcare/compute/services': [
      {
        id: 20,
        name: 'Shop',
        key: 'SHOP',
        environment: 'PRODUCTION',
        cloudId: 7,
        cloud: 'Cloud 7',
        status: 'ACTIVE',
      },
      { id: 10, name: 'Books', status: 'PREPARATION', comment: 'new' },
    ],
    '/itcare/compute/resources': [
      {
        id: 100,
        name: 'generic',
        type: 'GENERIC',
        platform: 'deb12',
        status: 'ACTIVE',
        serviceId: 20,
        tags: [
          { tagKey: 'b', tagValue: '2' },
          { tagKey: 'a', tagValue: '1' },
        ],
      },
      { id: 300, name: 'pg', resourceType: 'POSTGRESQL', category: 'DATABASES' },
    ],
    '/itcare/compute/instances': [
      {
        id: 100,
        name: 'web1',
        type: 'LINUX',
        family: 'DEBIAN',
        technology: 'DEBIAN',
        category: 'INSTANCES',
        productName: 'Debian',
        productVersion: '12',
        serviceId: 20,
        serviceName: 'Shop',
        environment: 'PRODUCTION',
        cloudName: 'Cloud 7',
        status: 'INACTIVE',
        cpu: 4,
        ram: 8,
        storage: 120,
        backupPolicyDetails: {
          backups: [
            { backupSize: 30, backupLastDate: '2026-02-01T03:00:00.000Z' },
            { backupSize: null },
            { backupSize: 12.5, backupLastDate: '2026-02-03T03:00:00.000Z' },
          ],
        },
        backup: { size: 99, lastDate: '2026-02-02T03:00:00.000+0100' },
        creationTime: '2016-06-01T12:27:19.000+0200',
        monitoringEnabled: true,
        backupStatus: false,
        replicationStatus: true,
        monitoringOnCallEnabled: true,
        patchParty: {
          excluded: true,
          patchGroup: '2',
          patchTag: '2022-Q4',
          exclusionReason: 'frozen',
          exclusionDate: '2026-01-05T08:00:00.000Z',
        },
        supportPhase: 'EXTENDED',
        releasedAt: '2023-06-09T22:00:00.000Z',
        endOfSalesAt: '2024-08-15',
        extendedSupportAt: '2024-08-14T22:00:00Z',
        endOfSupportAt: '9999-12-31T23:00:00.000Z',
        availabilityZone: { id: 'EB-A', datacenterId: 'EB4' },
        labelDataCenter: 'elsewhere',
      },
    ],
    '/itcare/databases': [
      {
        id: 300,
        name: 'pg',
        technology: 'POSTGRESQL',
        version: '15',
        sizing: '2CPU4gb',
        storageInformation: { totalSizeDisks: 50 },
      },
    ],
    '/itcare/compute/containers/kubernetes': [{ id: 400, name: 'k8s', availableDCs: ['EB4'] }],
  },
  answers: {
    '/itcare/topology/regions': REGIONS,
    '/itcare/databases/postgresql/300/nodes': [
      { id: 301, name: 'pg-1', cpu: 2, labelAvailabilityZone: 'EB-C' },
      { id: 300, name: 'itself', labelAvailabilityZone: 'EB-HDS-A' },
    ],
    '/itcare/compute/containers/kubernetes/400/nodes': [
      { id: 401, name: 'k8s-1' },
      { id: 100, name: 'other name', availabilityZone: { id: 'EB-C' } },
    ],
  },
};

/** Rows without their texts, which a test of their own looks at. */
const withoutRaw = (rows: readonly object[]): object[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !name.endsWith('raw'))));

const nothing = {
  service_id: null,
  service_name: null,
  environment: null,
  cloud_name: null,
  category: null,
  type: null,
  family: null,
  technology: null,
  product_name: null,
  product_version: null,
  platform: null,
  status: null,
  parent_id: null,
  datacenter_id: null,
  availability_zone: null,
  vcpu: null,
  ram_gb: null,
  storage_gb: null,
  backup_gb: null,
  created_at: null,
  is_monitored: null,
  is_backed_up: null,
  is_replicated: null,
  is_on_call: null,
  is_patch_excluded: null,
  patch_group: null,
  patch_tag: null,
  patch_exclusion_reason: null,
  patch_excluded_at: null,
  serial: null,
  end_of_cover_on: null,
  last_backup_at: null,
  declared_phase: null,
  released_on: null,
  end_of_sales_on: null,
  extended_support_on: null,
  end_of_support_on: null,
  tags: {},
};

test('services, zones and resources come sorted, each resource united from everything said of it', async () => {
  const itcare = await serveItcare(estate);
  const { services, zones, resources, summary } = await collect(itcare);
  expect(withoutRaw(services)).toEqual([
    {
      service_id: 10n,
      name: 'Books',
      key: null,
      environment: null,
      cloud_id: null,
      cloud_name: null,
      status: 'PREPARATION',
      comment: 'new',
    },
    {
      service_id: 20n,
      name: 'Shop',
      key: 'SHOP',
      environment: 'PRODUCTION',
      cloud_id: 7n,
      cloud_name: 'Cloud 7',
      status: 'ACTIVE',
      comment: null,
    },
  ]);
  expect(withoutRaw(zones)).toEqual([
    { availability_zone: 'EB-A', datacenter_id: 'EB4', area: 'EB', region: 'EB' },
    { availability_zone: 'EB-C', datacenter_id: 'EB5', area: 'EB', region: 'EB' },
    { availability_zone: 'EB-HDS-A', datacenter_id: 'EB4', area: 'EB-HDS', region: 'EB' },
  ]);
  expect(withoutRaw(resources)).toEqual([
    {
      resource_id: 100n,
      name: 'web1',
      service_id: 20n,
      service_name: 'Shop',
      environment: 'PRODUCTION',
      cloud_name: 'Cloud 7',
      category: 'INSTANCES',
      type: 'LINUX',
      family: 'DEBIAN',
      technology: 'DEBIAN',
      product_name: 'Debian',
      product_version: '12',
      platform: 'deb12',
      status: 'INACTIVE',
      parent_id: 400n,
      datacenter_id: 'EB5',
      availability_zone: 'EB-C',
      vcpu: 4,
      ram_gb: 8,
      storage_gb: 120,
      backup_gb: 42.5,
      created_at: Date.UTC(2016, 5, 1, 10, 27, 19),
      is_monitored: true,
      is_backed_up: false,
      is_replicated: true,
      is_on_call: true,
      is_patch_excluded: true,
      patch_group: '2',
      patch_tag: '2022-Q4',
      patch_exclusion_reason: 'frozen',
      patch_excluded_at: Date.UTC(2026, 0, 5, 8),
      serial: null,
      end_of_cover_on: null,
      last_backup_at: Date.UTC(2026, 1, 3, 3),
      declared_phase: 'EXTENDED',
      released_on: '2023-06-10',
      end_of_sales_on: '2024-08-15',
      extended_support_on: '2024-08-15',
      end_of_support_on: '9999-12-31',
      tags: { a: '1', b: '2' },
    },
    {
      ...nothing,
      resource_id: 300n,
      name: 'pg',
      type: 'POSTGRESQL',
      category: 'DATABASES',
      technology: 'POSTGRESQL',
      product_version: '15',
      vcpu: 2,
      ram_gb: 4,
      storage_gb: 50,
      datacenter_id: 'EB4',
      availability_zone: 'EB-HDS-A',
    },
    {
      ...nothing,
      resource_id: 301n,
      name: 'pg-1',
      parent_id: 300n,
      vcpu: 2,
      datacenter_id: 'EB5',
      availability_zone: 'EB-C',
    },
    { ...nothing, resource_id: 400n, name: 'k8s', datacenter_id: 'EB4' },
    { ...nothing, resource_id: 401n, name: 'k8s-1', parent_id: 400n },
  ]);
  expect(Object.keys(resources[0]?.tags ?? {})).toEqual(['a', 'b']);
  expect(summary.notices).toEqual([]);
});

test('what is sent: one page of each list, one request per cluster, the catalogues, five per service, nothing but GET and the token', async () => {
  const itcare = await serveItcare(estate);
  const { summary } = await collect(itcare);
  expect(itcare.asked()).toEqual(
    [
      ...Object.keys(emptyLists),
      '/itcare/databases/postgresql/300/nodes',
      '/itcare/compute/containers/kubernetes/400/nodes',
      '/itcare/topology/regions',
      '/itcare/compute/platform/support-policy',
      '/itcare/compute/platform/products',
      '/itcare/compute/platform/stats/global',
      ...Array.from({ length: 5 }, () => '/itcare/compute/resources/metrics'),
      ...[10, 20].flatMap((service) => [
        '/itcare/compute/backup-policies',
        ...['hardwares', 'network-clusters', 'patch-policies', 'relations'].map(
          (operation) => `/itcare/compute/services/${service}/${operation}`,
        ),
      ]),
    ]
      .map((path) => `GET ${path}`)
      .sort(),
  );
  expect(
    new Set(itcare.server.requests.map(({ method, url }) => (method === 'GET' ? 'GET' : `${method} ${url}`))),
  ).toEqual(new Set(['GET', 'POST /token']));
  expect(summary.requests).toEqual({ sent: 35, retried: 0, tokens: 1 });
  for (const { url, headers } of itcare.server.requests.slice(1)) {
    expect(headers.authorization).toBe('Bearer token-1');
    if (url.includes('size=')) expect(url).toMatch(/\?page=0&size=200&sort=id$/);
  }
});

test('the rows do not depend on the order of the answers', async () => {
  const reversed = Object.entries(estate.lists).map(([path, list]) => [path, [...list].reverse()] as const);
  const jumbled = await serveItcare(
    { ...estate, lists: Object.fromEntries(reversed) },
    { page_size: 1, concurrency: 7 },
  );
  expect((await collect(jumbled)).resources).toEqual((await collect(await serveItcare(estate))).resources);
});
