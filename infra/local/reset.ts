/** `npm run reset`: forgets everything that the local system keeps, unless it is running. */
import { rmSync } from 'node:fs';
import { defaultDirectory } from './environment.ts';
import { isHeld } from './lock.ts';

if (isHeld(defaultDirectory())) {
  process.stderr.write('The system is running here: stop it first (Ctrl-C where it runs).\n');
  process.exitCode = 1;
} else {
  rmSync(defaultDirectory(), { recursive: true, force: true });
  process.stdout.write('Cleared. The next npm start makes a new clinic with new passwords.\n');
}
