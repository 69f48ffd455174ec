/**
 * For proofs only: lets the process die at a named point, as a power cut would. The file named by CRASH_FILE holds the
 * point, such as `stripe.openCheckout:after`; it is deleted before the crash, so that the next process survives. With a
 * word after the point every call there whose arguments contain the word crashes, and the file stays.
 */
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import type { App, Database } from '../capabilities/ports.ts';

type Die = (point: string, values?: readonly unknown[]) => void;

const dieAt =
  (file: string): Die =>
  (point, values = []) => {
    if (!existsSync(file)) return;
    const [place, word] = readFileSync(file, 'utf8').split(' ');
    if (place !== point || (word !== undefined && !JSON.stringify(values).includes(word))) return;
    appendFileSync(`${file}.hits`, `${point}\n`);
    if (word === undefined) rmSync(file);
    process.kill(process.pid, 'SIGKILL');
  };

type Methods = Record<string, unknown>;

/** The same port, with a point before and after each of its calls. */
function pointed<T extends object>(name: string, port: T, die: Die): T {
  const wrapped = Object.entries(port as Methods).map(([method, call]) => {
    if (typeof call !== 'function') return [method, call];
    const both = (...values: unknown[]): unknown => {
      die(`${name}.${method}:before`, values);
      const result: unknown = call.apply(port, values);
      if (!(result instanceof Promise)) return result;
      return result.then((value: unknown) => {
        die(`${name}.${method}:after`, values);
        return value;
      });
    };
    return [method, both];
  });
  return Object.fromEntries(wrapped) as T;
}

/** The app, mortal at every window between the database and the outside. */
export function withCrashPoints<T extends App>(app: T, file: string): T {
  const die = dieAt(file);
  const { events, outbox } = app.db.read;
  const db: Database = {
    ...app.db,
    read: { ...app.db.read, events: pointed('events', events, die), outbox: pointed('outbox', outbox, die) },
    async transaction(work, subject, group) {
      const dying: typeof work = async (stores) => {
        const value = await work(stores);
        die('commit:before');
        return value;
      };
      const result = await app.db.transaction(dying, subject, group);
      die('commit:after');
      return result;
    },
  };
  return {
    ...app,
    db,
    stripe: pointed('stripe', app.stripe, die),
    queues: pointed('queues', app.queues, die),
    blobs: pointed('blobs', app.blobs, die),
    backups: pointed('backups', app.backups, die),
    mail: pointed('mail', app.mail, die),
    sms: pointed('sms', app.sms, die),
  };
}
