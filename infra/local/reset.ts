/** `npm run reset -- --database clinic`: removes the local system's folder, never that of a production clinic. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chosenSettings, defaultDirectory, type Environment, isChosen } from './environment.ts';
import { isHeld } from './lock.ts';
import { DATABASE } from './postgres/roles.ts';

/** Why the folder may not be removed, with what to do; nothing when it may. */
export function resetRefusal(
  directory: string,
  chosen: Environment,
  typed: string | undefined,
): string | undefined {
  if (isHeld(directory)) return 'The system is running here: stop it first (Ctrl-C where it runs).';
  if (chosen.CLINIC_MODE === 'production') {
    return 'CLINIC_MODE is production: this folder holds the keys of a clinic. Nothing was removed.';
  }
  if (isChosen(chosen, 'DATABASE_URL')) {
    return 'DATABASE_URL names a database whose keys may be in this folder. Unset it to reset a local system.';
  }
  const backups = join(directory, 'backups');
  if (existsSync(backups) && readdirSync(backups).length > 0) {
    return `${backups} holds backups, which can be read only with the keys in ${directory}. Move both away first.`;
  }
  if (typed !== DATABASE)
    return `This removes the clinic and its keys. Type its name: npm run reset -- --database ${DATABASE}`;
  return undefined;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { database: { type: 'string' } } });
  const refusal = resetRefusal(defaultDirectory(), chosenSettings(process.env), values.database);
  if (refusal === undefined) {
    rmSync(defaultDirectory(), { recursive: true, force: true });
    process.stdout.write('Cleared. The next npm start makes a new clinic with new passwords.\n');
  } else {
    process.stderr.write(`${refusal}\n`);
    process.exitCode = 1;
  }
}
