/**
 * `npm run serve [-- --home DIR]`: runs the clinic on this machine as `npm run setup` wrote it down, until SIGTERM. It
 * ends with exit code 1 when a part cannot be kept alive, so that the service manager starts it anew.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AlreadyRunning } from '../local/lock.ts';
import { defaultHome } from './layout.ts';
import { type Server, serve } from './serving.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { home: { type: 'string' } } });
  const home = resolve(values.home ?? process.env.CLINIC_HOME ?? defaultHome());
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  let server: Server | undefined;
  let stopping = false;
  const stop = (): void => {
    // Before everything is up, the end of the start stops it.
    if (stopping && server === undefined) return;
    stopping = true;
    say('Stopping …');
    server?.stop().then(() => {
      say('Stopped.');
      process.exit();
    }, fail);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  // A closed terminal must not end a clinic.
  process.on('SIGHUP', () => undefined);

  server = await serve({
    home,
    say,
    gaveUp: (name) => {
      say(`${name} cannot be kept alive: the server ends.`);
      process.exitCode = 1;
      stop();
    },
  });
  say(`The clinic answers at ${server.settings.Values.WEB_URL} (here: ${server.url}).`);
  if (stopping) stop();
}

function fail(error: unknown): void {
  const hint = error instanceof AlreadyRunning ? ' Another server uses this data folder.' : '';
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${hint}\n`);
  process.exit(1);
}

main().catch(fail);
