/** Trying a quarantined event again, once what kept it from being applied was put right. */
import { refuseMissing } from '../../domain/not-found.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Puts the event back in line. Refuses `event_unknown` (404) and `event_not_quarantined` (409). */
export async function replayEvent(app: App, id: string, by: Caller): Promise<void> {
  await app.db.transaction(async (tx) => {
    if (!(await tx.events.replay(id))) {
      if (!(await tx.events.get(id))) refuseMissing('event');
      refuse('conflict', 'event_not_quarantined', 'Only a quarantined event can be tried again.');
    }
    await tx.outbox.add('apply_event', id, by.requestId);
    await tx.audit.record(by, { action: 'replay_event', targetType: 'stripe_event', targetId: id });
  });
}
