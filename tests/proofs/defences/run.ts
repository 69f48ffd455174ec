/** Runs the tests that must notice, in a copy, and reads what they say. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Defence } from './defence.ts';

/** Far beyond what any one of them takes. */
const PATIENCE_MS = 10 * 60_000;

type Report = {
  testResults: {
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
};
export type Outcome = { name: string; passed: boolean; said: string };

/** What each test whose name holds one of these texts came to. Throws when they could not even be run. */
export async function outcomes(
  folder: string,
  {
    project,
    tests,
    names,
  }: { project: Defence['project']; tests: readonly string[]; names: readonly string[] },
): Promise<Outcome[]> {
  const file = join(folder, '.cache', 'defences.json');
  rmSync(file, { force: true });
  const pattern = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const said = await command(folder, [
    'node_modules/vitest/vitest.mjs',
    ...['run', '--config', 'tests/vitest.config.ts', '--project', project],
    ...['--reporter', 'json', '--outputFile', file, '--testNamePattern', pattern],
    ...tests,
  ]);
  if (!existsSync(file)) throw new Error(`The tests could not be run: ${said.trim().slice(-2000)}`);
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const run = results.filter(({ status }) => status === 'passed' || status === 'failed');
  if (run.length === 0) {
    const why = testResults.map(({ message }) => message).join('\n') || said;
    throw new Error(`No test was run: ${why.trim().slice(-2000)}`);
  }
  return run.map(({ fullName, status, failureMessages }) => ({
    name: fullName,
    passed: status === 'passed',
    said: failureMessages[0] ?? '',
  }));
}

/** Builds the Functions app of the copy. Throws with the builder's words. */
export async function build(folder: string): Promise<void> {
  await command(folder, ['infra/build.ts', 'functions'], 'The build broke');
}

async function command(cwd: string, args: readonly string[], unless?: string): Promise<string> {
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, CI: undefined, NO_COLOR: '1' } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += String(chunk);
    });
  }
  const late = setTimeout(() => child.kill('SIGTERM'), PATIENCE_MS);
  const [code] = await once(child, 'close');
  clearTimeout(late);
  if (unless !== undefined && code !== 0) throw new Error(`${unless}: ${said.trim().slice(-2000)}`);
  return said;
}
