/** A small client of the API for scripts: signs in, sends JSON, and tells the API's own words when it refuses. */
import type { Staff } from './settings.ts';

export type ApiClient = {
  /** The same client with a bearer token. */
  as(token: string): ApiClient;
  get<T>(path: string): Promise<T>;
  /** `key` makes the call safe to repeat. */
  post<T>(path: string, body: object, key?: string): Promise<T>;
  patch<T>(path: string, body: object): Promise<T>;
  put<T>(path: string, body: object): Promise<T>;
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
export function apiClient(api: string, token?: string): ApiClient {
  async function send<T>(method: string, path: string, body?: object, key?: string): Promise<T> {
    const response = await fetch(`${api}/api/v1/${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        // A script changes what nobody else changes meanwhile.
        ...(method === 'PATCH' ? { 'if-match': '*' } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Refused(response.status, `${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
  return {
    as: (other) => apiClient(api, other),
    get: (path) => send('GET', path),
    post: (path, body, key) => send('POST', path, body, key),
    patch: (path, body) => send('PATCH', path, body),
    put: (path, body) => send('PUT', path, body),
  };
}

/** Signs in; answers a client that acts for this member of staff. */
export async function signIn(
  client: ApiClient,
  { email, password }: Pick<Staff, 'email' | 'password'>,
): Promise<ApiClient> {
  const session = await client.post<{ access_token: string }>('auth/login', { email, password });
  return client.as(session.access_token);
}
