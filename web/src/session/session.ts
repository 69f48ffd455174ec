/**
 * Who is signed in. The access token lives in this module's memory only; the refresh token is an httpOnly cookie
 * that scripts never see.
 */
import type * as z from 'zod';
import type { auth } from '../../../functions/contracts/auth.ts';
import { type Client, clientOf, type Send } from '../api/client.ts';
import { Problem, problemOf } from '../api/problem.ts';
import { type SessionRoutes, sessionRoutes } from './routes.ts';

type Session = z.output<typeof auth.login.reply>;
type AuthCalls = Client<{ auth: typeof auth }>['auth'];
export type Staff = Session['staff'];
export type Clinic = NonNullable<Session['clinic']>;

type SignedIn = {
  staff: Staff;
  clinic: Clinic;
  /** The clinic requires a second factor, and nothing else is open until there is one. */
  mustEnrol: boolean;
  /** After so many minutes without a request, the server ends the session. */
  idleMinutes: number;
};

export type SessionState =
  /** Not known yet: the first silent refresh is under way. */
  | { status: 'starting' }
  /** The server could not be asked. */
  | { status: 'unreachable'; problem: Problem }
  | { status: 'signed-out' }
  | (SignedIn & { status: 'signed-in' })
  /**
   * The session has ended while a form was filled in or a command was under way. The page waits, out of sight, for the
   * same person.
   */
  | (SignedIn & { status: 'locked' });

/** What the browser lends the session; tests hand in their own. */
export type SessionSurroundings = {
  fetch: Send;
  /** Runs one task at a time over all tabs. */
  exclusively: <T>(task: () => Promise<T>) => Promise<T>;
  /** Notifies the other tabs that the session is over: the person signed out, or no one was there. */
  announceEnd: (why: 'signed-out' | 'ended') => void;
  /** Whether something was filled in that would be lost with the page. */
  hasUnsavedWork: () => boolean;
  timeZone: string;
};

export type SessionStore = {
  state: () => SessionState;
  subscribe: (listener: () => void) => () => void;
  /** Asks with the cookie whether someone is signed in. */
  start: () => Promise<void>;
  /** `code`: of the authenticator app, or a recovery code; asked for with `second_factor_needed`. */
  login: (email: string, password: string, code?: string) => Promise<void>;
  logout: () => Promise<void>;
  /** Forgets the session in this tab. */
  forget: () => void;
  /** The session has ended by itself: like `forget`, but what was filled in is kept for the same person. */
  end: () => void;
  /** Ends the session on the server, and in this tab whatever the server answers. */
  expire: () => Promise<void>;
  /** There is a second factor now: everything is open again. */
  enrolled: () => void;
  /** Notifies the server that someone is there. */
  touch: () => Promise<void>;
  register: AuthCalls['register'];
  resetPassword: AuthCalls['reset'];
  /** `fetch` with the access token; a 401 is answered by one refresh and one more try. */
  send: Send;
};

const isRefused = (error: unknown) => error instanceof Problem && [400, 401, 403].includes(error.status);

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the token is a variable of this one closure, so that nothing else can read it
export function createSession(around: SessionSurroundings): SessionStore {
  let state: SessionState = { status: 'starting' };
  let accessToken: string | undefined;
  let refreshing: Promise<boolean> | undefined;
  const listeners = new Set<() => void>();

  const become = (next: SessionState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  /** Calls that wait for the person to come back. */
  let waiting: ((back: boolean) => void)[] = [];
  const release = (back: boolean) => {
    const released = waiting;
    waiting = [];
    for (const goOn of released) goOn(back);
  };
  const isLocked = () => state.status === 'locked';
  const personBack = (): Promise<boolean> => new Promise((goOn) => waiting.push(goOn));
  /** What the person asked for and what has no answer yet: it would be lost with the page, like what was filled in. */
  let commandsUnderWay = 0;
  const forget = () => {
    accessToken = undefined;
    if (state.status !== 'signed-out') become({ status: 'signed-out' });
    release(false);
  };
  const end = () => {
    accessToken = undefined;
    const keep = commandsUnderWay > 0 || around.hasUnsavedWork();
    if (state.status === 'signed-in' && keep) become({ ...state, status: 'locked' });
    else if (!isLocked()) forget();
  };
  const enter = (session: Session) => {
    accessToken = session.access_token;
    const clinic = session.clinic ?? { name: 'Clinic', time_zone: around.timeZone, currency: 'usd' };
    const { staff, must_enrol: mustEnrol, idle_minutes: idleMinutes } = session;
    become({ status: 'signed-in', staff, clinic, mustEnrol, idleMinutes });
    release(true);
  };
  const setMustEnrol = (mustEnrol: boolean) => {
    if (state.status === 'signed-in' && state.mustEnrol !== mustEnrol) become({ ...state, mustEnrol });
  };
  /** The clinic may begin to require a second factor while someone works. */
  const notice = async (response: Response): Promise<Response> => {
    if (response.status !== 403) return response;
    const problem = await problemOf(response.clone());
    if (problem.code === 'second_factor_required') setMustEnrol(true);
    return response;
  };

  /** Every call carries the CSRF header, which no foreign page can add. */
  const sendOnce: Send = (url, init) => {
    const headers = new Headers(init.headers);
    headers.set('x-clinic-csrf', '1');
    if (accessToken) headers.set('authorization', `Bearer ${accessToken}`);
    return around.fetch(url, { ...init, headers, credentials: 'same-origin' });
  };
  const client = clientOf<{ auth: SessionRoutes }>({ auth: sessionRoutes }, sendOnce);

  /** New tokens from the cookie; false when the person is no longer signed in. Throws when no one answers. */
  const refresh = (): Promise<boolean> => {
    refreshing ??= around
      .exclusively(async () => {
        try {
          accessToken = undefined;
          enter(await client.auth.refresh({}));
          return true;
        } catch (error) {
          if (!isRefused(error)) throw error;
          end();
          return false;
        }
      })
      .finally(() => {
        refreshing = undefined;
      });
    return refreshing;
  };

  const renewing: Send = async (url, init) => {
    const used = accessToken;
    const response = await sendOnce(url, init);
    if (response.status !== 401) return notice(response);
    const renewed = used !== accessToken && accessToken !== undefined ? true : await refresh();
    return renewed ? notice(await sendOnce(url, init)) : response;
  };

  /** A call of a page that is kept waits until the same person has signed in again. */
  const keptCall: Send = async (url, init) => {
    if (isLocked()) await personBack();
    const response = await renewing(url, init);
    if (response.status !== 401 || !isLocked()) return response;
    return (await personBack()) ? renewing(url, init) : response;
  };
  const send: Send = async (url, init) => {
    if ((init.method ?? 'GET') === 'GET') return keptCall(url, init);
    commandsUnderWay += 1;
    try {
      return await keptCall(url, init);
    } finally {
      commandsUnderWay -= 1;
    }
  };

  const own = clientOf<{ auth: SessionRoutes }>({ auth: sessionRoutes }, renewing).auth;

  const endOnServer = async () => {
    try {
      await own.logout({});
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
    }
  };

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async start() {
      try {
        await refresh();
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        become({ status: 'unreachable', problem: error });
      }
    },
    async login(email, password, code) {
      enter(await client.auth.login({ email, password, totp_code: code, token_delivery: 'cookie' }));
    },
    async logout() {
      await endOnServer();
      forget();
      around.announceEnd('signed-out');
    },
    forget,
    end,
    async expire() {
      try {
        await endOnServer();
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
      }
      end();
      around.announceEnd('ended');
    },
    enrolled: () => setMustEnrol(false),
    async touch() {
      await own.me({});
    },
    register: client.auth.register,
    resetPassword: client.auth.reset,
    send,
  };
}
