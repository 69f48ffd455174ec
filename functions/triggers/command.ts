/** Endpoints that create or move money: with an Idempotency-Key, a repeat gets the first answer (decision 27). */
import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { Caller } from '../capabilities/ports/common.ts';
import type { IdempotencyKey } from '../capabilities/ports/idempotency.ts';
import type { App, Database } from '../capabilities/ports.ts';
import type { Route } from '../contracts/route.ts';
import { refuseErased } from '../domain/erasure.ts';
import { refuse } from '../domain/refusal.ts';
import { type Call, endpoint } from './endpoint.ts';

type Command<Input> = Call<Input>;

/**
 * Registers a command. `run` does it and gives the id of what it made or changed; `tell` makes the reply from that id,
 * so that the answer can be told again even if the process died between the commit and the answer.
 */
export function command<I extends z.ZodType, R extends z.ZodType>(
  route: Route<I, R>,
  run: (call: Command<z.output<I>>) => Promise<{ id: string }>,
  tell: (call: Command<z.output<I>>, id: string) => Promise<z.input<R>>,
): void {
  endpoint(route, async (call) => {
    const key = keyOf(route, call);
    if (!key) return tell(call, (await run(call)).id);
    try {
      const { id } = await run({ ...call, app: { ...call.app, db: remembering(call.app.db, key) } });
      const reply = await tell(call, id);
      await call.app.db.read.idempotency.answered(key, route.status, reply);
      return reply;
    } catch (error) {
      if (!(error instanceof Repeated)) throw error;
      return error.reply ? (error.reply as z.input<R>) : tell(call, error.subjectId);
    }
  });
}

/** The request was done before. */
class Repeated extends Error {
  readonly subjectId: string;
  readonly reply: unknown;
  constructor(subjectId: string, reply: unknown) {
    super('This request was done before.');
    this.subjectId = subjectId;
    this.reply = reply;
  }
}

function keyOf(route: Route, call: Call<unknown>): IdempotencyKey | undefined {
  const key = call.request.headers.get('idempotency-key');
  if (key === null) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    refuse('invalid', 'idempotency_key_invalid', 'An Idempotency-Key has 1 to 255 visible ASCII characters.');
  }
  const requestHash = createHash('sha256')
    .update(JSON.stringify([new URL(call.request.url).pathname, call.body]))
    .digest();
  return { caller: callerName(call.caller), operation: route.name, key, requestHash };
}

const callerName = ({ actor }: Caller): string => (actor.type === 'staff' ? actor.id : 'system');

/** The database, with the key taken and its result remembered in the first transaction: all or nothing with the work. */
function remembering(db: Database, key: IdempotencyKey): App['db'] {
  let taken = false;
  return {
    ...db,
    transaction: (work) =>
      db.transaction(async (tx) => {
        if (taken) return work(tx);
        const earlier = await tx.idempotency.take(key);
        if (earlier === 'erased') return refuseErased();
        if (earlier !== 'taken') {
          if (!Buffer.from(earlier.requestHash).equals(Buffer.from(key.requestHash))) {
            refuse(
              'unprocessable',
              'idempotency_key_reused',
              'This Idempotency-Key was used for another request.',
            );
          }
          if (!earlier.subjectId) {
            refuse('conflict', 'request_in_progress', 'The first request is still being done.', {
              retryAfterSeconds: 1,
            });
          }
          throw new Repeated(earlier.subjectId, earlier.reply);
        }
        const result = await work(tx);
        const subject = subjectOf(result);
        if (subject) await tx.idempotency.remember(key, subject);
        taken = true;
        return result;
      }),
  };
}

const subjectOf = (result: unknown): string | undefined =>
  typeof result === 'object' && result !== null && 'id' in result && typeof result.id === 'string'
    ? result.id
    : undefined;
