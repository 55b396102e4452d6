import { expect, test } from 'vitest';
import { readObsolescence, readPlatform, readProduct } from '../../../src/collect/itcare/catalogue.ts';
import {
  AREAS_PATH,
  BACKUP_POLICIES_PATH,
  FAMILIES,
  HARDWARES_PATH,
  INSTANCE_STORAGE_PATH,
  METRIC_KINDS,
  METRICS_PATH,
  NETWORK_CLUSTERS_PATH,
  NODES,
  nodesOperation,
  OBSOLESCENCE,
  PATCH_POLICIES_PATH,
  PLATFORM_STATS_PATH,
  PRODUCTS_PATH,
  REGIONS_PATH,
  RELATIONS_PATH,
  RESOURCES,
  SERVICES,
  SUPPORT_POLICY_PATH,
} from '../../../src/collect/itcare/families.ts';
import { readResource, readService } from '../../../src/collect/itcare/items.ts';
import { readPatchPolicy, readPolicy } from '../../../src/collect/itcare/policies.ts';
import { rawObject } from '../../../src/collect/itcare/raw-item.ts';
import { readRelations } from '../../../src/collect/itcare/relations.ts';
import type { ItemReader } from '../../../src/collect/itcare/values.ts';
import shapes from './shapes.json' with { type: 'json' };

/**
 * What ITCare's public reference documents of the operations that we use. Extracted from its list of read operations
 * by this rule: of each operation `returns`; the query parameters that we send; the paths of the fields in the example
 * of its answer (of its elements, for pages and lists; `[]` for a list within, `*` for any name) that one of our
 * readers asks for; of pages the figures beside the content.
 */
interface Shape {
  readonly returns: string;
  readonly params: readonly string[];
  readonly fields: readonly string[];
  readonly figures?: readonly string[];
}

const SHAPES: Readonly<Record<string, Shape>> = shapes;

const LISTS = [SERVICES, RESOURCES, ...FAMILIES, OBSOLESCENCE];

/** A reader of nothing that writes down which fields it is asked for. */
const recorder = (asked: Set<string>, prefix = ''): ItemReader => {
  const note = (...fields: readonly (string | undefined)[]): null => {
    for (const field of fields) if (field !== undefined) asked.add(prefix + field);
    return null;
  };
  return {
    text: note,
    label: note,
    once: (_, read) => read(),
    code: (_, ...fields) => note(...fields),
    id: note,
    size: note,
    flag: note,
    instant: note,
    civilDate: note,
    json: note,
    within: (field) => recorder(asked, `${prefix}${field}.`),
    each: (field, read) => {
      note(field);
      return [read(recorder(asked, `${prefix}${field}[].`), {})];
    },
    texts: (field) => {
      note(field);
      return [];
    },
  };
};

const NO_TEXT = rawObject({});

const fieldsOf = (read: (item: ItemReader, id: bigint) => unknown): string[] => {
  const asked = new Set<string>();
  read(recorder(asked), 1n);
  return [...asked].sort();
};

test.each(LISTS)(
  '$name is a documented list of pages, sorted, with or without the filter on clouds',
  (operation) => {
    const shape = SHAPES[operation.path];
    expect(shape?.returns).toBe('page');
    expect(shape?.params.filter((name) => name !== 'clouds')).toEqual(['page', 'size', 'sort']);
    expect(shape?.figures).toEqual(['content', 'last', 'number', 'size', 'totalElements', 'totalPages']);
    expect(shape?.params.includes('clouds')).toBe(operation.filtersClouds);
    expect(shape?.fields).toContain('id');
  },
);

test.each([...new Map(NODES.map((operation) => [operation.path, operation])).values()])(
  '$path is a documented list of nodes',
  (operation) => {
    const shape = SHAPES[operation.path];
    expect(shape?.returns).toBe('array');
    expect(shape?.fields).toEqual(
      expect.arrayContaining(['id', 'availabilityZone.id', 'availabilityZone.datacenterId', 'cpu', 'ram']),
    );
    expect(shape?.params.includes('type')).toBe(operation.wantsCategory);
  },
);

test('every documented operation for nodes is used', () => {
  const documented = Object.keys(SHAPES).filter((path) => path.endsWith('/nodes'));
  expect(new Set(NODES.map((operation) => operation.path))).toEqual(new Set(documented));
});

test.each<[string, string, (item: ItemReader, id: bigint) => unknown]>([
  ['services', SERVICES.path, readService],
  ['relations in the list of services', SERVICES.path, (item) => readRelations(item.within('relations'), 1n)],
  ['relations of a service', RELATIONS_PATH, (item) => readRelations(item, 1n)],
  ['the support policy', SUPPORT_POLICY_PATH, readPlatform],
  ['products', PRODUCTS_PATH, readProduct],
  ['obsolescence', OBSOLESCENCE.path, readObsolescence],
  ['offered backup policies', BACKUP_POLICIES_PATH, (item) => readPolicy(item, {})],
  ['patch policies', PATCH_POLICIES_PATH, readPatchPolicy],
])('every field that we read of %s is documented', (_, path, read) => {
  expect(SHAPES[path]?.fields).toEqual(expect.arrayContaining(fieldsOf(read)));
});

test.each([
  [SUPPORT_POLICY_PATH, 'array', []],
  [PRODUCTS_PATH, 'array', ['clouds']],
  [METRICS_PATH, 'object', ['clouds', 'kind']],
  [PLATFORM_STATS_PATH, 'object', ['clouds']],
  [BACKUP_POLICIES_PATH, 'object', ['policyType', 'serviceId']],
  [HARDWARES_PATH, 'array', []],
  [NETWORK_CLUSTERS_PATH, 'array', []],
  [PATCH_POLICIES_PATH, 'array', []],
  [RELATIONS_PATH, 'object', []],
  [INSTANCE_STORAGE_PATH, 'object', []],
])('%s is documented to give an %s, with the parameters that we send', (path, returns, params) => {
  expect(SHAPES[path]).toMatchObject({ returns, params });
});

test('hardware says its serial and until when it is covered, the storage of an instance its disks', () => {
  expect(SHAPES[HARDWARES_PATH]?.fields).toEqual(expect.arrayContaining(['serial', 'endOfCoverDate', 'dc']));
  expect(SHAPES[INSTANCE_STORAGE_PATH]?.fields).toContain('totalSizeDisks');
});

test('the figures that ours are reconciled against are documented', () => {
  expect(METRIC_KINDS).toEqual(['global', 'count', 'obsolescence', 'service', 'network']);
  expect(SHAPES[METRICS_PATH]?.fields).toEqual(
    expect.arrayContaining(['count', 'coresCount', 'ramGb', 'storageGb', 'backupGb', 'phasesDistribution.*']),
  );
  expect(SHAPES[PLATFORM_STATS_PATH]?.fields).toEqual(
    expect.arrayContaining(['phasesStatistic.*.count', 'phasesStatistic.*.platforms[].count']),
  );
});

test('every field of a resource is documented by a list, by the nodes or by the hardware', () => {
  const documented = new Set(
    Object.entries(SHAPES)
      .filter(([path]) => path !== SERVICES.path && !path.startsWith(REGIONS_PATH))
      .flatMap(([, shape]) => shape.fields),
  );
  expect(fieldsOf((item) => readResource(item, NO_TEXT)).filter((field) => !documented.has(field))).toEqual(
    [],
  );
});

test('what every family says: identity, service, status, phase and milestones, backups and patches', () => {
  for (const path of [...FAMILIES.map((family) => family.path), HARDWARES_PATH, NETWORK_CLUSTERS_PATH]) {
    expect(SHAPES[path]?.fields, path).toEqual(
      expect.arrayContaining([
        ...[
          'id',
          'name',
          'serviceId',
          'serviceName',
          'environment',
          'cloudId',
          'cloudName',
          'category',
          'type',
        ],
        ...[
          'resourceType',
          'family',
          'technology',
          'productName',
          'productVersion',
          'status',
          'creationTime',
        ],
        ...['monitoringEnabled', 'backupStatus', 'replicationStatus', 'patchParty.excluded', 'supportPhase'],
        ...['releasedAt', 'endOfSalesAt', 'extendedSupportAt', 'endOfSupportAt'],
        'monitoringOnCallEnabled',
        'patchParty.patchGroup',
        'patchParty.patchTag',
        'backupPolicyDetails.backups[].backupSize',
        'backupPolicyDetails.policies[].policyId',
      ]),
    );
  }
});

test('the topology is documented as regions, areas, zones and their datacenter', () => {
  expect(SHAPES[REGIONS_PATH]?.fields).toEqual(
    expect.arrayContaining([
      'id',
      'areas[].id',
      'areas[].availabilityZones[].id',
      'areas[].availabilityZones[].datacenterId',
    ]),
  );
  expect(SHAPES[AREAS_PATH]).toMatchObject({
    returns: 'array',
    params: ['withAvailabilityZones'],
    fields: expect.arrayContaining(['id', 'availabilityZones[].id', 'availabilityZones[].datacenterId']),
  });
});

test('families without nodes are asked for none', () => {
  const families = new Set(NODES.map((operation) => operation.family));
  const without = FAMILIES.map(({ name }) => name).filter((name) => !families.has(name));
  expect(without).toEqual(['instances', 'application-servers', 'loadbalancers', 'overdrive', 'matomo']);
  for (const family of without) expect(nodesOperation({ family, labels: ['REDIS'] })).toBeUndefined();
});
