/** One in-memory Azurite for a run, and in it an account for each test clinic: none sees the blobs and queues of another. */
import { createHash } from 'node:crypto';
import { ACCOUNT, KEY } from '../../infra/local/storage/azurite.ts';

/** As many as one variable of the environment takes; the key is short for the same reason. */
const ACCOUNTS = 5_000;
const SHORT_KEY = 'dGVzdA==';
const accountName = (number: number): string => `clinic${number}`;

/** What Azurite reads from AZURITE_ACCOUNTS: the well-known account, and one for each clinic. */
export const testAccounts = (): string =>
  [
    `${ACCOUNT}:${KEY}`,
    ...Array.from({ length: ACCOUNTS }, (_, number) => `${accountName(number)}:${SHORT_KEY}`),
  ].join(';');

/** The connection to the account of a clinic, known by its database, so that its other processes find it too. */
export function accountOf(storage: string, databaseUrl: string): string {
  const { pathname } = new URL(databaseUrl);
  const number = createHash('sha256').update(pathname).digest().readUInt32BE() % ACCOUNTS;
  return storage.replaceAll(ACCOUNT, accountName(number)).replace(KEY, SHORT_KEY);
}
