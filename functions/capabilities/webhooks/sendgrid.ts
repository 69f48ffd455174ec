/** Recording the delivery events that SendGrid signed. */
import { hearOfMessages } from '../messages/record-delivery.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses as `hearOfMessages`. */
export const recordSendgridEvents = (
  app: App,
  signed: { body: string; signature: string; timestamp: string },
  by: Caller,
): Promise<void> => hearOfMessages(app, app.mail.readNews(signed), by);
