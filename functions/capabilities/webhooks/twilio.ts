/** Recording the status callback that Twilio signed for one text message. */
import { hearOfMessages } from '../messages/record-delivery.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses as `hearOfMessages`. */
export const recordTwilioStatus = (
  app: App,
  messageId: string,
  signed: { body: string; signature: string },
  by: Caller,
): Promise<void> => hearOfMessages(app, app.sms.readNews(messageId, signed), by);
