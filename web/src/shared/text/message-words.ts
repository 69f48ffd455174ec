/** What happened to a message, said so that someone at the desk knows what to do. */
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import type { Message } from '../lists/message-queries.ts';

const KINDS: Record<Message['kind'], string> = {
  invoice: 'Invoice',
  receipt: 'Receipt',
  fresh_link: 'New link',
  reminder: 'Reminder',
  instalment: 'Reminder of an installment',
  refund: 'Refund',
  refund_failed: 'Correction of a refund',
  account: 'Account link',
};

export const CHANNELS: Record<Message['channel'], string> = { email: 'e-mail', sms: 'text message' };

/** `Reminder by e-mail`. */
export const messageName = ({ kind, channel }: Pick<Message, 'kind' | 'channel'>): string =>
  `${KINDS[kind]} by ${CHANNELS[channel]}`;

const times = (count: number): string => (count === 1 ? 'Tried once.' : `Tried ${count} times.`);

/** What is known beyond the state; empty when the state says it all. */
export function messageProgress(message: Message): string {
  const { state, attempts, last_error: reason, bounced } = message;
  switch (state) {
    case 'pending':
      return attempts === 0
        ? 'It is sent automatically; reminders are sent in the morning.'
        : `${times(attempts)} ${isolate(reason ?? '')} It is retried automatically.`;
    case 'skipped':
      return reason ?? '';
    case 'sent':
      return attempts > 1 ? times(attempts) : '';
    case 'failed': {
      const remedy = message.address_changed
        ? 'The address has changed since: send it again.'
        : bounced
          ? 'Correct the address, then send it again.'
          : '';
      return [reason, message.needs_attention ? remedy : ''].filter(Boolean).join(' ');
    }
  }
}
