/** Codes of an authenticator app (TOTP, RFC 6238: SHA-1, six digits, half a minute) and the codes for losing it. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SecondFactors } from '../../capabilities/ports/security.ts';

const STEP_SECONDS = 30;
const SECRET_BYTES = 20;
/** Clocks of phones differ: the code before and the one after count too. */
const WINDOW = 1;
const RECOVERY_CODES = 10;
const RECOVERY_BYTES = 10;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 without padding. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => ALPHABET[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('');
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The code of one half-minute. */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const recoveryHash = (code: string): Buffer =>
  createHash('sha256')
    .update(`recovery:${code.toUpperCase().replace(/[^A-Z2-7]/g, '')}`)
    .digest();

export const createSecondFactors = (issuer: string): SecondFactors => ({
  newSecret(account) {
    const secret = base32(randomBytes(SECRET_BYTES));
    const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
    return { secret, uri: `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}` };
  },

  stepOf(secret, code, now) {
    const current = Math.floor(now.getTime() / 1000 / STEP_SECONDS);
    for (let step = current - WINDOW; step <= current + WINDOW; step++) {
      if (timingSafeEqual(Buffer.from(totpCode(secret, step)), Buffer.from(code.padEnd(6).slice(0, 6))))
        return step;
    }
    return undefined;
  },

  newRecoveryCodes() {
    return Array.from({ length: RECOVERY_CODES }, () => {
      const code = (base32(randomBytes(RECOVERY_BYTES)).match(/.{4}/g) ?? []).join('-');
      return { code, hash: recoveryHash(code) };
    });
  },
  recoveryHash,
});
