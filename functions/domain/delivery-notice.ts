/** Which notice of a mail or SMS service still says something about a message. */

/** Either way, as for Stripe's events: a notice that was signed longer ago may be a recorded one. */
export const NOTICE_TOLERANCE_SECONDS = 300;
/** Twilio signs no time. It gives a text up within hours, so later notices are recorded ones. */
export const UNDATED_NOTICE_DAYS = 3;

/** Whether the time in a signed header is neither old nor of the future. Both in seconds since 1970. */
export const isTimely = (signedAt: number, now: number): boolean =>
  Math.abs(now - signedAt) <= NOTICE_TOLERANCE_SECONDS;

/** What is known of a message when a notice about it comes. */
export type NoticedMessage = {
  state: 'pending' | 'sent' | 'failed' | 'skipped';
  createdAt: Date;
  sentAt: Date | null;
  /** Under which the provider took it last. */
  providerId: string | null;
  /** The newest time of the notices that were applied; null when none was, or none has a time. */
  newestAt: Date | null;
  /** A notice about the same handing over was applied. */
  isSettled: boolean;
};

/**
 * What becomes of a notice that is not a repeated one. Dated notices (e-mail) are ordered by their time; of an undated
 * one (text) only the first final status counts, for the text that was handed over last and while it is recent.
 */
export function judgeNotice(
  message: NoticedMessage,
  notice: { providerId: string; occurredAt: Date | null },
  now: Date,
): 'apply' | 'superseded' | 'too_old' {
  const { occurredAt, providerId } = notice;
  if (occurredAt) {
    const handedOver = (message.sentAt ?? message.createdAt).getTime() - NOTICE_TOLERANCE_SECONDS * 1000;
    const before = Math.max(message.newestAt?.getTime() ?? 0, handedOver);
    return occurredAt.getTime() < before ? 'superseded' : 'apply';
  }
  const since = message.sentAt ?? message.createdAt;
  const days = (now.getTime() - since.getTime()) / 86_400_000;
  if (message.state !== 'pending' && days > UNDATED_NOTICE_DAYS) return 'too_old';
  if (message.isSettled) return 'superseded';
  const isOther =
    message.state === 'sent' && message.providerId !== null && message.providerId !== providerId;
  return isOther ? 'superseded' : 'apply';
}
