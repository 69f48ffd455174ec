/** Bundles the Functions app: every function in one file, with the packages that can be bundled. */
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** argon2's native part on the machines that run the package of Azure and Docker. */
export const NATIVE = '@node-rs/argon2-linux-x64-gnu';

/** Packages that find files beside themselves, and so cannot be bundled. */
export const WHOLE = [
  '@node-rs/argon2',
  NATIVE,
  'pdfkit',
  'fontkit',
  '@resvg/resvg-wasm',
  'piscina',
  'harfbuzzjs',
  'subset-font',
];

/** Fonts: of these, the files that functions/edges/pdf/fonts.ts names. */
export const FONTS = ['@expo-google-fonts/inter', 'dejavu-fonts-ttf'];

/** Fonts of other scripts, in slices. */
export const SCRIPT_FONTS = Object.keys(
  (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: object }).dependencies,
).filter((name) => name.startsWith('@fontsource-variable/'));

const REQUIRE_FOR_BUNDLED_COMMONJS =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";
const MAIN = 'all-functions';

/**
 * Writes `main.js`, which registers every function, and the threads' modules beside it. One file loads in a third of the
 * time that the packages' own files take. `small` leaves out what only a person reads.
 */
export async function bundleFunctions(outdir: string, { small }: { small: boolean }): Promise<void> {
  const { build } = await import('esbuild');
  const triggers = globSync('functions/triggers/*/*.ts', { cwd: ROOT, exclude: isTest }).sort();
  const threads = globSync('functions/edges/**/*.worker.ts', { cwd: ROOT });
  if (triggers.length === 0) throw new Error('There is no trigger to build in functions/triggers.');
  await build({
    absWorkingDir: ROOT,
    entryPoints: [{ in: MAIN, out: 'main' }, ...threads.map(entryOf)],
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    // Modules before CommonJS: what is imported when it is needed keeps its names.
    mainFields: ['module', 'main'],
    minifyWhitespace: small,
    minifySyntax: small,
    // Some libraries know a class by its name.
    keepNames: true,
    banner: { js: REQUIRE_FOR_BUNDLED_COMMONJS },
    external: ['@azure/functions-core', 'pg-native', ...WHOLE, ...FONTS, ...SCRIPT_FONTS],
    logLevel: 'warning',
    plugins: [
      {
        name: MAIN,
        setup(plugins) {
          plugins.onResolve({ filter: new RegExp(`^${MAIN}$`) }, ({ path }) => ({ path, namespace: MAIN }));
          plugins.onLoad({ filter: /.*/, namespace: MAIN }, () => ({
            contents: triggers.map((file) => `import './${file}';`).join('\n'),
            resolveDir: ROOT,
          }));
        },
      },
    ],
  });
}

const isTest = (path: string): boolean => path.endsWith('.test.ts');

const entryOf = (file: string): { in: string; out: string } => ({
  in: file,
  out: relative('functions', file).replace(/\.ts$/, ''),
});
