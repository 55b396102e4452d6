import { expect, test } from 'vitest';
import {
  AREAS_PATH,
  FAMILIES,
  NODES,
  nodesOperation,
  REGIONS_PATH,
  RESOURCES,
  SERVICES,
} from '../../../src/collect/itcare/families.ts';
import { readResource, readService } from '../../../src/collect/itcare/items.ts';
import type { ItemReader } from '../../../src/collect/itcare/values.ts';
import shapes from './shapes.json' with { type: 'json' };

/** What ITCare's public reference documents of the operations that we use, cut down to the fields that we read. */
interface Shape {
  readonly returns: string;
  readonly params: readonly string[];
  readonly fields: readonly string[];
  readonly figures?: readonly string[];
}

const SHAPES: Readonly<Record<string, Shape>> = shapes;

const LISTS = [SERVICES, RESOURCES, ...FAMILIES];

/** A reader of nothing that writes down which fields it is asked for. */
const recorder = (asked: Set<string>, prefix = ''): ItemReader => {
  const note = (...fields: readonly string[]): null => {
    for (const field of fields) asked.add(prefix + field);
    return null;
  };
  return {
    text: note,
    code: (_, ...fields) => note(...fields),
    id: note,
    size: note,
    flag: note,
    instant: note,
    civilDate: note,
    items: (field) => {
      note(field);
      return [recorder(asked, `${prefix}${field}[].`)];
    },
    texts: (field) => {
      note(field);
      return [];
    },
  };
};

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

test('every field of a service is documented', () => {
  expect(SHAPES[SERVICES.path]?.fields).toEqual(expect.arrayContaining(fieldsOf(readService)));
});

test('every field of a resource is documented by a list, by the nodes or by the hardware', () => {
  const documented = new Set(
    Object.entries(SHAPES)
      .filter(([path]) => path !== SERVICES.path && !path.startsWith(REGIONS_PATH))
      .flatMap(([, shape]) => shape.fields),
  );
  expect(fieldsOf(readResource).filter((field) => !documented.has(field))).toEqual([]);
});

test('what every family says: identity, service, status, phase and milestones, backups and patches', () => {
  for (const { path } of FAMILIES) {
    expect(SHAPES[path]?.fields).toEqual(
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
        'backupPolicyDetails.backups[].backupSize',
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
