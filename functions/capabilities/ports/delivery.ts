/** Mail and texts. */

/** A message was not taken. */
export class DeliveryFailure extends Error {
  override name = 'DeliveryFailure';
  /** The address refuses it for good, so that another try is in vain. */
  readonly permanent: boolean;
  constructor(message: string, permanent: boolean) {
    super(message);
    this.permanent = permanent;
  }
}

/** What a provider says later about a message that it took. */
export type DeliveryEvent = {
  messageId: string;
  provider: 'sendgrid' | 'twilio';
  /** The same for each copy of one notice, and for no other. */
  noticeId: string;
  /** By the provider's clock; null when it does not say. */
  occurredAt: Date | null;
  /** Under which the provider knows it. */
  providerId: string;
  /** `bounced`: the address refuses it for good. */
  outcome: 'delivered' | 'failed' | 'bounced';
  /** In plain words and without the address; null when it arrived. */
  reason: string | null;
};

/** A request of a provider as it came, with what proves where it comes from. */
export type SignedNotice = { body: string; signature: string; timestamp: string };

/** Why nothing is read from a notice: not signed by the provider, signed too long ago or ahead of time, or of no known form. */
export type NoticeProblem = 'not_signed' | 'too_old' | 'unreadable';

export type MailPort = {
  /** Hands an e-mail to the mail server; the id under which it was taken. */
  send(mail: {
    to: string;
    /** Where an answer goes. */
    replyTo: string;
    subject: string;
    text: string;
    html: string;
    messageId: string;
    /** The subject of the mail by which the recipient asks for no more of the kind; mail programs show a button for it. */
    unsubscribeSubject?: string;
  }): Promise<string>;
  /** What the mail service says about messages that it took. */
  parseDeliveryEvents(notice: SignedNotice): DeliveryEvent[] | NoticeProblem;
};

export type SmsPort = {
  /** Hands over a text; `again` when an earlier try may have been taken, so that the provider is asked first. */
  send(sms: { to: string; text: string; messageId: string; isRetry: boolean }): Promise<string>;
  /** What the provider says about a message that it took; nothing while it is on its way. */
  parseDeliveryEvents(
    messageId: string,
    notice: Omit<SignedNotice, 'timestamp'>,
  ): DeliveryEvent[] | NoticeProblem;
};
