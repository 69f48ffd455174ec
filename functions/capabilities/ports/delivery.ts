/** What mail and texts share: failures, and what a provider reports of the delivery. */

/** The provider did not accept a message. */
export class DeliveryFailure extends Error {
  override name = 'DeliveryFailure';
  /** The address refuses it for good, so that another try is in vain. */
  readonly permanent: boolean;
  constructor(message: string, permanent: boolean) {
    super(message);
    this.permanent = permanent;
  }
}

/** A provider's report of the delivery of a message. */
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
