/** The one way an HTTP function is made: parse → authorise → call → answer, with every failure answered the same way. */
import { app as functions, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import type * as z from 'zod';
import { closeApp, runningApp } from '../app.ts';
import { requireRecentProof } from '../capabilities/auth/step-up.ts';
import type { Caller, StaffCaller } from '../capabilities/ports/common.ts';
import type { App, Database } from '../capabilities/ports.ts';
import { bySystem } from '../capabilities/system-caller.ts';
import type { Route, Who } from '../contracts/route.ts';
import type { Action } from '../domain/access.ts';
import { actingDatabase, requestFingerprint } from './acting.ts';
import { authorised } from './authorise.ts';
import { unlessKnown } from './etag.ts';
import { readInput, readText, requireReasonable } from './input.ts';
import { callerAddress, requestId } from './origin.ts';
import { answerAtOnce, type ReadAtOnce } from './read-at-once.ts';
import { recordProbing } from './record-probing.ts';
import { recordRead } from './record-read.ts';
import { answer, type Download, type File, problemOf, type Reply, traced } from './reply.ts';

// A wrong setting stops the start, with one line that names it.
functions.hook.appStart(() => {
  runningApp();
});
functions.hook.appTerminate(() => closeApp());

/** Who calls a route: staff when it demands a right. */
type CallerOf<W extends Who> = W extends Action ? StaffCaller : Caller;

export type Call<Input, W extends Who = Who> = {
  app: App;
  input: Input;
  caller: CallerOf<W>;
  request: HttpRequest;
  /** The body's text, for what is verified by its bytes. */
  body: string;
  /** The caller's database around another one, with the same proof and the same rights. */
  acting: (db: Database) => Database;
};

type Answer<R extends z.ZodType> = z.input<R> | Reply<z.input<R>> | File | Download;

type Handle<I extends z.ZodType, R extends z.ZodType, W extends Who> = (
  call: Call<z.output<I>, W>,
) => Promise<Answer<R>>;

/**
 * Registers the function of a route. The handler's reply must fit the contract; when it does not, that is our fault.
 *
 * @param atOnce answers most requests in one round trip; the handler answers the others
 */
export function endpoint<I extends z.ZodType, R extends z.ZodType, W extends Who>(
  route: Route<I, R, W>,
  handle: Handle<I, R, W>,
  atOnce?: ReadAtOnce<z.output<I>>,
): void {
  functions.http(route.name, {
    methods: [route.method],
    route: route.path,
    authLevel: 'anonymous',
    handler: (request) => {
      const id = requestId(request);
      return runningApp().log.traced(id, () => serve(route, request, { id, handle, atOnce }));
    },
  });
}

type Serving<I extends z.ZodType, R extends z.ZodType, W extends Who> = {
  id: string;
  handle: Handle<I, R, W>;
  atOnce: ReadAtOnce<z.output<I>> | undefined;
};

async function serve<I extends z.ZodType, R extends z.ZodType, W extends Who>(
  route: Route<I, R, W>,
  request: HttpRequest,
  { id, handle, atOnce }: Serving<I, R, W>,
): Promise<HttpResponseInit> {
  const app = runningApp();
  const started = performance.now();
  const trace = { requestId: id, address: callerAddress(request, app.trustedProxies) };
  const readAtOnce = async () => atOnce && (await answerAtOnce(app, route, { request, trace }, atOnce));
  let caller = bySystem(trace.requestId, trace.address);
  let response: HttpResponseInit;
  try {
    requireReasonable(request);
    let found = await readAtOnce();
    if (!found) {
      const body = await readText(request);
      caller = await authorised(app, route, request, trace);
      if (route.proof === 'recent') await requireRecentProof(app, caller);
      const input = readInput(route, request, body);
      // The session was renewed just now, so that what was kept from the first attempt by its age is found.
      found = await readAtOnce();
      const own = { app, route, caller: caller as CallerOf<W>, request, body };
      found ??= answer(route, await handled(own, input, handle));
    }
    response = unlessKnown(request, found);
  } catch (error) {
    response = problemOf(app, error, id);
    if (response.status === 404) await recordProbing(app, route, caller);
  }
  const milliseconds = Math.round(performance.now() - started);
  const status = response.status ?? 200;
  const { name: operation } = route;
  app.log.info('request', { request_id: id, operation, method: request.method, status, milliseconds });
  const outcome = `${Math.floor(status / 100)}xx`;
  app.metrics.count({ kind: 'request', name: operation, outcome, milliseconds });
  return traced(app, response, id);
}

type Own<I extends z.ZodType, R extends z.ZodType, W extends Who> = Pick<
  Call<unknown, W>,
  'app' | 'caller' | 'request' | 'body'
> & { route: Route<I, R, W> };

/** What the handler gives, which is recorded before it is answered: what cannot be recorded is not shown. */
async function handled<I extends z.ZodType, R extends z.ZodType, W extends Who>(
  { app, route, caller, request, body }: Own<I, R, W>,
  input: z.output<I>,
  handle: Handle<I, R, W>,
): Promise<Answer<R>> {
  const acting = actingAs(app, route, { caller, request, body });
  const own = { ...app, db: acting(app.db) };
  // `authorised` lets only staff through where the route demands a right.
  const given = await handle({ app: own, input, caller, request, body, acting });
  if (route.audits) await recordRead(app, route, { caller, input, reply: given });
  return given;
}

function actingAs(
  app: App,
  route: Route,
  { caller, request, body }: Pick<Call<unknown>, 'caller' | 'request' | 'body'>,
): (db: Database) => Database {
  if (caller.actor.type !== 'staff' || route.who === 'anyone' || route.who === 'signed') return (db) => db;
  const fingerprint = requestFingerprint(route, request.url, body);
  const acting = { route, action: route.who, caller, request: fingerprint };
  return (db) => actingDatabase(app, db, acting);
}
