import { relative, resolve } from 'node:path';
import { runDemo } from '../../app/demo.ts';
import type { CommandContext } from '../context.ts';

/** Statements that the demo ends with; each works in its folder. */
export const DEMO_STATEMENTS = [
  'select service_name, environment, total_market_kgco2e from service_month order by 3 desc limit 10',
  "select strftime(day, '%Y-%m') as month, equipment_category, sum(facility_kwh) as facility_kwh, sum(scope2_market_kgco2e) as kgco2e from resource_day group by all order by all",
  'select support_phase, count(*) as resources from resource group by 1 order by 2 desc',
] as const;

/** `bilan demo`: the whole job on a made-up estate. */
export const demoCommand = async (
  context: CommandContext,
  options: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const { cwd } = context.io;
  const started = context.io.clock().getTime();
  const folder = resolve(cwd, typeof options.out === 'string' ? options.out : 'demo');
  const isJson = context.options.json === true;
  const result = await runDemo({
    folder,
    isForced: options.force === true,
    loadConfig: async (file) => {
      const { loadConfig } = await import('../config/load-config.ts');
      const needs = ['itcare', 'power'] as const;
      return (
        await loadConfig({ flags: { config: file }, env: {}, cwd: folder, needs, isConfigRequired: true })
      ).config;
    },
    say: (line) => {
      if (!isJson) context.write(`${line}\n`);
    },
    reporter: context.reporter,
  });
  const seconds = Math.round((context.io.clock().getTime() - started) / 1000);
  const files = result.reports.map((file) => relative(cwd, file.path));
  if (isJson) {
    context.write(`${JSON.stringify({ folder, reports: result.reports, seconds }, null, 2)}\n`);
    return;
  }
  const where = relative(cwd, folder) || '.';
  context.write(
    [
      '',
      `Done in ${seconds} s. ${where}/ holds bilan.yaml, the reference files, the ledger, the samples and the reports:`,
      ...files.map((file) => `  ${file}`),
      '',
      'Try next:',
      ...DEMO_STATEMENTS.map((statement) => `  npx bilan -c ${where}/bilan.yaml sql "${statement}"`),
      `  npx bilan -c ${where}/bilan.yaml status`,
      '',
    ].join('\n'),
  );
};
