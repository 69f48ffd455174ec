/** Access tokens (JWT), refresh tokens (random) and patient links (HMAC): decisions 16 and 19. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type CryptoKey, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../capabilities/ports/common.ts';
import { ACCESS_TOKEN_SECONDS, type Tokens } from '../../capabilities/ports/tokens.ts';
import { LINK_PURPOSES, type LinkPurpose } from '../../domain/patient-link.ts';

export type TokenSettings = {
  /** The secret that signs first, then the one before it while tokens of both live. */
  jwtSecrets: readonly string[];
  linkSecrets: readonly string[];
  setupCode: string;
};

const ISSUER = 'clinic-billing';
const AUDIENCE = 'clinic-billing-staff';

/** Returns an identifier of a secret that does not reveal it. */
const keyId = (secret: string): string =>
  createHash('sha256').update(`kid:${secret}`).digest('hex').slice(0, 8);
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Verified tokens that are kept, so that each is verified once and not at every request. */
const KEPT_TOKENS = 2_000;

type Verified = { staffId: string; sessionId: string; issuedAt: number; expiresAt: number };

/** The secret in the form in which WebCrypto uses it, made once. */
const importKey = (secret: string): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ]);

export function createTokens(settings: TokenSettings, clock: Clock): Tokens {
  const keys = new Map(settings.jwtSecrets.map((secret) => [keyId(secret), importKey(secret)]));
  const [signing] = [...keys];
  // By the whole token, its signature included: only what was verified as it is, is found again.
  const verified = new Map<string, Verified>();
  if (!signing) throw new Error('A JWT secret is needed.');
  return {
    accessToken: async (staff, sessionId, now) => {
      const issuedAt = Math.floor(now.getTime() / 1000);
      return new SignJWT({ role: staff.role, sid: sessionId })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: signing[0] })
        .setSubject(staff.id)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setJti(randomBytes(16).toString('base64url'))
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
        .sign(await signing[1]);
    },

    async readAccessToken(token) {
      const now = clock.now().getTime() / 1000;
      const known = verified.get(token);
      if (known && known.issuedAt <= now && now < known.expiresAt) {
        return { staffId: known.staffId, sessionId: known.sessionId };
      }
      try {
        const { payload } = await jwtVerify(
          token,
          (header) => {
            const key = header.kid === undefined ? undefined : keys.get(header.kid);
            if (!key) throw new Error('unknown key');
            return key;
          },
          {
            algorithms: ['HS256'],
            typ: 'at+jwt',
            issuer: ISSUER,
            audience: AUDIENCE,
            requiredClaims: ['sub', 'exp', 'iat', 'jti'],
            maxTokenAge: ACCESS_TOKEN_SECONDS,
            currentDate: clock.now(),
          },
        );
        const { sub, sid, iat = 0, exp = 0 } = payload;
        if (typeof sub !== 'string' || typeof sid !== 'string') return undefined;
        const [oldest] = verified.keys();
        if (verified.size >= KEPT_TOKENS && oldest !== undefined) verified.delete(oldest);
        verified.set(token, { staffId: sub, sessionId: sid, issuedAt: iat, expiresAt: exp });
        return { staffId: sub, sessionId: sid };
      } catch {
        // Whatever is wrong with it, a token that does not verify is no token.
        return undefined;
      }
    },

    newRefreshToken() {
      const token = randomBytes(32).toString('base64url');
      return { token, hash: sha256(token) };
    },
    refreshSuccessor(before) {
      const token = createHmac('sha256', settings.jwtSecrets[0] ?? '')
        .update(`refresh successor of ${before}`)
        .digest('base64url');
      return { token, hash: sha256(token) };
    },
    hashRefreshToken: sha256,
    linkToken: (link) => writeLink(link, settings.linkSecrets[0] ?? ''),
    readLinkToken: (token) => readLink(token, settings.linkSecrets),
    setupCodeIs: (code) => timingSafeEqual(sha256(code), sha256(settings.setupCode)),
  };
}

/** 16 bytes link id, 1 purpose, 4 expiry, 1 key, then half of an HMAC-SHA-256: 51 characters, short enough for a text. */
const BODY_BYTES = 22;
const MAC_BYTES = 16;

const macOf = (body: Buffer, secret: string): Buffer =>
  createHmac('sha256', secret).update('patient-link\0').update(body).digest().subarray(0, MAC_BYTES);
const linkKeyId = (secret: string): number => sha256(`link:${secret}`)[0] ?? 0;

function writeLink(link: Parameters<Tokens['linkToken']>[0], secret: string): string {
  const body = Buffer.alloc(BODY_BYTES);
  Buffer.from(link.id.replaceAll('-', ''), 'hex').copy(body);
  body.writeUInt8(LINK_PURPOSES.indexOf(link.purpose), 16);
  body.writeUInt32BE(Math.floor(link.expiresAt.getTime() / 1000), 17);
  body.writeUInt8(linkKeyId(secret), 21);
  return Buffer.concat([body, macOf(body, secret)]).toString('base64url');
}

function readLink(
  token: string,
  secrets: readonly string[],
): { linkId: string; purpose: LinkPurpose; expiresAt: Date } | undefined {
  if (!/^[A-Za-z0-9_-]{51}$/.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  // Decoding forgives loose bits at the end of a text; a link has one spelling only.
  if (bytes.length !== BODY_BYTES + MAC_BYTES || bytes.toString('base64url') !== token) return undefined;
  const body = bytes.subarray(0, BODY_BYTES);
  const mac = bytes.subarray(BODY_BYTES);
  const genuine = secrets.some(
    (secret) => linkKeyId(secret) === body.readUInt8(21) && timingSafeEqual(macOf(body, secret), mac),
  );
  const purpose = LINK_PURPOSES[body.readUInt8(16)];
  if (!genuine || !purpose) return undefined;
  const hex = body.toString('hex', 0, 16);
  const linkId = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
  return { linkId, purpose, expiresAt: new Date(body.readUInt32BE(17) * 1000) };
}
