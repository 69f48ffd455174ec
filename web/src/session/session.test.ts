/** The session refreshes once, keeps its token out of sight, and ends when the server says so. */
import { describe, expect, test } from 'vitest';
import type { Send } from '../api/client.ts';
import { createSession } from './session.ts';

const signedIn = (token: string) =>
  Response.json({
    access_token: token,
    token_type: 'Bearer',
    expires_in: 900,
    staff: { id: '0190d7a0-0000-7000-8000-000000000001', email: 'a@b.example', name: 'Ana', role: 'admin' },
    must_enrol: false,
    idle_minutes: 15,
  });
const refused = () =>
  Response.json(
    { type: 'x', title: 'No', status: 401, code: 'unauthenticated', detail: 'No.', request_id: 'r' },
    { status: 401 },
  );

const factorRequired = () =>
  Response.json(
    { type: 'x', title: 'No', status: 403, code: 'second_factor_required', detail: 'No.', request_id: 'r' },
    { status: 403 },
  );

/** A server whose access tokens `t1`, `t2`… are each good until the next refresh. */
function world({ cookie = true } = {}) {
  let issued = 0;
  const calls: { url: string; headers: Headers }[] = [];
  const server = { down: false, cookie, valid: '', signOuts: 0, requiresFactor: false, unsaved: false };
  const answer: Send = async (url, init) => {
    const headers = new Headers(init.headers);
    calls.push({ url, headers });
    if (server.down) throw new TypeError('network');
    if (url.endsWith('/auth/refresh') || url.endsWith('/auth/login')) {
      if (!server.cookie) return refused();
      issued += 1;
      server.valid = `t${issued}`;
      return signedIn(server.valid);
    }
    if (server.requiresFactor && url.endsWith('/x')) return factorRequired();
    if (headers.get('authorization') !== `Bearer ${server.valid}`) return refused();
    return url.endsWith('/auth/logout') ? new Response(null, { status: 204 }) : Response.json({ url });
  };
  const session = createSession({
    fetch: answer,
    exclusively: (task) => task(),
    announceEnd: () => {
      server.signOuts += 1;
    },
    hasUnsavedWork: () => server.unsaved,
    timeZone: 'UTC',
  });
  const refreshes = () => calls.filter((call) => call.url.endsWith('/refresh')).length;
  return { session, server, calls, refreshes };
}

describe('session', () => {
  test('a silent start signs in with the cookie, and every call carries the CSRF header', async () => {
    const { session, calls } = world();
    await session.start();
    expect(session.state()).toMatchObject({ status: 'signed-in', staff: { name: 'Ana' } });
    expect(calls.every((call) => call.headers.get('x-clinic-csrf') === '1')).toBe(true);
  });

  test('knows when the clinic begins to require a second factor, and when there is one', async () => {
    const { session, server } = world();
    await session.start();
    expect(session.state()).toMatchObject({ mustEnrol: false, idleMinutes: 15 });
    server.requiresFactor = true;
    const answer = await session.send('/api/x', { method: 'GET' });
    expect(await answer.json()).toMatchObject({ code: 'second_factor_required' });
    expect(session.state()).toMatchObject({ status: 'signed-in', mustEnrol: true });
    session.enrolled();
    expect(session.state()).toMatchObject({ mustEnrol: false });
  });

  test('without a cookie no one is signed in; without an answer that is not known', async () => {
    const { session, server } = world({ cookie: false });
    await session.start();
    expect(session.state().status).toBe('signed-out');
    server.down = true;
    await session.start();
    expect(session.state().status).toBe('unreachable');
  });

  test('calls that find their token expired together cause one refresh, and each is tried again', async () => {
    const { session, server, refreshes } = world();
    await session.start();
    server.valid = 'rotated elsewhere';
    const answers = await Promise.all(['/a', '/b', '/c'].map((url) => session.send(url, {})));
    expect(answers.map((response) => response.status)).toEqual([200, 200, 200]);
    expect(refreshes()).toBe(2);
  });

  test('when the refresh is refused, the session is over and the answer stays 401', async () => {
    const { session, server } = world();
    await session.start();
    server.valid = 'revoked';
    server.cookie = false;
    expect((await session.send('/a', {})).status).toBe(401);
    expect(session.state().status).toBe('signed-out');
  });

  test('signing out ends the session here and notifies the other tabs', async () => {
    const { session, server } = world();
    await session.login('a@b.example', 'a long password');
    await session.logout();
    expect(session.state().status).toBe('signed-out');
    expect(server.signOuts).toBe(1);
  });

  test('an expired session ends here even when the server cannot be reached', async () => {
    const { session, server } = world();
    await session.start();
    server.down = true;
    await session.expire();
    expect(session.state().status).toBe('signed-out');
  });

  test('a sign-out that did not reach the server is reported, and the session stays', async () => {
    const { session, server } = world();
    await session.start();
    server.down = true;
    await expect(session.logout()).rejects.toThrow('did not answer');
    expect(session.state().status).toBe('signed-in');
  });

  test('what was filled in is kept when the session ends, and the call goes on after the person signs in again', async () => {
    const { session, server } = world();
    await session.start();
    Object.assign(server, { valid: 'revoked', cookie: false, unsaved: true });
    const saved = session.send('/save', {});
    await expect.poll(() => session.state().status).toBe('locked');
    const meanwhile = session.send('/list', {});
    server.cookie = true;
    await session.login('a@b.example', 'a long password');
    expect(session.state()).toMatchObject({ status: 'signed-in', staff: { name: 'Ana' } });
    expect([(await saved).status, (await meanwhile).status]).toEqual([200, 200]);
  });

  test.each(['POST', 'PATCH', 'DELETE'])(
    'a %s that finds the session ended is done after the person signs in again, though nothing is filled in',
    async (method) => {
      const { session, server } = world();
      await session.start();
      Object.assign(server, { valid: 'revoked', cookie: false });
      const read = session.send('/list', {});
      const command = session.send('/issue', { method });
      await expect.poll(() => session.state().status).toBe('locked');
      server.cookie = true;
      await session.login('a@b.example', 'a long password');
      expect([(await read).status, (await command).status]).toEqual([200, 200]);
      Object.assign(server, { valid: 'revoked', cookie: false });
      expect((await session.send('/list', {})).status).toBe(401);
      expect(session.state().status).toBe('signed-out');
    },
  );

  test('an unattended form is locked, and discarded with the session', async () => {
    const { session, server } = world();
    await session.start();
    server.unsaved = true;
    await session.expire();
    expect(session.state().status).toBe('locked');
    const waiting = session.send('/save', {});
    session.forget();
    expect(session.state().status).toBe('signed-out');
    server.cookie = false;
    expect((await waiting).status).toBe(401);
  });

  test('signing out keeps nothing, here and in the other tabs', async () => {
    const { session, server } = world();
    await session.start();
    server.unsaved = true;
    await session.logout();
    expect(session.state().status).toBe('signed-out');
  });
});
