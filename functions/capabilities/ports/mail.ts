/** E-mail. */
import type { DeliveryEvent, NoticeProblem, SignedNotice } from './delivery.ts';

export type MailPort = {
  /** Sends an e-mail to the mail server; returns the id that the server gave it. */
  send(mail: {
    to: string;
    /** Where an answer goes. */
    replyTo: string;
    subject: string;
    text: string;
    html: string;
    messageId: string;
    /** The subject of the mail by which the recipient asks not to get the kind again; mail programs show a button for it. */
    unsubscribeSubject?: string;
  }): Promise<string>;
  /** Parses a webhook of the mail service. */
  parseDeliveryEvents(notice: SignedNotice): DeliveryEvent[] | NoticeProblem;
};
