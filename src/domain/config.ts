/** The resolved configuration of one command (bilan.yaml, environment and flags already merged; paths absolute). */
export interface Config {
  readonly database: string;
  /** Folder of the Parquet partitions of power samples. */
  readonly samples: string;
  /** IANA name; civil days are cut here unless a datacenter says otherwise. */
  readonly timezone: string;
  readonly language: 'en' | 'fr';
  /** DuckDB's memory limit, e.g. `4GB`; undefined means a quarter of the machine. */
  readonly memory_limit: string | undefined;
  readonly itcare: ItcareConfig | undefined;
  readonly power: readonly PowerConfig[];
  /** Folder of the reference CSV files; undefined when not configured. */
  readonly reference: string | undefined;
  readonly reports: readonly string[];
  readonly controls: readonly string[];
  readonly calculation: CalculationConfig;
}

export interface ItcareConfig {
  readonly url: string;
  readonly token_url: string;
  readonly client_id: string;
  readonly client_secret: string;
  /** Zone in which ITCare's dates are civil dates. */
  readonly timezone: string;
  readonly page_size: number;
  readonly concurrency: number;
  /** Cloud ids to keep; all when empty. */
  readonly clouds: readonly number[];
  /** Private certificate authority, PEM file, absolute. */
  readonly ca_file: string | undefined;
}

export type PowerConfig = PrometheusConfig | PowerFilesConfig;

export interface PrometheusConfig {
  readonly type: 'prometheus';
  /** What comes before /api/v1. */
  readonly url: string;
  readonly query: string;
  readonly equipment_label: string;
  readonly feed_label: string | undefined;
  readonly replica_label: string | undefined;
  readonly mode: 'samples' | 'daily';
  /** Sent as X-Scope-OrgID. */
  readonly tenant: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

export interface PowerFilesConfig {
  readonly type: 'files';
  /** Glob, absolute. */
  readonly path: string;
  /** Zone for instants without an offset; undefined makes such an instant an error. */
  readonly timezone: string | undefined;
}

export interface CalculationConfig {
  readonly max_gap_minutes: number;
  readonly max_power_w: number;
  readonly embodied: 'off' | 'equipment';
  readonly restatement_threshold: number;
}
