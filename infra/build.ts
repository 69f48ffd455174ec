/** Builds the Functions app and the portal; a part whose sources did not change is left as it is. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = '**/*.{ts,tsx,css,html,json,mjs,svg,png,woff2,ttf,txt,webmanifest}';

type Part = {
  name: 'functions' | 'web';
  /** Folders whose files decide whether the output is current. */
  sources: string[];
  output: string;
  build(): Promise<void>;
};

const PARTS: Part[] = [
  { name: 'functions', sources: ['functions'], output: 'dist/functions', build: buildFunctions },
  {
    name: 'web',
    sources: ['web', 'functions/contracts', 'functions/domain'],
    output: 'web/dist',
    build: buildWeb,
  },
];

/** Builds the named parts (all when none is named); answers one readable line per part. */
export async function build(names: readonly string[] = []): Promise<string[]> {
  const unknown = names.find((name) => !PARTS.some((part) => part.name === name));
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}" to build: functions or web.`);
  const wanted = PARTS.filter((part) => names.length === 0 || names.includes(part.name));
  return Promise.all(wanted.map(bring));
}

async function bring(part: Part): Promise<string> {
  const began = performance.now();
  const stamp = join(ROOT, part.output, '.sources');
  const sources = hashOf(part.sources);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return `${part.name} is current`;
  rmSync(stamp, { force: true });
  await part.build();
  writeFileSync(stamp, sources);
  return `${part.name} built in ${((performance.now() - began) / 1000).toFixed(1)} s`;
}

/** One hash over names and contents, the lock file and this file: what could change the output. */
function hashOf(folders: readonly string[]): string {
  const hash = createHash('sha256');
  const files = folders
    .flatMap((folder) => globSync(`${folder}/${SOURCES}`, { cwd: ROOT, exclude: isNotSource }))
    .sort();
  for (const file of ['package-lock.json', 'infra/build.ts', 'infra/bundle.ts', ...files]) {
    if (!statSync(join(ROOT, file)).isFile()) continue;
    hash.update(`${file}\0`).update(readFileSync(join(ROOT, file)));
  }
  return hash.digest('hex');
}

function isNotSource(path: string): boolean {
  return /(^|\/)(node_modules|dist)(\/|$)|\.test\.tsx?$/.test(path.replaceAll('\\', '/'));
}

async function buildFunctions(): Promise<void> {
  const { bundleFunctions } = await import('./bundle.ts');
  const output = join(ROOT, 'dist/functions');
  rmSync(output, { recursive: true, force: true });
  await bundleFunctions(output, { small: false });
}

async function buildWeb(): Promise<void> {
  const vite = await import('vite');
  const output = join(ROOT, 'web/dist');
  // Whoever builds, a test too, builds what patients get: another NODE_ENV would bring in React's development build.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  try {
    await vite.build({
      root: join(ROOT, 'web'),
      logLevel: 'warn',
      build: { outDir: output, emptyOutDir: true },
    });
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}

if (import.meta.main) {
  try {
    for (const line of await build(process.argv.slice(2))) process.stdout.write(`${line}\n`);
  } catch (error) {
    process.stderr.write(`The build failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
