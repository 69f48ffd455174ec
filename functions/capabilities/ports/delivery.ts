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

export type MailPort = {
  /** Hands an e-mail to the mail server; the id under which it was taken. */
  send(mail: { to: string; subject: string; text: string; html: string; messageId: string }): Promise<string>;
};

export type SmsPort = {
  /** Hands over a text; `again` when an earlier try may have been taken, so that the provider is asked first. */
  send(sms: { to: string; text: string; again: boolean }): Promise<string>;
};
