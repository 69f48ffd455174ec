/** The app's log of the system that runs here: that of `npm start`, or of the server that CLINIC_HOME names. */
import { join } from 'node:path';
import { defaultDirectory } from '../local/environment.ts';
import { serverHome } from '../local/server-home.ts';
import { dataFolder } from '../server/layout.ts';

export function appLogFile(): string {
  const server = serverHome(process.env);
  const data = server ? dataFolder(process.env.CLINIC_HOME ?? '', server.answers) : defaultDirectory();
  return join(data, 'logs', 'clinic.jsonl');
}
