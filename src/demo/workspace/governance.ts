import type { ReferenceTable } from './reference.ts';

const SOURCE = 'endoflife.date, August 2026 (MIT)';

/**
 * Last days of support as publishers print them (endoflife.date, August 2026; MIT). ITCare adds a year of best effort where a
 * publisher sells no extended support, and keeps MariaDB 10.5 longer than its publisher: conflicts that are shown.
 */
const LIFECYCLE: readonly (readonly string[])[] = [
  ['centos', '7', '2014-07-07', '2020-08-06', '2024-06-30', '', SOURCE],
  ['debian', '10', '2019-07-06', '', '2022-09-10', '2024-06-30', SOURCE],
  ['debian', '11', '2021-08-14', '', '2024-08-14', '2026-08-31', SOURCE],
  ['debian', '12', '2023-06-10', '', '2026-07-11', '2028-06-30', SOURCE],
  ['debian', '13', '2025-08-09', '', '2028-08-09', '2030-06-30', SOURCE],
  ['mariadb', '10.5', '2020-06-24', '', '2025-06-24', '2025-07-16', SOURCE],
  ['mariadb', '10.6', '2021-07-06', '', '2026-07-06', '2029-08-23', SOURCE],
  ['postgresql', '12', '2019-10-03', '', '2024-11-21', '', SOURCE],
  ['postgresql', '13', '2020-09-24', '', '2025-11-13', '', SOURCE],
  ['tomcat', '8.5', '2016-03-17', '', '2024-03-31', '', SOURCE],
  ['tomcat', '9.0', '2017-09-27', '', '2027-03-31', '', SOURCE],
  ['ubuntu', '18.04', '2018-04-26', '2023-05-31', '2023-05-31', '2028-04-01', SOURCE],
];

/** Ubuntu 18.04 is in no cloud any more, and PaaS MariaDB 10.11 has a cycle that the file above lacks: both are listed. */
const PRODUCT_MAP: readonly (readonly string[])[] = [
  ['CentOS 7', 'centos', '7'],
  ['Debian 10', 'debian', '10'],
  ['Debian 11', 'debian', '11'],
  ['Debian 12', 'debian', '12'],
  ['Debian 13', 'debian', '13'],
  ['PaaS MariaDB 10.5', 'mariadb', '10.5'],
  ['PaaS MariaDB 10.6', 'mariadb', '10.6'],
  ['PaaS MariaDB 10.11', 'mariadb', '10.11'],
  ['PaaS PostgreSQL 12', 'postgresql', '12'],
  ['PaaS PostgreSQL 13', 'postgresql', '13'],
  ['Tomcat 8.5', 'tomcat', '8.5'],
  ['Tomcat 9', 'tomcat', '9.0'],
  ['Ubuntu 18.04', 'ubuntu', '18.04'],
];

/** The provider's public matrix of PostgreSQL upgrades: versions and the systems they run on, hence how many migrations. */
const POSTGRESQL: readonly (readonly [from: number, to: number, migrations: number, note: string])[] = [
  ...[10, 11].flatMap((from) =>
    (
      [
        [11, 1, 'Debian 9 to 10'],
        [12, 1, 'Debian 9 to 10'],
        [13, 2, 'Debian 9 to 11'],
        [14, 2, 'Debian 9 to 11'],
        [15, 2, 'Debian 9 to 11'],
        [16, 3, 'Debian 9 to 12'],
      ] as const
    )
      .filter(([to]) => to > from)
      .map(([to, migrations, note]) => [from, to, migrations, note] as const),
  ),
  [12, 13, 1, 'Debian 10 to 11'],
  [12, 14, 1, 'Debian 10 to 11'],
  [12, 15, 1, 'Debian 10 to 11'],
  [12, 16, 2, 'Debian 10 to 12'],
  [13, 14, 0, ''],
  [13, 15, 0, ''],
  [13, 16, 1, 'Debian 11 to 12'],
  [14, 15, 0, ''],
  [14, 16, 1, 'Debian 11 to 12'],
  [15, 16, 1, 'Debian 11 to 12'],
];

/** Made up: one that holds, one by resource, one that has expired, and one that matches nothing. */
const WAIVERS: readonly (readonly string[])[] = [
  [
    'support_ended',
    '',
    'Tiers payant - PRODUCTION',
    'l.fabre',
    'Replaced in the second quarter',
    '2026-06-30',
  ],
  [
    'backup_missing_in_production',
    'kafka*',
    '',
    'n.benali',
    'Topics are replayed, not restored',
    '2026-12-31',
  ],
  [
    'production_without_on_call',
    '',
    'Paie et RH - PRODUCTION',
    's.moreau',
    'No payroll at night',
    '2026-01-31',
  ],
  ['support_extended', 'old-*', '', 'a.leroy', 'Retired in 2025', '2026-12-31'],
];

const table = (
  name: ReferenceTable['name'],
  columns: string,
  rows: readonly (readonly string[])[],
): ReferenceTable => ({ name, columns: columns.split(' '), rows });

/** The reference files of the demo's workspace that governance reads: support dates, upgrades, waivers. */
export const governanceTables = (): ReferenceTable[] => [
  table(
    'lifecycle',
    'product cycle released_on end_of_active_support_on end_of_life_on extended_support_ends_on source',
    LIFECYCLE,
  ),
  table('product_map', 'platform product cycle', PRODUCT_MAP),
  table(
    'upgrade_paths',
    'from_platform to_platform os_migrations note',
    POSTGRESQL.map(([from, to, migrations, note]) => [
      `PaaS PostgreSQL ${from}`,
      `PaaS PostgreSQL ${to}`,
      String(migrations),
      note,
    ]),
  ),
  table('waivers', 'control resource_id service_id owner reason expires_on', WAIVERS),
];
