/** An empty database beside another, for a backup to be restored into. */
import { closeToOthers, OWNER, withClient } from '../../../infra/local/postgres/roles.ts';
import type { ProofDatabase } from '../../../infra/operate/scratch-database.ts';

export async function freshDatabase({ superuserUrl, ownerUrl, appUrl }: ProofDatabase) {
  const name = 'restored';
  await withClient(superuserUrl, async (client) => {
    await client.query(`create database ${name} template template0 owner ${OWNER}`);
    await closeToOthers(client, name);
  });
  const within = (url: string): string => {
    const address = new URL(url);
    address.pathname = `/${name}`;
    return address.href;
  };
  return { ownerUrl: within(ownerUrl), appUrl: within(appUrl) };
}
