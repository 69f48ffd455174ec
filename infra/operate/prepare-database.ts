/**
 * The step of a deployment before the new version: makes the two roles and the database where they are missing, sets their
 * passwords, and takes the migrations. It runs with the administrator's address, which the app never has:
 *
 *     DATABASE_ADMIN_URL=… CLINIC_OWNER_PASSWORD=… CLINIC_APP_PASSWORD=… node infra/operate/prepare-database.ts
 *
 * In production mode a database with records needs a verified backup of the last two days, as with `npm run migrate`.
 */
import { makeDatabase, requireAppRole, requireServer, roleUrls } from '../server/own-server.ts';
import { migrateWithBackup } from './migrate.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Answers what was done, one line each. Throws one sentence when it cannot be done. */
export async function prepareDatabase(environment: Environment): Promise<string[]> {
  const setting = (name: string): string => {
    const value = environment[name];
    if (!value) throw new Error(`${name} is not set.`);
    return value;
  };
  const adminUrl = setting('DATABASE_ADMIN_URL');
  const passwords = { owner: setting('CLINIC_OWNER_PASSWORD'), app: setting('CLINIC_APP_PASSWORD') };
  if (passwords.owner === passwords.app)
    throw new Error(
      'CLINIC_OWNER_PASSWORD and CLINIC_APP_PASSWORD are the same: the app would own the schema.',
    );
  await requireServer(adminUrl).catch((error: unknown) => {
    throw new Error(`DATABASE_ADMIN_URL ${error instanceof Error ? error.message : String(error)}.`);
  });
  const { made } = await makeDatabase(adminUrl, passwords);
  const { ownerUrl, appUrl } = roleUrls(adminUrl, passwords);
  await requireAppRole(appUrl);
  const applied = await migrateWithBackup(ownerUrl, environment.CLINIC_MODE);
  return [
    ...made.map((what) => `made     ${what}`),
    ...applied.map((name) => `applied  ${name}`),
    'The schema is current.',
  ];
}

if (import.meta.main) {
  try {
    for (const line of await prepareDatabase(process.env)) process.stdout.write(`${line}\n`);
  } catch (error) {
    process.stderr.write(
      `The database was not prepared: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 1;
  }
}
