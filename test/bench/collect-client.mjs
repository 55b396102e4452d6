import { systemHttpEffects } from '../../dist/collect/http/effects.js';
import { collectItcare } from '../../dist/collect/itcare/collect.js';
import { openItcare } from '../../dist/collect/itcare/open.js';

const [url, what, concurrency] = process.argv.slice(2);
const reporter = { notice: () => {}, progress: () => {} };

/** The collector, its rows counted and forgotten. */
const ours = async () => {
  const config = {
    url,
    token_url: `${url}/token`,
    client_id: 'bench',
    client_secret: 'bench',
    timezone: 'Europe/Paris',
    page_size: 200,
    concurrency: Number(concurrency),
    clouds: [],
    ca_file: undefined,
  };
  const client = await openItcare(config, systemHttpEffects({}));
  const counts = {};
  for await (const { kind, rows } of collectItcare({ config, client, reporter })) {
    counts[kind] = (counts[kind] ?? 0) + rows.length;
  }
  await client.close();
  return counts;
};

/** Fetch, parse, forget: the same answers with the same concurrency. */
const bare = async (urls) => {
  const left = urls.values();
  const work = async () => {
    for (const path of left) {
      const answer = await fetch(`${url}${path}`, { headers: { authorization: 'Bearer bench' } });
      JSON.parse(await answer.text());
    }
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, work));
  return { requests: urls.length };
};

process.on('message', async (urls) => {
  const before = process.cpuUsage();
  const result = await (what === 'ours' ? ours() : bare(urls));
  const { user, system } = process.cpuUsage(before);
  process.send?.({ result, cpuMs: (user + system) / 1000, peakMb: process.resourceUsage().maxRSS / 1024 });
});
process.send?.('ready');
