/** `npm run upgrade [-- --home DIR]`: after the program's files were replaced, and while the server is stopped. */
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ROOT } from '../local/environment.ts';
import { AlreadyRunning } from '../local/lock.ts';
import { defaultHome } from './layout.ts';
import { upgrade } from './upgrading.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { home: { type: 'string' } } });
  const home = resolve(values.home ?? process.env.CLINIC_HOME ?? defaultHome());
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  say('Building the program …');
  await promisify(execFile)(process.execPath, [join(ROOT, 'infra/build.ts')], { cwd: ROOT });
  await upgrade({ home, say });
}

main().catch((error: unknown) => {
  const hint =
    error instanceof AlreadyRunning ? ' Stop the server first: systemctl stop clinic-billing.' : '';
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${hint}\n`);
  process.exitCode = 1;
});
