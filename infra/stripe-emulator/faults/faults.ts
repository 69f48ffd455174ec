/** Faults of the network and of Stripe itself, to be met by the next calls that match. */
import { type Chances, type Rule, rulesOf, takesEffect } from '../state/rules.ts';
import type { Store } from '../state/store.ts';

/**
 * - `rate_limit`, `lock_timeout`: 429 without work. `status`: any status with a JSON error, without work.
 * - `error_500`: nothing done, not stored under the idempotency key. `error_500_stored`: stored under it.
 * - `lose_response`: the work is done, the connection is cut. `lose_response_hang`: done, never answered.
 * - `reset`, `hang`: the connection is cut or never answered, and nothing is done.
 * - `html502`, `empty_json` (500 with `{}`): a broken middlebox. `truncate`: done, half of the answer is sent.
 * - `delay`: done after `delay_ms`, the idempotency key being in flight meanwhile.
 */
export const FAULT_MODES = [
  'rate_limit',
  'lock_timeout',
  'status',
  'error_500',
  'error_500_stored',
  'lose_response',
  'lose_response_hang',
  'reset',
  'hang',
  'html502',
  'empty_json',
  'truncate',
  'delay',
] as const;
export type FaultMode = (typeof FAULT_MODES)[number];

export type Fault = Chances & {
  mode: FaultMode;
  method?: string | undefined;
  /** The path under `/v1`; `*` stands for any text. Without it, every path. */
  path?: string | undefined;
  status?: number | undefined;
  /** For `error_500_stored`, `html502` and `empty_json`: whether the work is done all the same. */
  work?: boolean | undefined;
  delay_ms?: number | undefined;
};

/** The first rule that acts on this call, if any; counts the match. */
export function faultFor(store: Store, method: string, path: string): Rule<Fault> | undefined {
  return rulesOf<Fault>(store, 'fault').find(
    (rule) => matches(rule, method, path) && takesEffect(store, rule),
  );
}

function matches(rule: Fault, method: string, path: string): boolean {
  if (rule.method !== undefined && rule.method.toUpperCase() !== method) return false;
  if (rule.path === undefined) return true;
  const pattern = rule.path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`).test(path);
}
