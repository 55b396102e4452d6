import { addDays, type CivilDate } from '../../domain/civil-date.ts';
import type { Milestones, Platform, SupportPhase } from './types.ts';

/**
 * Product versions with real dates (endoflife.date, August 2026; MIT). `lastDay` and `extendedLastDay` are last
 * days as publishers print them; milestones are first days, hence one later. When a version stops being sold
 * (a newer one has become standard) is ITCare's decision: those dates are made up for the demo, and so is the
 * year of best-effort support after a publisher's end of life where it sells no extended support.
 */
interface Fact {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly released?: CivilDate;
  readonly endOfSales?: CivilDate;
  readonly lastDay?: CivilDate;
  readonly extendedLastDay?: CivilDate;
  /** Last day as it was announced before `until`. */
  readonly lastDayBefore?: { readonly until: number; readonly lastDay: CivilDate };
  readonly declaredPhase?: SupportPhase;
}

interface Product {
  readonly category: string;
  readonly type: string;
  readonly family: string;
  readonly technology: string;
  readonly productName: string;
  readonly facts: readonly Fact[];
}

const operatingSystem = (
  type: string,
  family: string,
  productName: string,
  facts: readonly Fact[],
): Product => ({
  category: 'INSTANCES',
  type,
  family,
  technology: family,
  productName,
  facts,
});

const managed = (category: string, type: string, productName: string, facts: readonly Fact[]): Product => ({
  category,
  type,
  family: type,
  technology: type,
  productName,
  facts,
});

// The table is a table: one line a version reads better than the formatter's eight.
// biome-ignore format: one version a line
const PRODUCTS: readonly Product[] = [
  operatingSystem('LINUX', 'DEBIAN', 'Debian', [
    { id: 'deb10', name: 'Debian 10', version: '10', released: '2019-07-06', endOfSales: '2021-11-15', lastDay: '2022-09-10', extendedLastDay: '2024-06-30' },
    { id: 'deb11', name: 'Debian 11', version: '11', released: '2021-08-14', endOfSales: '2023-10-02', lastDay: '2024-08-14', extendedLastDay: '2026-08-31' },
    // Debian moved this date by a month; when ITCare took it over is made up.
    { id: 'deb12', name: 'Debian 12', version: '12', released: '2023-06-10', endOfSales: '2026-02-02', lastDay: '2026-07-11', extendedLastDay: '2028-06-30', lastDayBefore: { until: Date.parse('2026-02-10T09:00:00Z'), lastDay: '2026-06-10' } },
    { id: 'deb13', name: 'Debian 13', version: '13', released: '2025-08-09', lastDay: '2028-08-09', extendedLastDay: '2030-06-30' },
  ]),
  operatingSystem('LINUX', 'RHEL', 'Red Hat Enterprise Linux', [
    { id: 'rhel7', name: 'RHEL 7', version: '7', released: '2014-06-10', endOfSales: '2020-01-06', lastDay: '2024-06-30', extendedLastDay: '2029-05-31' },
    { id: 'rhel8', name: 'RHEL 8', version: '8', released: '2019-05-07', endOfSales: '2023-03-01', lastDay: '2029-05-31', extendedLastDay: '2033-05-31' },
    { id: 'rhel9', name: 'RHEL 9', version: '9', released: '2022-05-18', lastDay: '2032-05-31', extendedLastDay: '2036-05-31' },
  ]),
  operatingSystem('LINUX', 'CENTOS', 'CentOS', [
    { id: 'cos7', name: 'CentOS 7', version: '7', released: '2014-07-07', endOfSales: '2019-11-04', lastDay: '2024-06-30', extendedLastDay: '2024-06-30' },
  ]),
  operatingSystem('LINUX', 'UBUNTU', 'Ubuntu', [
    { id: 'ubu2004', name: 'Ubuntu 20.04', version: '20.04', released: '2020-04-23', endOfSales: '2022-10-03', lastDay: '2025-05-31', extendedLastDay: '2030-04-02' },
    { id: 'ubu2204', name: 'Ubuntu 22.04', version: '22.04', released: '2022-04-21', endOfSales: '2024-11-04', lastDay: '2027-04-01', extendedLastDay: '2032-04-09' },
    { id: 'ubu2404', name: 'Ubuntu 24.04', version: '24.04', released: '2024-04-25', lastDay: '2029-05-31', extendedLastDay: '2036-05-31' },
  ]),
  operatingSystem('LINUX', 'ORACLE', 'Oracle Linux', [
    { id: 'ol7', name: 'Oracle Linux 7', version: '7', released: '2014-07-23', endOfSales: '2020-03-02', lastDay: '2024-12-31', extendedLastDay: '2028-06-30' },
    { id: 'ol8', name: 'Oracle Linux 8', version: '8', released: '2019-07-19', endOfSales: '2023-02-06', lastDay: '2029-07-31', extendedLastDay: '2032-07-31' },
    { id: 'ol9', name: 'Oracle Linux 9', version: '9', released: '2022-07-06', lastDay: '2032-06-30', extendedLastDay: '2035-06-30' },
  ]),
  operatingSystem('WINDOWS', 'WINDOWS', 'Windows Server', [
    { id: 'win2012r2', name: 'Windows Server 2012 R2', version: '2012 R2', released: '2013-11-25', endOfSales: '2017-03-01', lastDay: '2023-10-10', extendedLastDay: '2026-10-13' },
    { id: 'win2016', name: 'Windows Server 2016', version: '2016', released: '2016-10-15', endOfSales: '2019-06-03', lastDay: '2027-01-12', extendedLastDay: '2030-01-12' },
    { id: 'win2019', name: 'Windows Server 2019', version: '2019', released: '2018-11-13', endOfSales: '2022-03-07', lastDay: '2029-01-09' },
    { id: 'win2022', name: 'Windows Server 2022', version: '2022', released: '2021-08-18', lastDay: '2031-10-14' },
  ]),
  operatingSystem('AIX', 'AIX', 'IBM AIX', [
    { id: 'aix71', name: 'AIX 7.1', version: '7.1.5', released: '2017-10-31', endOfSales: '2019-02-04', lastDay: '2023-04-30', extendedLastDay: '2025-04-30' },
    { id: 'aix72', name: 'AIX 7.2', version: '7.2.5', released: '2020-11-30', endOfSales: '2024-03-04' },
    { id: 'aix73', name: 'AIX 7.3', version: '7.3.2', released: '2023-11-30', lastDay: '2026-11-30' },
  ]),
  managed('MANAGED_DATABASES', 'POSTGRESQL', 'PaaS PostgreSQL', [
    { id: 'pgsql12', name: 'PaaS PostgreSQL 12', version: '12.20', released: '2019-10-03', endOfSales: '2021-02-01', lastDay: '2024-11-21' },
    { id: 'pgsql13', name: 'PaaS PostgreSQL 13', version: '13.22', released: '2020-09-24', endOfSales: '2022-02-07', lastDay: '2025-11-13' },
    { id: 'pgsql14', name: 'PaaS PostgreSQL 14', version: '14.19', released: '2021-09-30', endOfSales: '2023-03-06', lastDay: '2026-11-12' },
    { id: 'pgsql15', name: 'PaaS PostgreSQL 15', version: '15.14', released: '2022-10-13', endOfSales: '2024-02-05', lastDay: '2027-11-11' },
    { id: 'pgsql16', name: 'PaaS PostgreSQL 16', version: '16.10', released: '2023-09-14', endOfSales: '2026-01-12', lastDay: '2028-11-09' },
    { id: 'pgsql17', name: 'PaaS PostgreSQL 17', version: '17.6', released: '2024-09-26', lastDay: '2029-11-08' },
  ]),
  managed('MANAGED_DATABASES', 'MARIADB', 'PaaS MariaDB', [
    { id: 'mariadb105', name: 'PaaS MariaDB 10.5', version: '10.5.29', released: '2020-06-24', endOfSales: '2022-01-10', lastDay: '2025-06-24', extendedLastDay: '2026-01-31' },
    { id: 'mariadb106', name: 'PaaS MariaDB 10.6', version: '10.6.23', released: '2021-07-06', endOfSales: '2023-09-04', lastDay: '2026-07-06', extendedLastDay: '2029-08-23' },
    { id: 'mariadb1011', name: 'PaaS MariaDB 10.11', version: '10.11.14', released: '2023-02-16', lastDay: '2028-02-16' },
  ]),
  managed('MANAGED_DATABASES', 'OPENSEARCH', 'PaaS OpenSearch', [
    { id: 'opensearch1', name: 'PaaS OpenSearch 1', version: '1.3.20', released: '2021-07-12', endOfSales: '2022-11-07', lastDay: '2025-05-06' },
    { id: 'opensearch2', name: 'PaaS OpenSearch 2', version: '2.19.3', released: '2022-05-26' },
  ]),
  managed('MANAGED_DATABASES', 'REDIS', 'PaaS Redis', [
    { id: 'redis62', name: 'PaaS Redis 6.2', version: '6.2.19', released: '2021-02-22', endOfSales: '2024-03-04', lastDay: '2027-04-01' },
    { id: 'redis72', name: 'PaaS Redis 7.2', version: '7.2.10', released: '2023-08-15', lastDay: '2029-12-01' },
  ]),
  managed('MANAGED_DATABASES', 'SQLSERVER', 'PaaS SQL Server', [
    { id: 'mssql2016', name: 'PaaS SQL Server 2016', version: '13.0', released: '2016-06-01', endOfSales: '2020-02-03', lastDay: '2026-07-14', extendedLastDay: '2029-07-17' },
    { id: 'mssql2019', name: 'PaaS SQL Server 2019', version: '15.0', released: '2019-11-04', endOfSales: '2023-05-01', lastDay: '2030-01-08' },
    { id: 'mssql2022', name: 'PaaS SQL Server 2022', version: '16.0', released: '2022-11-16', lastDay: '2033-01-11' },
  ]),
  managed('MESSAGE_BROKERS', 'APACHE_KAFKA', 'PaaS Apache Kafka', [
    // ITCare still calls this one extended although its dates are past: a difference that a control shows.
    { id: 'kafka28', name: 'PaaS Apache Kafka 2.8', version: '2.8.2', released: '2021-04-18', endOfSales: '2023-01-09', lastDay: '2022-09-19', extendedLastDay: '2023-06-08', declaredPhase: 'EXTENDED' },
    { id: 'kafka36', name: 'PaaS Apache Kafka 3.6', version: '3.6.2', released: '2023-10-03', endOfSales: '2025-02-03', lastDay: '2024-02-27', extendedLastDay: '2026-02-09' },
    { id: 'kafka39', name: 'PaaS Apache Kafka 3.9', version: '3.9.1', released: '2024-11-06', extendedLastDay: '2027-02-19' },
  ]),
  managed('MESSAGE_BROKERS', 'RABBITMQ', 'PaaS RabbitMQ', [
    { id: 'rmq312', name: 'PaaS RabbitMQ 3.12', version: '3.12.14', released: '2023-06-01', endOfSales: '2024-02-12', lastDay: '2024-02-21', extendedLastDay: '2025-06-29' },
    { id: 'rmq313', name: 'PaaS RabbitMQ 3.13', version: '3.13.7', released: '2024-02-22', endOfSales: '2025-06-02', lastDay: '2024-09-17', extendedLastDay: '2027-12-30' },
    { id: 'rmq41', name: 'PaaS RabbitMQ 4.1', version: '4.1.4', released: '2025-04-15', lastDay: '2026-01-30', extendedLastDay: '2028-04-29' },
  ]),
  managed('CONTAINERS', 'KUBERNETES', 'Kubernetes', [
    { id: 'k8s130', name: 'Kubernetes 1.30', version: 'v1.30.14', released: '2024-04-17', endOfSales: '2025-03-03', lastDay: '2025-07-15', extendedLastDay: '2026-01-15' },
    { id: 'k8s132', name: 'Kubernetes 1.32', version: 'v1.32.9', released: '2024-12-11', endOfSales: '2025-12-01', lastDay: '2026-02-28', extendedLastDay: '2026-08-31' },
    { id: 'k8s133', name: 'Kubernetes 1.33', version: 'v1.33.5', released: '2025-04-23', lastDay: '2026-06-28', extendedLastDay: '2026-12-28' },
  ]),
  managed('APPLICATION_SERVERS', 'TOMCAT', 'Apache Tomcat', [
    { id: 'tomcat85', name: 'Tomcat 8.5', version: '8.5.100', released: '2016-03-17', endOfSales: '2022-05-02', lastDay: '2024-03-31', extendedLastDay: '2025-03-31' },
    // ITCare gives this one no dates; lifecycle.csv does.
    { id: 'tomcat9', name: 'Tomcat 9', version: '9.0.109' },
  ]),
  // No publisher's dates: the phase of these is unknown, and must not be taken for standard.
  managed('APPLICATION_SERVERS', 'WILDFLY', 'WildFly', [{ id: 'wildfly26', name: 'WildFly 26', version: '26.1.3' }]),
  managed('LOAD_BALANCERS', 'LOAD_BALANCER', 'Load balancer', [{ id: 'lb', name: 'Load balancer', version: '' }]),
  managed('NETWORKS', 'NETWORK_CLUSTER', 'Network cluster', [{ id: 'netcluster', name: 'Network cluster', version: '' }]),
  managed('HARDWARES', 'HARDWARE', 'Dedicated hardware', [{ id: 'hardware', name: 'Dedicated hardware', version: '' }]),
  managed('STORAGE', 'GLUSTERFS', 'PaaS GlusterFS', [{ id: 'glusterfs11', name: 'PaaS GlusterFS 11', version: '11.1', released: '2023-02-07' }]),
  managed('STORAGE', 'OVERDRIVE', 'OverDrive', [{ id: 'overdrive31', name: 'OverDrive 31', version: '31.0.9', released: '2025-02-25', lastDay: '2026-02-28', extendedLastDay: '2026-08-31' }]),
  managed('ANALYTICS', 'MATOMO', 'Matomo', [{ id: 'matomo5', name: 'Matomo 5', version: '5.3.2', released: '2023-12-18' }]),
];

const ENDS_AFTER_DAYS = 365;

const milestonesOf = (fact: Fact, lastDay: CivilDate | undefined): Milestones => {
  const endOfLife = lastDay === undefined ? null : addDays(lastDay, 1);
  const paid = fact.extendedLastDay === undefined ? null : addDays(fact.extendedLastDay, 1);
  return {
    releasedOn: fact.released ?? null,
    endOfSalesOn: fact.endOfSales ?? null,
    extendedSupportOn: endOfLife,
    endOfSupportOn: paid ?? (endOfLife === null ? null : addDays(endOfLife, ENDS_AFTER_DAYS)),
  };
};

const platformOf = (product: Product, fact: Fact): Platform => ({
  id: fact.id,
  name: fact.name,
  category: product.category,
  type: product.type,
  family: product.family,
  technology: product.technology,
  productName: product.productName,
  version: fact.version,
  ...milestonesOf(fact, fact.lastDay),
  ...(fact.lastDayBefore && {
    before: { until: fact.lastDayBefore.until, ...milestonesOf(fact, fact.lastDayBefore.lastDay) },
  }),
  ...(fact.declaredPhase && { declaredPhase: fact.declaredPhase }),
});

/** Every platform of the demo, grouped by product, older versions first. */
export const PLATFORMS: readonly Platform[] = PRODUCTS.flatMap((product) =>
  product.facts.map((fact) => platformOf(product, fact)),
);

/**
 * The phase that ITCare declares on a civil day: its own dates, read as it says they work (the first of
 * END_OF_SUPPORT, EXTENDED, END_OF_SALES that has begun), unless the table makes it say something else.
 * Null where there is no date at all.
 */
export const declaredPhaseOn = (
  milestones: Milestones,
  day: CivilDate,
  stated?: SupportPhase,
): SupportPhase | null => {
  const { releasedOn, endOfSalesOn, extendedSupportOn, endOfSupportOn } = milestones;
  if (stated !== undefined) return stated;
  if (endOfSupportOn !== null && endOfSupportOn <= day) return 'END_OF_SUPPORT';
  if (extendedSupportOn !== null && extendedSupportOn <= day) return 'EXTENDED';
  if (endOfSalesOn !== null && endOfSalesOn <= day) return 'END_OF_SALES';
  const known = releasedOn ?? endOfSalesOn ?? extendedSupportOn ?? endOfSupportOn;
  return known === null ? null : 'STANDARD';
};
