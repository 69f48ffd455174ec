/** The transaction of a command, by which a repeated request is recognised (decision 27). */
import type { App, Group, Stores } from './ports.ts';

declare const done: unique symbol;

/** What a command did, by the id of what it made or changed. Only `commandTransaction` makes it. */
export type Done = { readonly id: string; readonly [done]: true };

/**
 * Does a command in one transaction. With an Idempotency-Key the key and the id are stored in the same transaction, so a
 * repeat never finds one without the other. A command has exactly one; transactions before it only prepare it and are
 * done again with it, and transactions after it are its after-effects. With a group, commands that wait at the same time
 * may share the transaction.
 */
export const commandTransaction = async <T extends { id: string }>(
  app: Pick<App, 'db'>,
  work: (stores: Stores) => Promise<T>,
  group?: Group,
): Promise<T & Done> => (await app.db.transaction(work, ({ id }) => id, group)) as T & Done;
