/** Tokens of patient links as an attacker changes them. */
import { createHash, createHmac } from 'node:crypto';

/** A token as the clinic makes them, with another purpose, end, or key. */
export function forged(
  token: string,
  change: { purpose?: number; expiresAt?: number; secret?: string },
): string {
  const body = Buffer.from(token, 'base64url').subarray(0, 22);
  if (change.purpose !== undefined) body.writeUInt8(change.purpose, 16);
  if (change.expiresAt !== undefined) body.writeUInt32BE(change.expiresAt, 17);
  const secret = change.secret ?? 'a secret of the attacker, long enough to be one';
  if (change.secret !== undefined)
    body.writeUInt8(createHash('sha256').update(`link:${secret}`).digest()[0] ?? 0, 21);
  const mac = createHmac('sha256', secret).update('patient-link\0').update(body).digest().subarray(0, 16);
  return Buffer.concat([body, mac]).toString('base64url');
}
