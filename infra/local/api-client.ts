/** A small client of the API for scripts: signs in, sends JSON, and reports the API's own error text. */
import type { Staff } from './settings.ts';

export type ApiClient = {
  /** The same client with a bearer token, and the password that is entered where the API asks for it again. */
  as(token: string, password?: string): ApiClient;
  get<T>(path: string): Promise<T>;
  /** `key` makes the call safe to repeat. */
  post<T>(path: string, body: object, key?: string): Promise<T>;
  patch<T>(path: string, body: object): Promise<T>;
  put<T>(path: string, body: object): Promise<T>;
  /** The bytes of a file that the API answers. */
  file(path: string): Promise<Uint8Array>;
};

/** The API refused; `status` is its answer's. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: number;
  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }
}

/** Talks to `{api}/api/v1/…`. */
export function apiClient(api: string, token?: string, password?: string): ApiClient {
  /** Enters the password where a fresh proof is asked for; what was refused is then sent again. */
  async function proven(response: Response, text: string): Promise<boolean> {
    if (response.status !== 403 || password === undefined || !text.includes('"step_up_needed"')) return false;
    const { step_up_request: request } = JSON.parse(text) as { step_up_request?: string };
    await send('POST', 'auth/step-up', { password, ...(request && { request }) });
    return true;
  }
  async function file(path: string): Promise<Uint8Array> {
    const response = await fetch(`${api}/api/v1/${path}`, {
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    });
    if (!response.ok)
      throw new Refused(response.status, `GET ${path}: ${response.status} ${await response.text()}`);
    return new Uint8Array(await response.arrayBuffer());
  }
  async function send<T>(method: string, path: string, body?: object, key?: string): Promise<T> {
    const headers = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
      // No one else changes this while the script runs.
      ...(method === 'PATCH' && { 'if-match': '*' }),
    };
    const response = await fetch(`${api}/api/v1/${path}`, {
      ...{ method, headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (await proven(response, text)) return send<T>(method, path, body, key);
    if (!response.ok)
      throw new Refused(response.status, `${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
  return {
    as: (other, itsPassword) => apiClient(api, other, itsPassword),
    get: (path) => send('GET', path),
    post: (path, body, key) => send('POST', path, body, key),
    patch: (path, body) => send('PATCH', path, body),
    put: (path, body) => send('PUT', path, body),
    file,
  };
}

/** Signs in; answers a client that acts for this member of staff. */
export async function signIn(
  client: ApiClient,
  { email, password }: Pick<Staff, 'email' | 'password'>,
): Promise<ApiClient> {
  const session = await client.post<{ access_token: string }>('auth/login', { email, password });
  return client.as(session.access_token, password);
}
