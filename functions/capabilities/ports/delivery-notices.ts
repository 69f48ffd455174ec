/** What was kept of the notices of mail and SMS services. */
import type { NoticedMessage } from '../../domain/delivery-notice.ts';
import type { DeliveryEvent } from './delivery.ts';

export type DeliveryNoticeStore = {
  /** Locks the message that a notice is about; nothing when it is not ours. */
  lockMessage(messageId: string, providerId: string): Promise<NoticedMessage | undefined>;
  /** Counts that a kept notice came once more, and how often by now; nothing when it is a new one. */
  countRepeat(notice: DeliveryEvent): Promise<number | undefined>;
  add(notice: DeliveryEvent, result: 'applied' | 'superseded'): Promise<void>;
};
