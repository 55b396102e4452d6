import { DEMO_CREDENTIALS } from '../serve-itcare.ts';

/** Where the demo's servers listen. */
export interface DemoUrls {
  readonly itcareUrl: string;
  readonly tokenUrl: string;
  readonly prometheusUrl: string;
}

/** Folder of the demo's reports, below its workspace. */
export const REPORTS_FOLDER = 'reports-out';

/** bilan.yaml of the demo's workspace. */
export const configText = ({ itcareUrl, tokenUrl, prometheusUrl }: DemoUrls): string => `\
# Written by \`bilan demo\`. The estate is made up; what is done with it is real.
#
# The two servers below ran while the demo did and are gone now: \`bilan collect\` has nobody to ask here.
# Everything that works on the ledger does: sql, query, report, calculate, control, explain, status.

database: bilan.duckdb
samples: samples                # Parquet partitions of power samples
timezone: Europe/Paris          # civil days are cut here
language: en                    # or fr

itcare:
  url: ${itcareUrl}
  token_url: ${tokenUrl}
  # Only the demo's own server knows these two. Yours belong in the environment: \${ITCARE_CLIENT_ID}
  # and \${ITCARE_CLIENT_SECRET}.
  client_id: ${DEMO_CREDENTIALS.clientId}
  client_secret: ${DEMO_CREDENTIALS.clientSecret}
  timezone: Europe/Paris        # in which ITCare's dates are civil dates

power:
  - type: prometheus
    url: ${prometheusUrl}
    query: equipment_power_watts
    equipment_label: equipment
    feed_label: feed

reference: reference            # equipment, PUE, factors and placements as CSV
`;

/** README.md of the demo's workspace. */
export const README_TEXT = `\
# A made-up estate

\`bilan demo\` wrote this folder: forty services in three clouds, some six hundred instances, clusters and
nodes, sixty pieces of equipment in three datacenters, and January and February 2026 of their power, minute by
minute.

Made up: names, sizes, who runs what, power, PUE, suppliers and their factors, annual emissions. Real: product
versions and the dates on which publishers support them (endoflife.date), embodied carbon of the servers
(manufacturers' sheets, collected by Boavizta), the factor of the French grid (ADEME), the provider's regions,
availability zones and backup rules (its public documentation).

Some of it is wrong on purpose, so that there is something to find: gaps in the measurements, readings that
cannot be, a machine that enters service and one that leaves, a piece of equipment that no inventory lists, a
missing PUE, a supplier without a factor for 2026, products past their end of support, backups that stopped.

\`bilan demo --force\` clears what it wrote here and nothing else.
`;
