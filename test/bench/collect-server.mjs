import { createServer } from 'node:http';

/** An ITCare whose pages are made before the first request, so that it costs next to nothing to serve them. */
const SERVICES = 200;
const RESOURCES = 20_000;
const CLUSTERS = 100;

const places = ['EB-A', 'EB-B', 'EB-C', 'ET-A'].map((id, at) => ({
  area: { id: id.slice(0, 2), location: 'Boulogne', regulation: 'STANDARD', defaultArea: true },
  availabilityZone: {
    id,
    datacenterId: ['EB4', 'EB4', 'EB5', 'ET1'][at],
    availabilityZoneGroup: id.slice(0, 2),
    defaultZone: at === 0,
    location: 'Boulogne',
    routable: true,
  },
  labelArea: id.slice(0, 2),
  labelAvailabilityZone: id,
  labelDataCenter: ['EB4', 'EB4', 'EB5', 'ET1'][at],
  labelRegion: id.slice(0, 2),
}));

const lifecycle = {
  releasedAt: '2023-06-09T22:00:00.000Z',
  endOfSalesAt: '2025-06-09T22:00:00.000Z',
  extendedSupportAt: '2026-06-09T22:00:00.000Z',
  endOfSupportAt: '2028-06-30T22:00:00.000Z',
  supportPhase: 'END_OF_SALES',
};

const shared = (id) => ({
  category: id > CLUSTERS ? 'INSTANCES' : 'MANAGED_DATABASES',
  cloudName: 'Cloud of the customer',
  comment: id % 3 === 0 ? `Serveur d'application n° ${id}, clé "A";\nà garder` : null,
  creationTime: new Date(1_465_000_000_000 + id * 7_654_321).toISOString().replace('Z', '+0000'),
  creationUser: 'jane.doe@example.com',
  environment: id % 4 === 0 ? 'PRODUCTION' : 'QUALIFICATION',
  family: id > CLUSTERS ? 'DEBIAN' : 'REDIS',
  id,
  internalResourceId: 500_000_000 + id,
  label: 'Debian 12',
  name: `lx-application-${id}`,
  path: `/compute/instances/${id}`,
  prettyLabel: `Debian 12 - lx-application-${id}`,
  productName: 'Debian',
  resourceType: id > CLUSTERS ? 'LINUX' : 'REDIS',
  serviceId: 1 + (id % SERVICES),
  serviceKey: `SVC${id % SERVICES}`,
  serviceName: `Service number ${id % SERVICES}`,
  status: id % 20 === 0 ? 'INACTIVE' : 'ACTIVE',
  technology: id > CLUSTERS ? 'DEBIAN' : 'REDIS',
  type: id > CLUSTERS ? 'LINUX' : 'REDIS',
  ...lifecycle,
});

const listed = (id) => ({
  ...shared(id),
  description: null,
  platform: 'Debian 12',
  tags: [
    { tagKey: 'owner', tagValue: `team-${id % 30}` },
    { tagKey: 'cost-center', tagValue: `cc-${id % 90}` },
  ],
});

const lastDate = (id) => new Date(1_772_000_000_000 + id * 1_234).toISOString();

const instance = (id) => ({
  ...shared(id),
  ...places[id % 4],
  authenticationDomain: 'corp.example.com',
  backup: { backupSystem: 'RUBRIK', filesNb: 120, lastDate: lastDate(id), size: 40 + (id % 50), type: 'VM' },
  backupPolicyDetails: {
    backups: [{ backupLastDate: lastDate(id), backupSize: 40 + (id % 50), id, type: 'RUBRIK' }],
    policies: [
      {
        backupLastDate: lastDate(id),
        backupSize: 40 + (id % 50),
        durationInHours: 10,
        frequencies: { daily: { frequency: 1, retention: 28 } },
        label: 'Daily 28 days, replicated',
        name: 'Daily 28 days, replicated',
        policyId: 'rubrik-sla-11',
        replication: true,
        scope: 'VM',
        startTime: '20:00',
        timezone: 'Europe/Paris',
        type: 'SERVER',
      },
    ],
  },
  backupStatus: true,
  cloudId: 7,
  cpu: 1 + (id % 16),
  imageCode: 'deb12',
  internalType: 'LINUX',
  ipAddress: `10.1.${id % 250}.${id % 240}`,
  isExternalIngressNode: false,
  isInternalIngressNode: false,
  isMemberOFLoadBalancer: false,
  loadbalancers: [],
  metrologyUrl: null,
  monitoringAlerting: true,
  monitoringEnabled: true,
  monitoringOnCallEnabled: id % 4 === 0,
  monitoringRequested: true,
  network: {
    area: 'EB',
    cidr: '10.1.0.0/16',
    cloud: 'Cloud of the customer',
    defaultNetwork: true,
    description: 'backend network',
    environment: 'PRODUCTION',
    gateway: '10.1.0.1',
    id: 12,
    ipFreeNumber: 120,
    mask: '255.255.0.0',
    region: 'EB',
    scope: 'backend',
    technicalId: 'net-12',
    usedPercent: 40,
  },
  osName: 'Debian GNU/Linux 12',
  osType: 'LINUX',
  parentResourceType: null,
  patchParty: {
    excluded: false,
    excludedBy: null,
    exclusionDate: null,
    exclusionReason: null,
    id,
    name: `lx-application-${id}`,
    patchDate: '2026-03-29T08:00:00.000Z',
    patchGroup: '2',
    patchTag: '2026-Q1',
  },
  productCode: 'deb12',
  productVersion: '12',
  ram: 4 * (1 + (id % 16)),
  replication: { storageClass: 'LOCAL', storageMoveInProgress: false, storageReplicationClass: null },
  replicationStatus: false,
  snapshot: null,
  storage: 100 + (id % 400),
  storageInformation: {
    fileSystems: [
      { free: 12, mountingPoint: '/', sizeOf: 40, type: 'ext4' },
      { free: 30, mountingPoint: '/var', sizeOf: 60, type: 'ext4' },
    ],
    totalSizeDisks: 100 + (id % 400),
    totalSizeFileSystems: 100,
  },
  storageMoveInProgress: false,
});

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const database = (id) => ({ ...shared(id), cpu: 2, ram: 4, sizing: '2cpu4gb', nodeCount: 2, version: '7' });
const service = (id) => ({ id, name: `Service number ${id}`, key: `SVC${id}`, environment: 'PRODUCTION', cloudId: 7 });

const LISTS = {
  '/itcare/compute/services': range(1, SERVICES).map(service),
  '/itcare/compute/resources': range(1, RESOURCES).map(listed),
  '/itcare/compute/instances': range(CLUSTERS + 1, RESOURCES).map(instance),
  '/itcare/databases': range(1, CLUSTERS).map(database),
  '/itcare/compute/platform/resources-obsolescence': range(1, RESOURCES).map(listed),
};

const SIZE = 200;
const bodies = new Map();
let bytes = 0;
for (const [path, items] of Object.entries(LISTS)) {
  const totalPages = Math.ceil(items.length / SIZE);
  for (let number = 0; number < totalPages; number += 1) {
    const content = items.slice(number * SIZE, (number + 1) * SIZE);
    const body = { content, number, size: SIZE, totalElements: items.length, totalPages, last: number + 1 === totalPages };
    const buffer = Buffer.from(JSON.stringify(body));
    bytes += buffer.length;
    bodies.set(`${path}?page=${number}`, buffer);
  }
}
const empty = Buffer.from(JSON.stringify({ content: [], totalElements: 0, totalPages: 0, last: true }));
const token = Buffer.from(JSON.stringify({ access_token: 'bench', token_type: 'Bearer', expires_in: 3600 }));

const asked = [];
const bodyOf = (url) => {
  if (url === '/token') return token;
  const { pathname, searchParams } = new URL(url, 'http://x');
  const page = bodies.get(`${pathname}?page=${searchParams.get('page')}`);
  if (page !== undefined) return page;
  const cluster = /redis\/(\d+)\/nodes$/.exec(pathname)?.[1];
  if (cluster !== undefined) return Buffer.from(JSON.stringify([instance(CLUSTERS + Number(cluster))]));
  if (searchParams.has('page')) return empty;
  return Buffer.from(/relations|metrics|stats|backup-policies/.test(pathname) ? '{}' : '[]');
};

const server = createServer((request, response) => {
  const url = request.url ?? '';
  if (request.method === 'GET') asked.push(url);
  request.resume();
  const body = bodyOf(url);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
});

process.on('message', (message) => {
  if (message === 'asked') process.send?.({ asked: asked.splice(0) });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ url: `http://127.0.0.1:${address.port}`, bytes });
});
