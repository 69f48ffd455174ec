/** Endpoints that create or move money: with an Idempotency-Key, a repeat gets the first answer (decision 27). */
import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { runningApp } from '../app.ts';
import type { Done } from '../capabilities/command.ts';
import type { Caller } from '../capabilities/ports/common.ts';
import type { EarlierRequest, IdempotencyKey } from '../capabilities/ports/idempotency.ts';
import type { Database, Group } from '../capabilities/ports.ts';
import type { Route, Who } from '../contracts/route.ts';
import { refuseErased } from '../domain/erasure.ts';
import { must, refuse } from '../domain/refusal.ts';
import { type Call, endpoint } from './endpoint.ts';

/**
 * Registers a command. `run` does it and returns the id of what it created or changed; `buildReply` makes the reply from
 * that id, so that the response can be repeated even after a crash between the commit and the response.
 */
export function command<I extends z.ZodType, R extends z.ZodType, W extends Who>(
  route: Route<I, R, W>,
  run: (call: Call<z.output<I>, W>) => Promise<Done>,
  buildReply: (call: Call<z.output<I>, W>, id: string) => Promise<z.input<R>>,
): void {
  endpoint(route, async (call) => {
    const key = keyOf(route, call);
    if (!key) return buildReply(call, (await run(call)).id);
    const done = await call.app.db.read.idempotency.find(key);
    if (done) return answerAgain(call, buildReply, sameRequest(key, done));
    try {
      // A repeat is answered before a proof is used up, and what is remembered is undone with the work.
      const db = call.acting(remembering(runningApp().db, key));
      const { id } = await run({ ...call, app: { ...call.app, db } });
      const reply = await buildReply(call, id);
      await call.app.db.read.idempotency.answered(key, route.status, reply);
      return reply;
    } catch (error) {
      if (!(error instanceof Repeated)) throw error;
      return answerAgain(call, buildReply, error);
    }
  });
}

/** The stored answer, or the answer made from what the first request did when that answer was lost. */
const answerAgain = <C, R>(
  call: C,
  buildReply: (call: C, id: string) => Promise<R>,
  { subjectId, reply }: { subjectId: string; reply: unknown },
): R | Promise<R> => (reply ? (reply as R) : buildReply(call, subjectId));

/** The request was done before. */
class Repeated extends Error {
  readonly subjectId: string;
  readonly reply: unknown;
  constructor({ subjectId, reply }: { subjectId: string; reply: unknown }) {
    super('This request was already done.');
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
    return refuse('conflict', 'request_in_progress', 'The first request is still in progress.', {
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

/** Two requests under one key never share a transaction: the second waits for what the first did. */
const withKey = (group: Group, { caller, operation, key }: IdempotencyKey): Group => ({
  ...group,
  names: [...(group.names ?? []), JSON.stringify([caller, operation, key])],
});

/**
 * The database under an idempotency key. The command's transaction takes the key and stores the id of what it did, all
 * or nothing with the work. `taken` is set after its commit and outside the work, which is repeated when the commit
 * fails. A transaction before it prepares the command: it takes no key, so a repeat prepares and does the command again.
 */
function remembering(db: Database, key: IdempotencyKey): Database {
  let taken = false;
  const answerEarlier = (earlier: EarlierRequest): never => {
    throw new Repeated(sameRequest(key, earlier));
  };
  return {
    ...db,
    async transaction(work, subject, group) {
      if (!subject) {
        if (taken) return db.transaction(work);
        return db.transaction(async (tx) => {
          const earlier = await tx.idempotency.find(key);
          return earlier ? answerEarlier(earlier) : work(tx);
        });
      }
      must(!taken, `${key.operation} has one command transaction`);
      const remembered: typeof work = async (tx) => {
        const earlier = await tx.idempotency.take(key);
        if (earlier !== 'taken') answerEarlier(earlier);
        const made = await work(tx);
        await tx.idempotency.remember(key, subject(made));
        return made;
      };
      const result = await db.transaction(remembered, undefined, group && withKey(group, key));
      taken = true;
      return result;
    },
  };
}
