/** Text messages. */
import type { DeliveryEvent, NoticeProblem, SignedNotice } from './delivery.ts';

export type SmsPort = {
  /** Sends a text; `isRetry` when an earlier attempt may have succeeded, so that the provider is queried first. */
  send(sms: { to: string; text: string; messageId: string; isRetry: boolean }): Promise<string>;
  /** Parses a status callback of the provider; empty while the message is in transit. */
  parseDeliveryEvents(
    messageId: string,
    notice: Omit<SignedNotice, 'timestamp'>,
  ): DeliveryEvent[] | NoticeProblem;
};
