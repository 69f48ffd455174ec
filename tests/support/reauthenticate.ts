/** Enters the password once more where the API asks for it, as the portal does, so that tests need not say so each time. */

type Answered = { status: number; text: string };
type Sent = { token?: string; json?: unknown /** Shows the refusal instead. */; unproven?: boolean };

/** The same call; the passwords are those with which its own callers signed in. */
export function proving<Options extends Sent, A extends Answered>(
  call: (method: string, path: string, options?: Options) => Promise<A>,
): (method: string, path: string, options?: Options) => Promise<A> {
  const passwords = new Map<string, string>();
  return async (method, path, options) => {
    const answer = await call(method, path, options);
    if (path === '/auth/login' && answer.status === 200) remember(passwords, answer, options?.json);
    const password = passwords.get(options?.token ?? '');
    if (answer.status !== 403 || password === undefined || options?.unproven) return answer;
    const refusal = read<{ code?: string; step_up_request?: string }>(answer.text);
    if (refusal.code !== 'step_up_needed') return answer;
    const request = refusal.step_up_request;
    const proof = { token: options?.token, json: { password, ...(request && { request }) } } as Options;
    const proven = await call('POST', '/auth/step-up', proof);
    return proven.status === 204 ? call(method, path, options) : answer;
  };
}

function remember(passwords: Map<string, string>, answer: Answered, json: unknown): void {
  const { access_token: token } = read<{ access_token?: string }>(answer.text);
  const { password } = (json ?? {}) as { password?: string };
  if (token && password) passwords.set(token, password);
}

function read<T extends object>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    return {} as T;
  }
}
