/** Mischief with webhooks: what happens to events between Stripe and the endpoint. */
import { type Chances, type Rule, rulesOf, takesEffect } from '../state/rules.ts';
import type { Store } from '../state/store.ts';

/**
 * - `never_generated`: the event does not come to be, and is in no list.
 * - `drop`: in the list, never delivered. `double`: delivered `copies` times. `hold`: kept until released.
 * - `delay`: delivered after `delay_ms`. `lose_ack`: delivered, and a success is taken for a failure once.
 */
export const WEBHOOK_MODES = ['never_generated', 'drop', 'double', 'hold', 'delay', 'lose_ack'] as const;
export type WebhookMode = (typeof WEBHOOK_MODES)[number];

export type WebhookRule = Chances & {
  mode: WebhookMode;
  /** The event types it is about; without them, all. */
  types?: string[] | undefined;
  copies?: number | undefined;
  delay_ms?: number | undefined;
};

/** The rules of these modes that act on an event of this type; counts the match. */
export function mischief(store: Store, type: string, modes: readonly WebhookMode[]): Rule<WebhookRule>[] {
  return rulesOf<WebhookRule>(store, 'webhook').filter(
    (rule) =>
      modes.includes(rule.mode) &&
      (rule.types === undefined || rule.types.includes(type)) &&
      takesEffect(store, rule),
  );
}
