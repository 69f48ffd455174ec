/** A copy of the clinic's database inside the embedded PostgreSQL, to go back to when an upgrade fails. */
import { statfsSync } from 'node:fs';
import { APP, closeToOthers, DATABASE, OWNER, withClient } from '../local/postgres/roles.ts';

const COPY = `${DATABASE}_before_upgrade`;

/** Connects as the superuser of the embedded PostgreSQL. */
export type Cluster = { superuserUrl: string; folder: string };

/** Copies the database, which no one else may be using. Throws, with nothing changed, when the disk has no room for it. */
export async function copyDatabase({ superuserUrl, folder }: Cluster): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    const { rows } = await client.query<{ bytes: string }>('select pg_database_size($1) as bytes', [
      DATABASE,
    ]);
    const needed = Number(rows[0]?.bytes ?? 0) * 1.2;
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < needed)
      throw new Error(
        `The upgrade needs ${Math.ceil(needed / 1024 ** 2)} MB of free disk for a copy of the database in ${folder}. Nothing was changed.`,
      );
    await client.query(`drop database if exists ${COPY}`);
    await client.query(`create database ${COPY} template ${DATABASE} owner ${OWNER}`);
    await client.query(`revoke all on database ${COPY} from public`);
  });
}

/** Puts the copy in the place of the database. */
export async function putBack({ superuserUrl }: Cluster): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    await client.query(`drop database ${DATABASE} with (force)`);
    await client.query(`alter database ${COPY} rename to ${DATABASE}`);
    await closeToOthers(client, DATABASE);
  });
}

/** Removes the copy after an upgrade that holds. */
export async function dropCopy({ superuserUrl }: Cluster): Promise<void> {
  await withClient(superuserUrl, (client) => client.query(`drop database if exists ${COPY}`));
}

/** The address of the superuser beside the role of the app. */
export const superuserUrlOf = (appUrl: string, password: string): string => {
  const url = new URL(appUrl);
  if (url.username !== APP) throw new Error(`DATABASE_URL does not connect as ${APP}.`);
  url.username = 'postgres';
  url.password = encodeURIComponent(password);
  url.pathname = '/postgres';
  return url.href;
};
