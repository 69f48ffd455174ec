/** The control surface: JSON under `/_control`, for tests and the local tools; never part of Stripe's API. */
import { type Answer, json, type Request } from '../http/message.ts';
import { StripeError } from '../params/errors.ts';
import { type Action, type Control, ControlError } from './action.ts';
import { moneyActions } from './money.ts';
import { stateActions } from './state.ts';
import { webhookActions } from './webhooks.ts';

const ACTIONS: readonly Action[] = [...stateActions, ...webhookActions, ...moneyActions];

/** Performs an act in one transaction, and answers what came of it. */
export async function serveControl(control: Control, request: Request): Promise<Answer> {
  try {
    const { found, id } = match(request);
    const body = bodyOf(request);
    return json(200, await control.world.store.transaction(() => found.perform(control, body, id)));
  } catch (error) {
    if (error instanceof ControlError) return json(error.status, { error: error.message });
    if (error instanceof StripeError)
      return json(error.status, { error: error.message, code: error.body.code });
    throw error;
  }
}

function match(request: Request): { found: Action; id: string } {
  const parts = request.path.split('/');
  for (const found of ACTIONS) {
    const pattern = found.path.split('/');
    if (found.method !== request.method || pattern.length !== parts.length) continue;
    if (!pattern.every((part, index) => part === ':id' || part === parts[index])) continue;
    return { found, id: parts[pattern.indexOf(':id')] ?? '' };
  }
  throw new ControlError(404, `There is no ${request.method} ${request.path}`);
}

/** Only JSON changes anything, so that no form of a foreign page can reach in. */
function bodyOf(request: Request): unknown {
  const isJson = request.headers['content-type']?.startsWith('application/json') === true;
  if (request.method === 'POST' && !isJson) throw new ControlError(415, 'Send application/json');
  if (request.body === '') return {};
  try {
    return JSON.parse(request.body) as unknown;
  } catch {
    throw new ControlError(400, 'The body is not JSON');
  }
}
