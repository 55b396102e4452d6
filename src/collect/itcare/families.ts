/** The paged lists that make up an estate, in the order in which the later one is the more specific. */
export interface ListOperation {
  /** What messages call it. */
  readonly name: string;
  readonly path: string;
  /** A list without which a snapshot would not be the estate: its 404 is a failure, not an empty list. */
  readonly isNeeded: boolean;
  /** The operation documents the parameter `clouds`; the answers of the others are filtered here. */
  readonly filtersClouds: boolean;
}

const list = (
  name: string,
  path: string,
  options: Partial<Pick<ListOperation, 'isNeeded' | 'filtersClouds'>> = {},
): ListOperation => ({ name, path, isNeeded: false, filtersClouds: true, ...options });

export const SERVICES: ListOperation = list('services', '/itcare/compute/services', { isNeeded: true });

/** The generic list of all resources: what every other source of the same resource overrides. */
export const RESOURCES: ListOperation = list('resources', '/itcare/compute/resources', { isNeeded: true });

export const FAMILIES: readonly ListOperation[] = [
  list('instances', '/itcare/compute/instances', { isNeeded: true }),
  list('application-servers', '/itcare/compute/application-servers'),
  list('databases', '/itcare/databases'),
  list('sqlserver', '/itcare/databases/sqlserver'),
  list('message-brokers', '/itcare/message-brokers'),
  list('kubernetes', '/itcare/compute/containers/kubernetes'),
  list('loadbalancers', '/itcare/networking/loadbalancers', { filtersClouds: false }),
  list('glusterfs', '/itcare/storage/glusterfs', { filtersClouds: false }),
  list('overdrive', '/itcare/storage/overdrive'),
  list('matomo', '/itcare/analytics/matomo'),
];

/** What ITCare itself says of each resource's obsolescence: a relation of its own, no source of resources. */
export const OBSOLESCENCE: ListOperation = list(
  'resources-obsolescence',
  '/itcare/compute/platform/resources-obsolescence',
);

/** Lists that come whole, in one answer. */
export const SUPPORT_POLICY_PATH = '/itcare/compute/platform/support-policy';
export const PRODUCTS_PATH = '/itcare/compute/platform/products';

export const METRICS_PATH = '/itcare/compute/resources/metrics';
/** What the reference documents for the parameter `kind` of the metrics. */
export const METRIC_KINDS: readonly string[] = ['global', 'count', 'obsolescence', 'service', 'network'];
export const PLATFORM_STATS_PATH = '/itcare/compute/platform/stats/global';

/** Operations asked once per service because no list exists; `{id}` is the service's. */
export const HARDWARES_PATH = '/itcare/compute/services/{id}/hardwares';
export const NETWORK_CLUSTERS_PATH = '/itcare/compute/services/{id}/network-clusters';
export const PATCH_POLICIES_PATH = '/itcare/compute/services/{id}/patch-policies';
export const RELATIONS_PATH = '/itcare/compute/services/{id}/relations';
/** The service is a parameter, and so is the type of policy. */
export const BACKUP_POLICIES_PATH = '/itcare/compute/backup-policies';

/** Asked for an instance of which the list says no size. */
export const INSTANCE_STORAGE_PATH = '/itcare/compute/instances/{id}/storage';

/** Which operation names the nodes of which clusters. */
export interface NodesOperation {
  /** The family list that the cluster came from. */
  readonly family: string;
  /** Beginnings of the cluster's technology, type, family or product (letters and digits, upper case); none: all of the family. */
  readonly technologies: readonly string[];
  /** `{id}` is the cluster's. */
  readonly path: string;
  /** The operation wants the cluster's category in its parameter `type`. */
  readonly wantsCategory: boolean;
}

const nodes = (family: string, path: string, ...technologies: string[]): NodesOperation => ({
  family,
  technologies,
  path,
  wantsCategory: false,
});

const GENERIC_NODES = '/itcare/compute/resources/{id}/nodes';

/** The first that fits serves; families that are not named have no nodes. */
export const NODES: readonly NodesOperation[] = [
  nodes('databases', '/itcare/databases/postgresql/{id}/nodes', 'POSTGRES'),
  nodes('databases', '/itcare/databases/mariadb/{id}/nodes', 'MARIADB'),
  nodes('databases', '/itcare/databases/opensearch/{id}/nodes', 'OPENSEARCH'),
  nodes('databases', '/itcare/databases/redis/{id}/nodes', 'REDIS'),
  nodes('databases', '/itcare/databases/sqlserver/{id}/nodes', 'SQLSERVER', 'MSSQL', 'MICROSOFTSQLSERVER'),
  { ...nodes('databases', GENERIC_NODES), wantsCategory: true },
  nodes('sqlserver', '/itcare/databases/sqlserver/{id}/nodes'),
  nodes('message-brokers', '/itcare/message-brokers/rabbitmq/{id}/nodes', 'RABBITMQ'),
  nodes('message-brokers', '/itcare/message-brokers/apache-kafka/{id}/nodes', 'APACHEKAFKA', 'KAFKA'),
  { ...nodes('message-brokers', GENERIC_NODES), wantsCategory: true },
  nodes('kubernetes', '/itcare/compute/containers/kubernetes/{id}/nodes'),
  nodes('glusterfs', '/itcare/storage/glusterfs/{id}/nodes'),
  nodes('network-clusters', '/itcare/networking/network-clusters/{id}/nodes'),
];

/** False for a family whose resources are no clusters. */
export const hasNodes = (family: string): boolean => NODES.some((operation) => operation.family === family);

/** What decides which operation names a cluster's nodes. */
export interface ClusterKind {
  readonly family: string;
  /** Technology, type, family and product name, as ITCare spells them. */
  readonly labels: readonly (string | null)[];
}

const plain = (label: string): string => label.toUpperCase().replace(/[^A-Z0-9]/g, '');

/** The operation that names a cluster's nodes; undefined for a family that has none. */
export const nodesOperation = ({ family, labels }: ClusterKind): NodesOperation | undefined => {
  const words = labels.filter((label) => label !== null).map(plain);
  return NODES.find(
    (operation) =>
      operation.family === family &&
      (operation.technologies.length === 0 ||
        operation.technologies.some((technology) => words.some((word) => word.startsWith(technology)))),
  );
};

export const REGIONS_PATH = '/itcare/topology/regions';
/** `{region}` is the region's id. */
export const AREAS_PATH = '/itcare/topology/regions/{region}/areas';
