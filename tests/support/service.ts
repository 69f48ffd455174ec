/** The whole service for one test file: the built functions in the embedded host, on a database of its own. */
import { join } from 'node:path';
import { inject } from 'vitest';
import { type Host, startHost } from '../../infra/functions-host/host.ts';
import { createStrictServer } from '../../infra/processes/strict-http.ts';
import { testSettings } from './clinic.ts';
import { createDatabase } from './database.ts';
import { proving } from './reauthenticate.ts';
import { ADMIN, CLERK } from './staff.ts';

export { ADMIN, CLERK } from './staff.ts';

const APP = join(import.meta.dirname, '..', '..');

export type Answer = { status: number; headers: Headers; body: never; text: string };
export type Service = {
  host: Host;
  ownerUrl: string;
  /** Calls the API; `token` is who calls. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Signs a member of staff in and gives the access token. */
  signIn(email: string, password: string): Promise<string>;
  stop(): Promise<void>;
};
export type CallOptions = {
  token?: string;
  json?: unknown;
  body?: string;
  headers?: Record<string, string>;
  /** Shows that a fresh proof is needed instead of giving it. */
  unproven?: boolean;
};

/** Starts the service with one admin and one clerk. One per process, so one per test file. */
export async function startService(settings: Record<string, string> = {}): Promise<Service> {
  const database = await createDatabase();
  // A queue prefix of its own would be another product; the file's own database keeps foreign ids from matching.
  const values = { ...testSettings({ appUrl: database.appUrl, storage: inject('storage') }), ...settings };
  Object.assign(process.env, values, { AzureWebJobsStorage: values.AzureWebJobsStorage });
  const host = await startHost({
    appDirectory: APP,
    port: 0,
    log: () => undefined,
    timers: false,
    queues: false,
    serverFactory: createStrictServer,
  });

  const call: Service['call'] = proving<CallOptions, Answer>(
    async (method, path, { token, json, body, headers = {} } = {}) => {
      const text = json === undefined ? body : JSON.stringify(json);
      const response = await fetch(`${host.url}/api/v1${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(text !== undefined && { 'content-type': 'application/json' }),
          // Most tests change what no one else changes.
          ...(method === 'PATCH' && { 'if-match': '*' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(text !== undefined && { body: text }),
      });
      const answer = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        text: answer,
        body: parsed(answer) as never,
      };
    },
  );
  const register = async (json: object, token?: string) => {
    const made = await call('POST', '/auth/register', { json, ...(token !== undefined && { token }) });
    if (made.status !== 201) throw new Error(`Registering failed: ${made.text}`);
  };
  const signIn = async (email: string, password: string) => {
    const made = await call('POST', '/auth/login', { json: { email, password } });
    return (made.body as { access_token: string }).access_token;
  };
  await register({ ...ADMIN, name: 'Ada Admin', role: 'admin', setup_code: values.SETUP_CODE });
  await register(
    { ...CLERK, name: 'Cleo Clerk', role: 'billing_clerk' },
    await signIn(ADMIN.email, ADMIN.password),
  );

  return {
    host,
    ownerUrl: database.ownerUrl,
    call,
    signIn,
    async stop() {
      await host.stop();
      await database.drop();
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
