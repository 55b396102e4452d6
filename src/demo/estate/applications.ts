import type { ResourceKind } from './types.ts';

/** One part of an application: what it runs on and how much of it there is. */
export interface Component {
  readonly kind: ResourceKind;
  /** Short name in host names. */
  readonly role: string;
  /** Platform ids, the usual one first; the others are leftovers. */
  readonly platforms: readonly string[];
  /** How many in production, and how many in each other environment. */
  readonly count: readonly [number, number];
  /** Nodes of each, in production and elsewhere; 0 is something that is no cluster. */
  readonly nodes?: readonly [number, number];
  /** vCPU of one machine or node in production; half of it elsewhere. */
  readonly cpu: number;
  readonly ramPerCpu: number;
  /** Gigabytes of disk of one machine or node in production. */
  readonly storageGb: number;
  /** Family of the nodes' system: they get the version that was current when the cluster was made. */
  readonly nodeFamily?: string;
}

const component = (
  kind: ResourceKind,
  role: string,
  platforms: readonly string[],
  count: readonly [number, number],
  size: readonly [cpu: number, ramPerCpu: number, storageGb: number],
  nodes?: readonly [number, number],
  nodeFamily = 'DEBIAN',
): Component => ({
  kind,
  role,
  platforms,
  count,
  cpu: size[0],
  ramPerCpu: size[1],
  storageGb: size[2],
  ...(nodes && { nodes, nodeFamily }),
});

const web = (count: readonly [number, number]): Component =>
  component('instance', 'web', ['deb12', 'deb11', 'deb13', 'ubu2204'], count, [4, 2, 80]);
const batch = (count: readonly [number, number]): Component =>
  component('instance', 'bat', ['rhel8', 'rhel9', 'rhel7', 'ol8', 'cos7'], count, [8, 4, 250]);
const windows = (count: readonly [number, number]): Component =>
  component('instance', 'win', ['win2019', 'win2022', 'win2016', 'win2012r2'], count, [4, 4, 160]);
const postgresql = (count: readonly [number, number]): Component =>
  component(
    'database',
    'pgsql',
    ['pgsql15', 'pgsql16', 'pgsql14', 'pgsql13', 'pgsql12', 'pgsql17'],
    count,
    [8, 4, 500],
    [3, 1],
  );
const mariadb = (count: readonly [number, number]): Component =>
  component('database', 'maria', ['mariadb106', 'mariadb1011', 'mariadb105'], count, [4, 4, 300], [3, 1]);
const redis = (count: readonly [number, number]): Component =>
  component('database', 'redis', ['redis62', 'redis72'], count, [2, 2, 40], [3, 1]);
const opensearch = (count: readonly [number, number]): Component =>
  component('database', 'osear', ['opensearch2', 'opensearch1'], count, [4, 4, 600], [3, 3]);
const sqlserver = (count: readonly [number, number]): Component =>
  component(
    'database',
    'mssql',
    ['mssql2019', 'mssql2022', 'mssql2016'],
    count,
    [8, 4, 700],
    [2, 1],
    'WINDOWS',
  );
const kafka = (count: readonly [number, number]): Component =>
  component('broker', 'kafka', ['kafka36', 'kafka39', 'kafka28'], count, [4, 4, 400], [3, 3]);
const rabbitmq = (count: readonly [number, number]): Component =>
  component('broker', 'rabbit', ['rmq313', 'rmq41', 'rmq312'], count, [2, 2, 60], [3, 1]);
const kubernetes = (count: readonly [number, number]): Component =>
  component('kubernetes', 'k8s', ['k8s132', 'k8s133', 'k8s130'], count, [8, 4, 200], [11, 6], 'UBUNTU');
const tomcat = (count: readonly [number, number]): Component =>
  component('application-server', 'tom', ['tomcat9', 'tomcat85'], count, [4, 2, 100]);
const wildfly = (count: readonly [number, number]): Component =>
  component('application-server', 'wild', ['wildfly26'], count, [4, 4, 100]);
const loadbalancer = (count: readonly [number, number]): Component =>
  component('loadbalancer', 'lb', ['lb'], count, [0, 0, 0]);
const glusterfs = (count: readonly [number, number]): Component =>
  component('glusterfs', 'glfs', ['glusterfs11'], count, [2, 4, 2000], [3, 2]);
const single = (kind: ResourceKind, role: string, platform: string): Component =>
  component(kind, role, [platform], [1, 0], [0, 0, 0]);
const aix = (count: readonly [number, number]): Component =>
  component('instance', 'aix', ['aix72', 'aix71', 'aix73'], count, [8, 8, 600]);

/** An application: one service for each of its environments. */
export interface Application {
  readonly code: string;
  readonly name: string;
  readonly cloudId: number;
  readonly regionId: 'EB' | 'ET';
  readonly isHealthData: boolean;
  readonly environments: readonly string[];
  readonly components: readonly Component[];
  /** Codes of the applications that it needs. */
  readonly needs: readonly string[];
}

const application = (
  code: string,
  name: string,
  cloudId: number,
  place: 'EB' | 'ET' | 'EB-HDS' | 'ET-HDS',
  environments: readonly string[],
  components: readonly Component[],
  needs: readonly string[] = [],
): Application => ({
  code,
  name,
  cloudId,
  regionId: place.startsWith('ET') ? 'ET' : 'EB',
  isHealthData: place.endsWith('HDS'),
  environments,
  components,
  needs,
});

const FULL = ['PRODUCTION', 'QA', 'DEV'];

/** The applications of the estate; names, sizes and who needs whom are made up. Forty services in all. */
export const APPLICATIONS: readonly Application[] = [
  application('iam', 'Annuaire et identités', 303, 'EB', FULL, [
    web([5, 2]),
    windows([10, 2]),
    postgresql([1, 1]),
  ]),
  application(
    'api',
    'Passerelle API',
    303,
    'EB',
    [...FULL, 'TEST'],
    [kubernetes([1, 1]), redis([1, 1]), loadbalancer([2, 1]), single('network-cluster', 'net', 'netcluster')],
    ['iam'],
  ),
  application(
    'dpi',
    'Dossier patient',
    301,
    'EB-HDS',
    [...FULL, 'RECETTE_UAT'],
    [
      web([16, 5]),
      tomcat([10, 2]),
      postgresql([3, 1]),
      opensearch([1, 0]),
      redis([1, 0]),
      loadbalancer([2, 1]),
    ],
    ['iam', 'api', 'msg'],
  ),
  application(
    'tlc',
    'Téléconsultation',
    301,
    'EB-HDS',
    FULL,
    [kubernetes([1, 1]), postgresql([1, 1]), rabbitmq([1, 1]), loadbalancer([1, 1])],
    ['iam', 'dpi'],
  ),
  application(
    'med',
    'Référentiel du médicament',
    301,
    'ET-HDS',
    FULL,
    [web([7, 2]), batch([7, 2]), mariadb([2, 1]), opensearch([1, 0])],
    ['api'],
  ),
  application(
    'pha',
    'Gestion d’officine',
    301,
    'ET-HDS',
    [...FULL, 'TEST'],
    [windows([20, 5]), sqlserver([3, 2]), loadbalancer([1, 0])],
    ['med', 'iam'],
  ),
  application(
    'msg',
    'Messagerie sécurisée',
    301,
    'ET-HDS',
    ['PRODUCTION', 'QA'],
    [web([12, 5]), glusterfs([1, 0]), mariadb([2, 1]), rabbitmq([1, 1])],
    ['iam'],
  ),
  application(
    'tp',
    'Tiers payant',
    302,
    'EB',
    FULL,
    [aix([6, 2]), batch([16, 5]), wildfly([7, 2]), kafka([1, 0]), loadbalancer([1, 0])],
    ['iam', 'api'],
  ),
  application(
    'assur',
    'Portail assurés',
    302,
    'EB',
    [...FULL, 'RECETTE_UAT'],
    [
      web([20, 5]),
      tomcat([10, 2]),
      postgresql([1, 1]),
      redis([1, 1]),
      loadbalancer([2, 1]),
      single('matomo', 'matomo', 'matomo5'),
    ],
    ['api', 'tp'],
  ),
  application(
    'ged',
    'Gestion documentaire',
    302,
    'EB',
    FULL,
    [windows([16, 2]), sqlserver([1, 1]), glusterfs([1, 0]), opensearch([1, 0])],
    ['iam'],
  ),
  application(
    'dwh',
    'Entrepôt de données',
    302,
    'EB',
    ['PRODUCTION', 'DEV'],
    [batch([25, 7]), postgresql([3, 1]), kafka([1, 1])],
    ['tp'],
  ),
  application('paie', 'Paie et RH', 303, 'ET', FULL, [windows([18, 5]), sqlserver([1, 1])], ['iam']),
  application(
    'outil',
    'Outillage et supervision',
    303,
    'EB',
    ['PRODUCTION', 'TEST'],
    [
      web([20, 7]),
      batch([7, 2]),
      mariadb([2, 1]),
      opensearch([1, 0]),
      loadbalancer([1, 0]),
      single('overdrive', 'drive', 'overdrive31'),
    ],
  ),
];
