/** Codes of an authenticator app (TOTP, RFC 6238: SHA-1, six digits, half a minute) and the codes for losing it. */
import { createHash, randomBytes } from 'node:crypto';
import { HOTP, Secret, TOTP } from 'otpauth';
import type { SecondFactors } from '../../capabilities/ports/second-factors.ts';

const STEP_SECONDS = 30;
const SECRET_BYTES = 20;
const DIGITS = 6;
/** Clocks of phones differ: the code before and the one after count too. */
const WINDOW = 1;
const RECOVERY_CODES = 10;
const RECOVERY_BYTES = 10;

/** RFC 4648 without padding. */
export const base32 = (bytes: Uint8Array): string =>
  new Secret({ buffer: Uint8Array.from(bytes).buffer }).base32;

/** The code of one half-minute. */
export const totpCode = (secret: string, step: number): string =>
  HOTP.generate({ secret: Secret.fromBase32(secret), digits: DIGITS, counter: step });

const recoveryHash = (code: string): Buffer =>
  createHash('sha256')
    .update(`recovery:${code.toUpperCase().replace(/[^A-Z2-7]/g, '')}`)
    .digest();

export const createSecondFactors = (issuer: string): SecondFactors => ({
  newSecret(account) {
    const secret = new Secret({ size: SECRET_BYTES });
    const uri = new TOTP({ issuer, label: account, secret, digits: DIGITS, period: STEP_SECONDS }).toString();
    return { secret: secret.base32, uri };
  },

  stepOf(secret, code, now) {
    const timestamp = now.getTime();
    const delta = TOTP.validate({
      token: code,
      secret: Secret.fromBase32(secret),
      digits: DIGITS,
      period: STEP_SECONDS,
      timestamp,
      window: WINDOW,
    });
    return delta === null ? undefined : TOTP.counter({ period: STEP_SECONDS, timestamp }) + delta;
  },

  newRecoveryCodes() {
    return Array.from({ length: RECOVERY_CODES }, () => {
      const code = (base32(randomBytes(RECOVERY_BYTES)).match(/.{4}/g) ?? []).join('-');
      return { code, hash: recoveryHash(code) };
    });
  },
  recoveryHash,
});
