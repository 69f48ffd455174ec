/** The arrows of docs/architecture.md, as rules that fail the lint. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const TESTS = '(^tests/|\\.test\\.tsx?$)';

module.exports = {
  forbidden: [
    rule('no-cycles', 'Modules that need each other are one module.', {}, { circular: true }),
    rule(
      'no-orphans',
      'A file that nothing uses is deleted.',
      {
        orphan: true,
        pathNot: [
          TESTS,
          '\\.d\\.ts$',
          '(^|/)\\.[^/]+\\.cjs$',
          'config\\.ts$',
          // Worker threads load these by their address.
          '\\.worker\\.ts$',
          '^migrations/',
          '^infra/(local|server|operate|processes|tools)/[^/]+\\.(ts|mjs)$',
          '^infra/bench/bench\\.ts$',
          '^infra/local/(postgres|storage)/server\\.ts$',
          '/main\\.ts$',
          '^infra/[^/]+\\.(ts|mjs)$',
          '/fixtures/',
        ],
      },
      {},
    ),
    rule(
      'no-unresolvable',
      'Every import leads somewhere.',
      {},
      { couldNotResolve: true, pathNot: '^@azure/functions-core$' },
    ),
    rule(
      'the-host-stands-alone',
      'The embedded Functions host needs nothing of this project; its tests start it as a process.',
      { path: '^infra/functions-host/', pathNot: [TESTS, '/fixtures/'] },
      { path: '^(functions|web|tests|migrations)/|^infra/(?!functions-host/)' },
    ),
    rule(
      'the-emulator-stands-alone',
      'The Stripe emulator needs nothing of this project.',
      { path: '^infra/stripe-emulator/', pathNot: TESTS },
      { path: '^(functions|web|tests|migrations)/|^infra/(?!stripe-emulator/)' },
    ),
    rule('no-tests-in-the-product', 'Nothing imports tests but tests.', { pathNot: TESTS }, { path: TESTS }),
    rule(
      'domain-is-pure',
      'Rules import rules, not even node:; the calendar has Temporal.',
      { path: '^functions/domain/', pathNot: TESTS },
      { pathNot: '^functions/domain/|^node_modules/temporal-polyfill/' },
    ),
    rule(
      'contracts-promise',
      'Contracts know the domain and zod.',
      { path: '^functions/contracts/', pathNot: TESTS },
      { pathNot: '^functions/(contracts|domain)/|^node_modules/zod' },
    ),
    rule(
      'capabilities-use-ports',
      'Capabilities reach the outside through ports only.',
      { path: '^functions/capabilities/', pathNot: TESTS },
      { path: '^functions/(edges|triggers|http)/|^functions/[^/]+\\.ts$|^node_modules/' },
    ),
    rule(
      'contracts-as-types',
      'Capabilities and edges take the types of replies from the contracts, never their schemas.',
      { path: '^functions/(capabilities|edges)/', pathNot: TESTS },
      { path: '^functions/contracts/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'edges-implement-ports',
      'Edges know ports, the domain and their libraries.',
      { path: '^functions/edges/', pathNot: TESTS },
      {
        path: '^functions/(triggers|http)/|^functions/[^/]+\\.ts$|^functions/capabilities/(?!ports\\.ts$|ports/)',
      },
    ),
    rule(
      'triggers-name-no-edge',
      'Only app.ts joins edges to ports.',
      { path: '^functions/(triggers|http)/', pathNot: TESTS },
      { path: '^functions/edges/' },
    ),
    rule(
      'nothing-imports-a-trigger',
      'A trigger stands alone; what several share lies in functions/http/.',
      { pathNot: TESTS },
      { path: '^functions/triggers/' },
    ),
    rule(
      'only-the-root-names-edges',
      'app.ts is the composition root; operators.ts is the part of it that the supervisor needs too.',
      { path: '^functions/[^/]+\\.ts$', pathNot: ['^functions/(app|operators)\\.ts$', TESTS] },
      { path: '^functions/edges/' },
    ),
    rule(
      'stripe-in-its-edge',
      'The SDK is hidden behind the port.',
      { path: '^(functions|web)/', pathNot: ['^functions/edges/stripe/', TESTS] },
      { path: '^node_modules/stripe/' },
    ),
    rule(
      'sql-in-its-edge',
      'SQL lives in one place.',
      {
        path: '^(functions|web)/',
        pathNot: ['^functions/edges/postgres/', '^functions/edges/security/rate-limits\\.ts$', TESTS],
      },
      { path: '^node_modules/(pg|knex)/' },
    ),
    rule(
      'web-sees-promises',
      'The portal knows contracts and rules, nothing behind them.',
      { path: '^web/src/' },
      { path: '^(functions/(?!contracts/|domain/)|infra/|migrations/)' },
    ),
    rule(
      'back-end-knows-no-portal',
      'The back end runs without the portal.',
      { path: '^(functions|migrations)/' },
      { path: '^web/' },
    ),
    rule(
      'features-stand-alone',
      'One feature of the portal never imports another.',
      { path: '^web/src/features/([^/]+)/' },
      { path: '^web/src/features/', pathNot: '^web/src/features/$1/' },
    ),
    rule(
      'product-without-infra',
      'The product runs without what starts it locally.',
      { path: '^(functions|web/src)/', pathNot: TESTS },
      { path: '^infra/' },
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.local)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
    },
  },
};
