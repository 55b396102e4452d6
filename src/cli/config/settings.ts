import {
  choice,
  decimal,
  folders,
  headers,
  type Kind,
  memory,
  path,
  prometheusAddress,
  type SettingValue,
  text,
  timeZone,
  webAddress,
  whole,
  wholeNumbers,
} from './kinds.ts';

/** A part of the configuration that only some commands use. */
export type ConfigPart = 'itcare' | 'power';

/** One setting of bilan.yaml, as the README documents it. */
export interface SettingSpec {
  /** As in bilan.yaml, with dots: `itcare.page_size`. */
  readonly key: string;
  readonly kind: Kind;
  /** Null where nothing is assumed. */
  readonly fallback: SettingValue;
  /** Checked for unset variables and missing values only when this part is used. */
  readonly part?: ConfigPart;
  readonly isRequired?: boolean;
  readonly isSecret?: boolean;
}

const setting = (
  key: string,
  kind: Kind,
  fallback: SettingValue = null,
  more: Pick<SettingSpec, 'isRequired' | 'isSecret'> = {},
): SettingSpec => ({ key, kind, fallback, ...more });

const itcare = (...args: Parameters<typeof setting>): SettingSpec => {
  const spec = setting(...args);
  return { ...spec, key: `itcare.${spec.key}`, part: 'itcare' };
};

/** In the documented order, up to where `power` stands. A default path is relative to bilan.yaml. */
export const SETTINGS_BEFORE_POWER: readonly SettingSpec[] = [
  setting('database', path('the path of the ledger'), 'bilan.duckdb'),
  // Beside the ledger unless it is said: see load.ts.
  setting('samples', path('a folder')),
  setting('timezone', timeZone, 'Europe/Paris'),
  setting('language', choice('en', 'fr'), 'en'),
  setting('memory_limit', memory),
  itcare('url', webAddress, 'https://api.cegedim.cloud'),
  itcare(
    'token_url',
    webAddress,
    'https://accounts.cegedim.cloud/auth/realms/cloud/protocol/openid-connect/token',
  ),
  itcare('client_id', text("the client's id"), null, { isRequired: true }),
  itcare('client_secret', text("the client's secret"), null, { isRequired: true, isSecret: true }),
  itcare('timezone', timeZone, 'Europe/Paris'),
  itcare('page_size', whole({ min: 1, max: 1000 }), 200),
  itcare('concurrency', whole({ min: 1, max: 32 }), 4),
  itcare('clouds', wholeNumbers, []),
  itcare('ca_file', path('a PEM file')),
];

/** In the documented order, after `power`. */
export const SETTINGS_AFTER_POWER: readonly SettingSpec[] = [
  setting('reference', path('the folder of the reference files')),
  setting('reports', folders, []),
  setting('controls', folders, []),
  setting('calculation.max_gap_minutes', decimal({ above: 0, max: 720 }), 5),
  setting('calculation.max_power_w', decimal({ above: 0 }), 200_000),
  setting('calculation.embodied', choice('off', 'equipment'), 'off'),
  setting('calculation.restatement_threshold', decimal({ min: 0, max: 1 }), 0.05),
];

/** Every setting but the power sources, which are a list and stand in the file only. */
export const SETTINGS: readonly SettingSpec[] = [...SETTINGS_BEFORE_POWER, ...SETTINGS_AFTER_POWER];

/** Mode `daily` is documented and comes later; until then it is refused by name. */
const mode: Kind = {
  ...choice('samples', 'daily'),
  expected: 'samples',
  read: (value, base) =>
    value === 'daily' ? { problem: 'is not supported yet' } : choice('samples').read(value, base),
};

export const POWER_TYPES = ['prometheus', 'files'] as const;
export type PowerType = (typeof POWER_TYPES)[number];

/** The settings of a power source by its type, keys relative to the list's item. */
export const POWER_SETTINGS: Readonly<Record<PowerType, readonly SettingSpec[]>> = {
  prometheus: [
    setting('type', choice(...POWER_TYPES), null, { isRequired: true }),
    setting('url', prometheusAddress, null, { isRequired: true }),
    setting('query', text('a selector or an expression'), 'equipment_power_watts'),
    setting('equipment_label', text("a label's name"), 'equipment'),
    setting('feed_label', text("a label's name")),
    setting('replica_label', text("a label's name")),
    setting('mode', mode, 'samples'),
    setting('tenant', text("a tenant's name")),
    setting('headers', headers, {}, { isSecret: true }),
  ],
  files: [
    setting('type', choice(...POWER_TYPES), null, { isRequired: true }),
    setting('path', path('a path or a pattern such as power/*.csv'), null, { isRequired: true }),
    setting('timezone', timeZone),
  ],
};

/** `itcare.page_size` → `BILAN_ITCARE_PAGE_SIZE`. */
export const environmentName = (key: string): string => `BILAN_${key.toUpperCase().replaceAll('.', '_')}`;
