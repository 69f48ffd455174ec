/** What the emulator's clock sets off: expiry, settlement, capture, late refunds and missed deadlines. */
import type { DueKind } from '../state/kinds.ts';
import type { World } from '../state/world.ts';
import { settleDebit } from './debits.ts';
import { missDeadline } from './disputes.ts';
import { captureCharge } from './intents.ts';
import { failRefund, finishRefund, referenceRefund } from './refunds.ts';
import { expireSession } from './sessions.ts';

const WORK: Readonly<Record<DueKind, (world: World, id: string) => unknown>> = {
  expire_session: (world, id) => {
    const session = world.store.get('checkout.session', id);
    return session.status === 'open' ? expireSession(world, session) : undefined;
  },
  settle_debit: (world, id) => settleDebit(world, id),
  capture_charge: captureCharge,
  finish_refund: finishRefund,
  fail_refund: (world, id) => failRefund(world, id, 'expired_or_canceled_card'),
  reference_refund: referenceRefund,
  dispute_deadline: missDeadline,
};

/** Does all that is due by now, oldest first, each in its own transaction. Answers whether there was anything. */
export function doWhatIsDue(world: World): boolean {
  const due = () => {
    const sql = 'SELECT * FROM due WHERE at <= ? ORDER BY at, seq LIMIT 1';
    return world.store.rows(sql, world.clock.now())[0];
  };
  let any = false;
  for (let next = due(); next !== undefined; next = due()) {
    const { seq, kind, id } = next;
    world.store.transaction(() => {
      world.store.run('DELETE FROM due WHERE seq = ?', Number(seq));
      WORK[kind as DueKind](world, String(id));
    });
    any = true;
  }
  return any;
}
