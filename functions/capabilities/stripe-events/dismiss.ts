/** Marking a quarantined event as not ours. */

import { requireFound } from '../../domain/not-found.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { refuseSettled } from './assign.ts';

/** Removes the event from the quarantine without booking anything. Refuses `event_unknown` and `event_not_quarantined`. */
export async function dismissEvent(app: App, id: string, note: string, by: Caller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const event = requireFound(await tx.events.get(id), 'event');
    if (!(await tx.events.lockQuarantined(id))) refuseSettled();
    // The payment stays named, so that the comparison does not raise it again.
    const [, payment] = event.reason?.match(/^no_invoice_named: (\w+)$/) ?? [];
    await tx.events.settle({ id }, 'ignored', `not_ours: ${note}${payment ? ` [${payment}]` : ''}`);
    await tx.audit.record(by, {
      action: 'dismiss_event',
      targetType: 'stripe_event',
      targetId: id,
      details: { reason: event.reason, note },
    });
    return { id };
  });
}
