/** Import direction (docs/decisions/0002-layers.md). Each rule says why; `npm run lint:layers` runs it. */
const layer = (name, allowed, why) => ({
  name: `${name}-imports`,
  severity: 'error',
  comment: why,
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: `^src/(${[name, ...allowed, 'domain'].join('|')})/` },
});

const WORLD = [
  'fs',
  'fs/promises',
  'http',
  'https',
  'net',
  'tls',
  'child_process',
  'dgram',
  'worker_threads',
  'os',
  'process',
];

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle has no layer.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domain-imports',
      severity: 'error',
      comment: 'The domain is what everything else is built on; it depends on nothing of ours.',
      from: { path: '^src/domain/' },
      to: { path: '^src/', pathNot: '^src/domain/' },
    },
    layer(
      'cli',
      ['app'],
      'The command line parses, calls a use case and prints; it holds no logic of its own.',
    ),
    layer(
      'app',
      ['collect', 'store', 'calc', 'governance', 'report', 'render', 'demo'],
      'Use cases join the parts.',
    ),
    layer('collect', [], 'Collectors yield typed batches; the app hands them to the store.'),
    layer('store', [], 'The store knows tables and files, not what is computed with them.'),
    layer('calc', ['store'], 'The calculation asks the store through its port.'),
    layer('governance', [], 'Facts and a date in, status out.'),
    layer('report', [], 'A definition and rows in, a model out.'),
    {
      name: 'render-imports',
      severity: 'error',
      comment: 'Renderers see the model alone, so that every format says the same.',
      from: { path: '^src/render/' },
      to: { path: '^src/', pathNot: '^src/(render|domain)/|^src/report/model\\.ts$' },
    },
    layer(
      'demo',
      [],
      'The demo estate is served over HTTP like any other source; nothing reaches around the wire.',
    ),
    {
      name: 'who-touches-the-world',
      severity: 'error',
      comment:
        'Files, sockets and processes are touched in few places, so that the rest can be reasoned about.',
      from: { path: '^src/', pathNot: '^src/(cli|collect/http|collect/reference|collect/power|store|demo)/' },
      to: { dependencyTypes: ['core'], path: `^(node:)?(${WORLD.join('|')})$` },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      comment: 'An import that does not resolve is read as nothing by every other rule.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'not-to-dev-dep',
      severity: 'error',
      comment: 'What ships may not need what only tests install.',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
