/** Recording the status callback that Twilio signed for one text message. */
import { recordDeliveryStatus } from '../messages/record-delivery.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses as `recordDeliveryStatus`. */
export const recordTwilioStatus = (
  app: App,
  messageId: string,
  signed: { body: string; signature: string },
  by: Caller,
): Promise<void> => recordDeliveryStatus(app, app.sms.parseDeliveryEvents(messageId, signed), by);
