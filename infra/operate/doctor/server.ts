/** `npm run doctor -- --home DIR`: everything that a server of a clinic needs, one line each. */
import { isHeld } from '../../local/lock.ts';
import { portsOf, requireFree } from '../../server/probes.ts';
import { bad, type Finding, findingsOf, ok, warn } from '../finding.ts';
import { answerFindings, certificateFinding, clockFindings, nameFinding } from './address.ts';
import { databaseFindings } from './database.ts';
import { diskFindings, modeFindings, type Server, serverOf, writableFindings } from './files.ts';
import { backupFindings, mailFindings, storageFindings, stripeFindings, textFindings } from './services.ts';

/** Looks at the server of the folder; what needs it to run is left out while it does not. */
export async function examineServer(home: string): Promise<Finding[]> {
  let server: Server;
  try {
    server = serverOf(home);
  } catch (error) {
    return [bad(`Settings: ${(error as Error).message}`)];
  }
  const isRunning = isHeld(server.data);
  const still = [
    ok('Settings: complete, and each is known'),
    ...(await findingsOf('File modes', () => modeFindings(server))),
    ...(await findingsOf('Disk', () => diskFindings(server))),
    ...(await writableFindings(server)),
    ...(await findingsOf('Certificate', () => certificateFinding(server))),
    ...(await nameFindings(server)),
    ...(await clockFindings(server)),
    ...(await mailFindings(server)),
    ...(await textFindings(server)),
    ...(await findingsOf('Backups', () => backupFindings(server))),
  ];
  if (!isRunning) {
    const stopped = warn(
      'Server: it is not running, so that database, storage and Stripe’s events were not tested.',
    );
    return [...still, ...(await portFindings(server)), stopped];
  }
  return [
    ...still,
    ok('Server: it is running'),
    ...(await answerFindings(server)),
    ...(await databaseFindings(server)),
    ...(await storageFindings(server)),
    ...(await stripeFindings(server)),
  ];
}

const nameFindings = (server: Server): Promise<Finding[]> => findingsOf('Address', () => nameFinding(server));

async function portFindings({ settings }: Server): Promise<Finding[]> {
  const taken: Finding[] = [];
  for (const { field, port, address } of portsOf(settings.answers))
    await requireFree(port, address).catch((error: Error) => {
      taken.push(bad(`Ports: ${field}: ${error.message}. Stop that program, or run npm run setup.`));
    });
  return taken.length > 0 ? taken : [ok('Ports: all are free')];
}
