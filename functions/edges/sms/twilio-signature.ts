/** The signature by which Twilio proves a status callback: HMAC-SHA1 over the address and the sorted form. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** What `X-Twilio-Signature` must be for a form that is posted to an address. */
export function twilioSignature(authToken: string, url: string, form: URLSearchParams): string {
  const sorted = [...form].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const signed = url + sorted.map(([name, value]) => name + value).join('');
  return createHmac('sha1', authToken).update(signed).digest('base64');
}

/** Whether the form was signed with our token, compared in constant time. */
export function isSignedByTwilio(
  authToken: string,
  url: string,
  form: URLSearchParams,
  signature: string,
): boolean {
  const wanted = Buffer.from(twilioSignature(authToken, url, form));
  const given = Buffer.from(signature);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
