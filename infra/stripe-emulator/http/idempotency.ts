/** Idempotency keys: the first answer is kept for a day of the emulator's clock and given again. */
import { createHash } from 'node:crypto';
import { StripeError } from '../params/errors.ts';
import type { FormFields } from '../params/form.ts';
import type { World } from '../state/world.ts';

const KEPT_SECONDS = 24 * 60 * 60;
const MAX_KEY_LENGTH = 255;

export type Kept = { status: number; body: string; requestId: string };

/** What makes two requests the same: method, path and parameters, whatever their order. */
export function fingerprint(method: string, path: string, form: FormFields): string {
  return createHash('sha256')
    .update(JSON.stringify([method, path, sorted(form)]))
    .digest('hex');
}

/** The answer already given under this key. Refuses a key that was used for another request, or is too long. */
export function recall(world: World, key: string, request: string): Kept | undefined {
  if (key.length > MAX_KEY_LENGTH) {
    throw idempotencyError(`Idempotency key length must be at most ${MAX_KEY_LENGTH} characters.`);
  }
  const oldest = world.clock.now() - KEPT_SECONDS;
  world.store.run('DELETE FROM idempotency WHERE created <= ?', oldest);
  const row = world.store.rows('SELECT * FROM idempotency WHERE key = ?', key)[0];
  if (row === undefined) return undefined;
  if (row.request !== request) {
    throw idempotencyError(
      'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
        `Try using a key other than '${key}' if you meant to execute a different request.`,
    );
  }
  return { status: Number(row.status), body: String(row.body), requestId: String(row.request_id) };
}

export function keep(world: World, key: string, request: string, answer: Kept): void {
  world.store.run(
    'INSERT INTO idempotency (key, request, status, body, request_id, created) VALUES (?, ?, ?, ?, ?, ?)',
    key,
    request,
    answer.status,
    answer.body,
    answer.requestId,
    world.clock.now(),
  );
}

export function keyInUse(key: string): StripeError {
  const message =
    'There is currently another in-progress request using this Idempotent Key (that probably means you submitted ' +
    `twice, and the other request is still going through): ${key}. Please try again later.`;
  return new StripeError(409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message });
}

const idempotencyError = (message: string): StripeError =>
  new StripeError(400, { type: 'idempotency_error', message });

function sorted(value: FormFields | string): unknown {
  if (typeof value === 'string') return value;
  const names = Object.keys(value).sort();
  return names.map((name) => [name, sorted(value[name] ?? '')]);
}
