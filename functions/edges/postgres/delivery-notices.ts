/** Notices of mail and SMS services, each kept once. */
import type { DeliveryNoticeStore } from '../../capabilities/ports/delivery-notices.ts';
import type { NoticedMessage } from '../../domain/delivery-notice.ts';
import type { Query } from './pool.ts';

export const deliveryNoticeStore = (query: Query): DeliveryNoticeStore => ({
  async lockMessage(messageId, providerId) {
    const locked = await query('select from messages where id = $1 for update', [messageId]);
    if (locked.length === 0) return undefined;
    // In a statement of its own, which sees what was committed while this one waited for the lock.
    const [row] = await query<NoticedMessage>(
      `select m.state, m.created_at as "createdAt", m.sent_at as "sentAt", m.provider_id as "providerId",
         (select max(n.occurred_at) from delivery_notices n where n.message_id = m.id and n.result = 'applied') as "newestAt",
         exists (select from delivery_notices n where n.message_id = m.id and n.result = 'applied'
           and n.provider_id = $2) as "isSettled"
       from messages m where m.id = $1`,
      [messageId, providerId],
    );
    return row;
  },

  async countRepeat({ provider, noticeId }) {
    const [row] = await query<{ repeats: number }>(
      `update delivery_notices set repeats = repeats + 1, last_repeated_at = now()
       where (provider, notice_id) = ($1, $2) returning repeats`,
      [provider, noticeId],
    );
    return row?.repeats;
  },

  async add({ provider, noticeId, messageId, providerId, outcome, occurredAt }, result) {
    await query(
      `insert into delivery_notices (provider, notice_id, message_id, provider_id, outcome, occurred_at, result)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [provider, noticeId, messageId, providerId, outcome, occurredAt, result],
    );
  },
});
