import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BilanError } from '../../src/domain/errors.ts';
import { loadReport, type ReadText } from '../../src/report/load.ts';
import { home, readText } from './fixture.ts';

const builtIn = `${home}/reports/carbon-monthly.yaml`;

/** The findings on the built-in definition after an edit. */
const findings = async (edit: (yaml: string) => string, language = 'en'): Promise<readonly string[]> => {
  const read: ReadText = async (path) => {
    const text = await readText(path);
    return path === builtIn && text !== undefined ? edit(text) : text;
  };
  try {
    await loadReport('carbon-monthly', language, { home, own: [] }, read);
    return [];
  } catch (error) {
    if (!(error instanceof BilanError)) throw error;
    expect(error.exitCode).toBe(2);
    return error.details.length > 0
      ? error.details.map((line) => line.replace(`${home}/`, ''))
      : [error.message];
  }
};

describe('report definitions', () => {
  it.each(readdirSync(`${home}/reports`).filter((file) => file.endsWith('.yaml')))(
    '%s loads',
    async (file) => {
      const name = file.replace('.yaml', '');
      const report = await loadReport(name, 'en', { home, own: [] }, readText);
      expect(report.definition.value.name).toBe(name);
    },
  );

  it('refuses an unknown key where it stands', async () => {
    expect(
      await findings((yaml) => yaml.replace('periods: [month]', 'periods: [month]\ncolour: red')),
    ).toEqual(['reports/carbon-monthly.yaml:7:1: unknown key "colour"']);
  });

  it('tells every mistake of a file at once, deep inside a table too', async () => {
    const broken = await findings((yaml) =>
      yaml
        .replace('title: carbon.title', 'title: carbon.tittle')
        .replace(
          'column: scope, label: carbon.column.scope, format: text',
          'column: scope, label: carbon.column.scope, format: txt',
        )
        .replace('total: { ratio: [facility_kwh, it_with_pue_kwh] }', 'total: mean'),
    );
    expect(broken).toHaveLength(3);
    expect(broken[0]).toBe('reports/carbon-monthly.yaml:4:8: title: no wording for "carbon.tittle"');
    expect(broken[1]).toMatch(/^reports\/carbon-monthly\.yaml:\d+:\d+: .*no format "txt"; known are /);
    expect(broken[2]).toMatch(
      /^reports\/carbon-monthly\.yaml:\d+:\d+: sections\.\d+\.blocks\.\d+\.columns\.\d+\.total: /,
    );
  });

  it('tells queries and charts that do not exist', async () => {
    const missing = await findings((yaml) =>
      yaml
        .replace('query: report_carbon_scope', 'query: report_no_such')
        .replace('chart: bars', 'chart: pie'),
    );
    expect(missing[0]).toMatch(
      /^reports\/carbon-monthly\.yaml:\d+:\d+: no query "report_no_such": looked for /,
    );
    expect(missing[1]).toMatch(/^reports\/carbon-monthly\.yaml:\d+:\d+: no chart "pie"/);
  });

  it('tells a block that is none, and YAML that is not YAML', async () => {
    expect((await findings((yaml) => yaml.replace('- chart: bars', '- picture: bars')))[0]).toMatch(
      /expected a block with a key text, table or chart$/,
    );
    expect((await findings((yaml) => yaml.replace('name: carbon', 'name: [carbon')))[0]).toMatch(
      /^reports\/carbon-monthly\.yaml:\d+:\d+: /,
    );
  });

  it('refuses names that could leave the folders, and languages that are not there', async () => {
    for (const name of ['../secret', 'Carbon', '', 'no-such-report'])
      await expect(loadReport(name, 'en', { home, own: [] }, readText)).rejects.toMatchObject({
        exitCode: 2,
      });
    for (const language of ['xx', '../en'])
      await expect(loadReport('carbon-monthly', language, { home, own: [] }, readText)).rejects.toMatchObject(
        {
          exitCode: 2,
        },
      );
  });
});
