/**
 * Looks at package-lock.json: every package is held to the bytes it had when it was chosen, comes from the registry, and
 * runs a script at its installation only when `allowScripts` in package.json names it. Part of `npm run check:security`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { ROOT } from '../local/environment.ts';

const lockfile = z.object({
  lockfileVersion: z.literal(3),
  packages: z.record(
    z.string(),
    z.looseObject({
      name: z.string().optional(),
      integrity: z.string().optional(),
      resolved: z.string().optional(),
      link: z.boolean().optional(),
      optional: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});
const manifest = z.object({ allowScripts: z.record(z.string(), z.boolean()).default({}) });

const REGISTRY = 'https://registry.npmjs.org/';

export type LockfileReport = {
  packages: number;
  /** What is wrong, a line each. */
  findings: string[];
  /** Packages whose scripts may run, and those whose scripts may not and that the product does without. */
  running: string[];
  silent: string[];
};

/** Packages that bring a script, by name. */
type Scripts = Map<string, { allowed: boolean; optional: boolean }>;

/** Reads both files as texts. Throws when one of them is not what npm writes. */
export function lookAtLockfile(lock: string, packageJson: string): LockfileReport {
  const { packages } = lockfile.parse(JSON.parse(lock));
  const { allowScripts } = manifest.parse(JSON.parse(packageJson));
  const installed = Object.entries(packages).filter(
    ([path, { link }]) => path.includes('node_modules/') && link !== true,
  );
  const nameOf = (path: string): string =>
    path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const findings: string[] = [];
  const scripts: Scripts = new Map();
  for (const [path, { integrity, resolved, optional, hasInstallScript }] of installed) {
    if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''))
      findings.push(`${path} has no SHA-512 of its bytes`);
    if (resolved !== undefined && !resolved.startsWith(REGISTRY))
      findings.push(`${path} comes from elsewhere`);
    const allowed = allowScripts[nameOf(path)] === true;
    if (hasInstallScript) scripts.set(nameOf(path), { allowed, optional: optional === true });
  }
  findings.push(...scriptFindings(scripts, Object.keys(allowScripts)));
  const named = (wanted: boolean): string[] =>
    [...scripts]
      .filter(([, { allowed }]) => allowed === wanted)
      .map(([name]) => name)
      .sort();
  return { packages: installed.length, findings, running: named(true), silent: named(false) };
}

function scriptFindings(scripts: Scripts, allowedNames: readonly string[]): string[] {
  const findings: string[] = [];
  for (const [name, { allowed, optional }] of scripts) {
    if (!allowed && !optional)
      findings.push(`${name} runs a script at its installation and is not allowed to`);
  }
  const idle = allowedNames.filter((name) => !scripts.has(name));
  return [...findings, ...idle.map((name) => `${name} may run a script at its installation and has none`)];
}

if (import.meta.main) {
  const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
  const report = lookAtLockfile(read('package-lock.json'), read('package.json'));
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  for (const finding of report.findings.slice(0, 20)) say(finding);
  say(`Lockfile: ${report.packages} packages, ${report.findings.length} findings.`);
  say(`Scripts at installation: ${report.running.join(', ')}. Not run: ${report.silent.join(', ')}.`);
  process.exitCode = report.findings.length === 0 ? 0 : 1;
}
