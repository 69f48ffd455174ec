/** Endpoints that create or move money: with an Idempotency-Key, a repeat gets the first answer (decision 27). */
import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { runningApp } from '../app.ts';
import type { Caller } from '../capabilities/ports/common.ts';
import type { EarlierRequest, IdempotencyKey } from '../capabilities/ports/idempotency.ts';
import type { App, Database } from '../capabilities/ports.ts';
import type { Route } from '../contracts/route.ts';
import { refuseErased } from '../domain/erasure.ts';
import { must, refuse } from '../domain/refusal.ts';
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
    const done = await call.app.db.read.idempotency.find(key);
    if (done) return answerAgain(call, tell, sameRequest(key, done));
    try {
      // A repeat is answered before a proof is used up, and what is remembered is undone with the work.
      const db = call.acting(remembering(runningApp().db, key));
      const { id } = await run({ ...call, app: { ...call.app, db } });
      const reply = await tell(call, id);
      await call.app.db.read.idempotency.answered(key, route.status, reply);
      return reply;
    } catch (error) {
      if (!(error instanceof Repeated)) throw error;
      return answerAgain(call, tell, error);
    }
  });
}

/** The stored answer, or the answer made from what the first request did when that answer was lost. */
const answerAgain = <I, R>(
  call: Command<I>,
  tell: (call: Command<I>, id: string) => Promise<R>,
  { subjectId, reply }: { subjectId: string; reply: unknown },
): R | Promise<R> => (reply ? (reply as R) : tell(call, subjectId));

/** The request was done before. */
class Repeated extends Error {
  readonly subjectId: string;
  readonly reply: unknown;
  constructor({ subjectId, reply }: { subjectId: string; reply: unknown }) {
    super('This request was done before.');
    this.subjectId = subjectId;
    this.reply = reply;
  }
}

/** What an earlier request under the key did. Refuses the key of another request, and one whose work is not known yet. */
function sameRequest(key: IdempotencyKey, earlier: EarlierRequest): { subjectId: string; reply: unknown } {
  if (earlier === 'erased') return refuseErased();
  const { requestHash, subjectId, reply } = earlier;
  if (!Buffer.from(requestHash).equals(Buffer.from(key.requestHash))) {
    refuse('unprocessable', 'idempotency_key_reused', 'This Idempotency-Key was used for another request.');
  }
  if (!subjectId) {
    return refuse('conflict', 'request_in_progress', 'The first request is still being done.', {
      retryAfterSeconds: 1,
    });
  }
  return { subjectId, reply };
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

/**
 * The database, with the key taken and the result remembered in the first transaction, all or nothing with the work.
 * The key counts as taken only after the commit, because a transaction is repeated when its commit fails. A command
 * whose first transaction does not return the id would be refused for ever when repeated: it is rolled back instead.
 * A preparation takes no key: if the process dies after it, the repeat prepares and does the command again.
 */
function remembering(db: Database, key: IdempotencyKey): App['db'] {
  let committed = false;
  return {
    ...db,
    async transaction(work, purpose) {
      if (committed) return db.transaction(work);
      if (purpose === 'preparation') {
        return db.transaction(async (tx) => {
          const earlier = await tx.idempotency.find(key);
          if (earlier) throw new Repeated(sameRequest(key, earlier));
          return work(tx);
        });
      }
      const result = await db.transaction(async (tx) => {
        const earlier = await tx.idempotency.take(key);
        if (earlier !== 'taken') throw new Repeated(sameRequest(key, earlier));
        const made = await work(tx);
        await tx.idempotency.remember(key, subjectOf(made, key.operation));
        return made;
      });
      committed = true;
      return result;
    },
  };
}

function subjectOf(result: unknown, operation: string): string {
  const id = typeof result === 'object' && result !== null && 'id' in result ? result.id : undefined;
  must(typeof id === 'string', `the first transaction of ${operation} returns the id of what it did`);
  return id as string;
}
