/** Hearing what became of messages after they were taken: that they arrived, or that they came back. */
import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { DeliveryNews } from '../ports/delivery.ts';
import type { App } from '../ports.ts';

/**
 * Notes each, once however often it is told and in whatever order: what came back stays so, and what is not ours is
 * passed over. Refuses `signature_invalid` and `body_invalid` (400), and who shows many such (`too_many_requests`, 429).
 */
export async function hearOfMessages(
  app: App,
  news: readonly DeliveryNews[] | 'not_signed' | 'not_news',
  by: Caller,
): Promise<void> {
  if (news === 'not_signed') {
    await app.limits.spend('refused_webhook', by.address ?? 'unknown');
    return refuse('invalid', 'signature_invalid', 'The signature does not match the body.');
  }
  if (news === 'not_news') return refuse('invalid', 'body_invalid', 'The body is not news of messages.');
  for (const each of news) await note(app, each, by);
}

async function note(app: App, news: DeliveryNews, by: Caller): Promise<void> {
  const { messageId, outcome } = news;
  const noted = await app.db.transaction(async (tx) => {
    if (!(await tx.messages.heard(news))) return false;
    await tx.audit.record(by, {
      action: 'hear_of_message',
      targetType: 'message',
      targetId: messageId,
      details: { outcome },
    });
    return true;
  });
  if (noted && outcome !== 'delivered') app.log.warn('message_came_back', { message_id: messageId, outcome });
}
