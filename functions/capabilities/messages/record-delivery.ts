/** Records the delivery status of sent messages: delivered, failed or bounced. */
import { judgeNotice } from '../../domain/delivery-notice.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { DeliveryEvent, NoticeProblem } from '../ports/delivery.ts';
import type { App, Stores } from '../ports.ts';

/**
 * Records each notice once. A repeated one changes nothing and is counted, an older one never overwrites a newer one,
 * a bounced message stays bounced, and another sender's message is ignored. Refuses `signature_invalid`, `notice_too_old` and
 * `body_invalid` (400), and who shows many such (`too_many_requests`, 429).
 */
export async function recordDeliveryStatus(
  app: App,
  news: readonly DeliveryEvent[] | NoticeProblem,
  by: Caller,
): Promise<void> {
  if (news === 'not_signed' || news === 'too_old')
    await app.limits.spend('refused_webhook', by.address ?? 'unknown');
  if (news === 'not_signed')
    return refuse('invalid', 'signature_invalid', 'The signature does not match the body.');
  if (news === 'too_old') return refuseOld();
  if (news === 'unreadable') return refuse('invalid', 'body_invalid', 'The body holds no delivery events.');
  for (const each of news) await record(app, each, by);
}

const refuseOld = (): never => refuse('invalid', 'notice_too_old', 'This notice is too old to be accepted.');

async function record(app: App, news: DeliveryEvent, by: Caller): Promise<void> {
  const { messageId, noticeId, outcome, provider } = news;
  const result = await app.db.transaction((tx) => judgeAndApply(app, tx, news, by));
  const about = { message_id: messageId, provider, outcome };
  if (result === 'repeated') app.log.info('delivery_notice_repeated', { ...about, notice_id: noticeId });
  if (result === 'superseded') app.log.info('delivery_notice_superseded', about);
  if (result === 'applied' && outcome !== 'delivered') app.log.warn('message_undelivered', about);
  if (result === 'too_old') {
    await app.limits.spend('refused_webhook', by.address ?? 'unknown');
    refuseOld();
  }
}

async function judgeAndApply(
  app: App,
  tx: Stores,
  news: DeliveryEvent,
  by: Caller,
): Promise<'unknown' | 'repeated' | 'superseded' | 'too_old' | 'applied'> {
  const { messageId, outcome, provider } = news;
  const message = await tx.deliveryNotices.lockMessage(messageId, news.providerId);
  if (!message) return 'unknown';
  const audit = (action: string, details: Record<string, string>) =>
    tx.audit.record(by, { action, targetType: 'message', targetId: messageId, details });
  const repeats = await tx.deliveryNotices.countRepeat(news);
  if (repeats !== undefined) {
    // The first is in the audit; however many follow, the notice counts them.
    if (repeats === 1) await audit('repeat_delivery_notice', { provider, outcome });
    return 'repeated';
  }
  const judged = judgeNotice(message, news, app.clock.now());
  if (judged === 'too_old') return judged;
  const isApplied = judged === 'apply' && (await tx.messages.recordStatus(news));
  await tx.deliveryNotices.add(news, isApplied ? 'applied' : 'superseded');
  if (!isApplied) return 'superseded';
  await audit('hear_of_message', { outcome });
  return 'applied';
}
