/** Recording the delivery events that SendGrid signed. */
import { recordDeliveryStatus } from '../messages/record-delivery.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses as `recordDeliveryStatus`. */
export const recordSendgridEvents = (
  app: App,
  signed: { body: string; signature: string; timestamp: string },
  by: Caller,
): Promise<void> => recordDeliveryStatus(app, app.mail.parseDeliveryEvents(signed), by);
