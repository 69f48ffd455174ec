/**
 * Makes `dist/package`, the folder that Azure and Docker run: every function in one bundle, and of the packages only what
 * reads files of its own. It is made for Linux on x64, whatever machine makes it.
 */
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFunctions, FONTS, NATIVE, SCRIPT_FONTS, WHOLE } from './bundle.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const PACKAGE_FOLDER = join(ROOT, 'dist/package');

/** Of the fonts of other scripts: all of the one axis that functions/edges/pdf/script-fonts.ts reads. */
const SLICES = /^files\/[^/]+-wght-normal\.woff2$|^unicode\.json$|^package\.json$|^LICENSE$/;

/** What Node reads at run time; types, source maps and texts are left behind. */
const READ = /\.(c?js|mjs|json|node|wasm|afm|icc|trie)$|(^|\/)licen[cs]e[^/]*$/i;
const UNREAD = /(^|\/)(test|tests|__tests__|docs|examples?|benchmark|src)\/|\.(d\.ts|map)$/i;

export type PackageSize = { files: number; bytes: number };

/** Makes the package anew. Throws one sentence when argon2's native part for Linux is not installed here. */
export async function makePackage(folder = PACKAGE_FOLDER): Promise<PackageSize> {
  rmSync(folder, { recursive: true, force: true });
  await bundleFunctions(join(folder, 'dist/functions'), { small: true });
  for (const name of closureOf(WHOLE)) copyPackage(name, folder);
  for (const file of fontFiles()) copyFile(file, folder);
  for (const name of FONTS) copyFile(join('node_modules', name, 'package.json'), folder);
  for (const name of SCRIPT_FONTS) copyPackage(name, folder, (file) => SLICES.test(file));
  copyFile('host.json', folder);
  writeManifest(folder);
  return sizeOf(folder);
}

/** These packages and all that they need; what is optional is left out. */
function closureOf(names: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    Object.keys(manifestOf(name).dependencies ?? {}).forEach(visit);
  };
  names.forEach(visit);
  return found;
}

type Manifest = { version: string; dependencies?: Record<string, string> };

function manifestAt(file: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as Manifest;
}

function manifestOf(name: string): Manifest {
  try {
    return manifestAt(join('node_modules', name, 'package.json'));
  } catch (error) {
    const hint =
      name === NATIVE
        ? ` Run: npm install --no-save --force ${NATIVE}@${manifestOf('@node-rs/argon2').version}`
        : ' Run: npm ci';
    throw new Error(`${name} is not installed.${hint}`, { cause: error });
  }
}

/** Whether Node reads the file at run time. Some packages run from `src`; there only TypeScript is left behind. */
const isRead = (file: string): boolean => READ.test(file) && (!UNREAD.test(file) || isSource(file));
const isSource = (file: string): boolean => /(^|\/)src\//.test(file) && /\.(c?js|mjs|json)$/.test(file);

function copyPackage(name: string, folder: string, isWanted = isRead): void {
  const own = join('node_modules', name);
  const files = globSync('**/*', { cwd: join(ROOT, own) }).map((file) => file.replaceAll('\\', '/'));
  for (const file of files) {
    if (isWanted(file) && statSync(join(ROOT, own, file)).isFile()) copyFile(join(own, file), folder);
  }
}

function fontFiles(): string[] {
  const source = readFileSync(join(ROOT, 'functions/edges/pdf/fonts.ts'), 'utf8');
  return [...source.matchAll(/'([^']+\.ttf)'/g)].map(([, file = '']) => join('node_modules', file));
}

function copyFile(file: string, folder: string): void {
  const target = join(folder, file);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join(ROOT, file), target);
}

/** The exact versions, and the target's platform, so that an `npm install` in the package changes nothing. */
function writeManifest(folder: string): void {
  const { version } = manifestAt('package.json');
  const dependencies = Object.fromEntries(
    [...WHOLE, ...FONTS, ...SCRIPT_FONTS].map((name) => [name, manifestOf(name).version]),
  );
  const manifest = {
    ...{ name: 'clinic-billing-functions', version, private: true, type: 'module' },
    main: 'dist/functions/main.js',
    dependencies,
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(
    join(folder, '.npmrc'),
    'os=linux\ncpu=x64\nlibc=glibc\nignore-scripts=true\npackage-lock=false\n',
  );
  // The package is published as it is; its packages must not be left out.
  writeFileSync(join(folder, '.funcignore'), '.npmrc\n.funcignore\nlocal.settings.json\n');
}

function sizeOf(folder: string): PackageSize {
  const sizes = globSync('**/*', { cwd: folder })
    .map((file) => statSync(join(folder, file)))
    .filter((entry) => entry.isFile())
    .map(({ size }) => size);
  return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

if (import.meta.main) {
  try {
    const { files, bytes } = await makePackage();
    process.stdout.write(
      `${relative(ROOT, PACKAGE_FOLDER)}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB\n`,
    );
  } catch (error) {
    process.stderr.write(`No package: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
