import { expect, test } from 'vitest';
import { readSizing } from '../../../src/collect/itcare/items.ts';
import { parentsOf } from '../../../src/collect/itcare/union.ts';
import { collect, emptyLists, type Item, serveItcare } from './fake-itcare.ts';

const collectInstances = async (
  instances: readonly Item[],
  more: Readonly<Record<string, readonly Item[]>> = {},
  answers: Readonly<Record<string, unknown>> = {},
) =>
  collect(
    await serveItcare({
      lists: { ...emptyLists, '/itcare/compute/instances': instances, ...more },
      answers: { '/itcare/topology/regions': [], ...answers },
    }),
  );

test('names of every kind and ids beyond 2^53 are kept as they are', async () => {
  const names = [
    'déjà vu',
    '🚀 launch',
    'שלום עולם',
    'say "hi"; it\'s\nnew',
    '=cmd()',
    ' padded ',
    '\u0000\u001b[31m',
    'integer:7',
  ];
  const base = 9007199254740993n;
  const { resources, summary } = await collectInstances(
    names.map((name, index) => ({ id: base + BigInt(index), name })),
  );
  expect(resources.map((row) => [row.resource_id, row.name])).toEqual(
    names.map((name, index) => [base + BigInt(index), name]),
  );
  expect(summary.notices).toEqual([]);
});

test('ids may come as text, and are the same ids', async () => {
  const { resources } = await collectInstances([{ id: '12', serviceId: '9007199254740993', cpu: 1 }], {
    '/itcare/compute/resources': [{ id: 12, name: 'twelve', serviceId: null }],
  });
  expect(resources).toHaveLength(1);
  expect(resources[0]).toMatchObject({
    resource_id: 12n,
    name: 'twelve',
    service_id: 9007199254740993n,
    vcpu: 1,
  });
});

test('what is of the wrong type is unknown or text, and said once per field with a count and the lowest id', async () => {
  const odd = {
    name: 42,
    serviceId: 'x',
    cpu: '4',
    ram: -8,
    storage: [1],
    monitoringEnabled: 'yes',
    creationTime: 'yesterday',
    endOfSupportAt: 20240815,
    status: 'SLEEPING',
    supportPhase: 'End of sales',
    comment: { a: 1 },
    patchParty: 'none',
    tags: 'a=b',
    backupPolicyDetails: { backups: [{ backupSize: -1 }, null, { backupSize: 5 }] },
    technology: { a: 1 },
  };
  const { resources, summary } = await collectInstances([
    { id: 8, ...odd },
    { id: 7, ...odd },
  ]);
  expect(resources[0]).toMatchObject({
    resource_id: 7n,
    name: '42',
    service_id: null,
    vcpu: null,
    ram_gb: null,
    storage_gb: null,
    backup_gb: 5,
    is_monitored: null,
    is_patch_excluded: null,
    created_at: null,
    end_of_support_on: null,
    status: 'SLEEPING',
    declared_phase: 'End of sales',
    technology: null,
    tags: {},
  });
  expect(summary.notices).toEqual([
    'instances: backupPolicyDetails.backups holds something that is not an object, left out (2 items, e.g. id 7: null)',
    'instances: backupPolicyDetails.backups[].backupSize is negative, taken as unknown (2 items, e.g. id 7: -1)',
    'instances: cpu is not a number, taken as unknown (2 items, e.g. id 7: "4")',
    'instances: creationTime is not a date, taken as unknown (2 items, e.g. id 7: "yesterday")',
    'instances: endOfSupportAt is not a date, taken as unknown (2 items, e.g. id 7: 20240815)',
    'instances: monitoringEnabled is neither true nor false, taken as unknown (2 items, e.g. id 7: "yes")',
    'instances: name is not text, kept as text (2 items, e.g. id 7: 42)',
    'instances: patchParty is not an object, taken as unknown (2 items, e.g. id 7: "none")',
    'instances: ram is negative, taken as unknown (2 items, e.g. id 7: -8)',
    'instances: serviceId is not an id, taken as unknown (2 items, e.g. id 7: "x")',
    'instances: status has a value that is not documented, kept (2 items, e.g. id 7: "SLEEPING")',
    'instances: storage is not a number, taken as unknown (2 items, e.g. id 7: [1])',
    'instances: tags is not a list, taken as empty (2 items, e.g. id 7: "a=b")',
    'instances: technology is not text, taken as unknown (2 items, e.g. id 7: {"a":1})',
  ]);
});

test('a backup policy is read once for all that have it, and one that is odd counts at each of them', async () => {
  const odd = { policyId: 'p', name: 'odd', durationInHours: 'long' };
  const fine = { policyId: 'q', name: 'fine', durationInHours: 4, frequencies: { daily: 1 } };
  const having = (id: number, ...policies: readonly Item[]) => ({ id, backupPolicyDetails: { policies } });
  const { rows, summary } = await collectInstances([having(3, odd, fine), having(1, fine), having(2, odd)]);
  expect(summary.notices).toEqual([
    'instances: backupPolicyDetails.policies[].durationInHours is not a number, taken as unknown (2 items, e.g. id 2: "long")',
  ]);
  expect(rows('backup_policy')).toMatchObject([
    { resource_id: 1n, policy_id: 'q', duration_h: 4, frequencies: '{"daily":1}' },
    { resource_id: 2n, policy_id: 'p', duration_h: null },
    { resource_id: 3n, policy_id: 'p', duration_h: null },
    { resource_id: 3n, policy_id: 'q', duration_h: 4, frequencies: '{"daily":1}' },
  ]);
});

test('zero is a value, blank and missing are unknown', async () => {
  const { resources, summary } = await collectInstances([
    {
      id: 1,
      cpu: 0,
      ram: 0,
      storage: 0,
      backup: { size: 0 },
      type: ' ',
      resourceType: 'LINUX',
      sizing: '2cpu4gb',
    },
    {
      id: 2,
      backupPolicyDetails: null,
      backup: null,
      availabilityZone: null,
      patchParty: null,
      creationTime: '',
    },
  ]);
  expect(resources[0]).toMatchObject({ vcpu: 0, ram_gb: 0, storage_gb: 0, backup_gb: 0, type: 'LINUX' });
  expect(resources[1]).toMatchObject({
    vcpu: null,
    backup_gb: null,
    created_at: null,
    is_patch_excluded: null,
  });
  expect(summary.notices).toEqual([]);
});

test('tags: a key given twice, no value, a name that JavaScript uses', async () => {
  const tags = [
    { tagKey: 'b', tagValue: '2' },
    { tagKey: 'a', tagValue: null },
    { tagKey: 'b', tagValue: '1' },
    { tagKey: '__proto__', tagValue: 'x' },
    { tagValue: 'lost' },
  ];
  const { resources } = await collectInstances([
    { id: 1, tags },
    { id: 2, tags: [...tags].reverse() },
  ]);
  expect(Object.entries(resources[0]?.tags ?? {})).toEqual([
    ['__proto__', 'x'],
    ['a', ''],
    ['b', '2'],
  ]);
  expect(resources[1]?.tags).toEqual(resources[0]?.tags);
});

test.each([
  ['2cpu4gb', 2, 4],
  ['2CPU4GB', 2, 4],
  [' 16 vCPU 64 GB ', 16, 64],
  ['large', null, null],
  ['', null, null],
  [null, null, null],
])('sizing %j is %j vCPU and %j GB', (sizing, vcpu, ram_gb) => {
  expect(readSizing(sizing)).toEqual({ vcpu, ram_gb });
});

test("a node of two clusters belongs to the lower one; circles are opened; the cluster itself is nobody's node", () => {
  const links = [
    { cluster: 20n, node: 1n },
    { cluster: 10n, node: 1n },
    { cluster: 10n, node: 10n },
    { cluster: 30n, node: 40n },
    { cluster: 40n, node: 50n },
    { cluster: 50n, node: 30n },
    { cluster: 30n, node: 60n },
  ];
  const expected = {
    parents: new Map([
      [1n, 10n],
      [40n, 30n],
      [50n, 40n],
      [60n, 30n],
    ]),
    notices: [
      'resource 1 is a node of clusters 10 and 20: taken as one of 10',
      "resource 30 is a node of its own node 50: taken as nobody's node",
    ],
  };
  expect(parentsOf(links)).toEqual(expected);
  expect(parentsOf([...links].reverse())).toEqual(expected);
});

test('the same node under two clusters is one resource', async () => {
  const node = { id: 1, name: 'shared' };
  const { resources, summary } = await collectInstances(
    [],
    {
      '/itcare/databases': [
        { id: 20, technology: 'REDIS' },
        { id: 10, technology: 'REDIS' },
      ],
    },
    {
      '/itcare/databases/redis/20/nodes': [{ ...node, labelAvailabilityZone: 'B' }],
      '/itcare/databases/redis/10/nodes': [{ ...node, labelAvailabilityZone: 'A' }],
    },
  );
  expect(resources.map((row) => [row.resource_id, row.parent_id, row.availability_zone])).toEqual([
    [1n, 10n, 'A'],
    [10n, null, null],
    [20n, null, null],
  ]);
  expect(summary.notices).toEqual(['resource 1 is a node of clusters 10 and 20: taken as one of 10']);
});
