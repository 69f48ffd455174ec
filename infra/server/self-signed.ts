/** A certificate for a server on a local network, and the authority that vouches for it (RFC 5280). */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

/** The longest life that every system accepts for a certificate of an added authority (Apple's rule is 825 days). */
export const VALID_DAYS = 820;

const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, ...parts);
const TRUE = der(0x01, Buffer.from([0xff]));
const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));

const named = (commonName: string): Buffer =>
  sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(commonName)))));

/** GeneralizedTime is required from 2050 on, UTCTime before. */
function time(at: Date): Buffer {
  const digits = at.toISOString().slice(0, 19).replace(/[-T:]/g, '');
  return at.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : der(0x18, Buffer.from(`${digits}Z`));
}

const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
  sequence(oid(id), ...(critical ? [TRUE] : []), der(0x04, value));

const BASIC_CONSTRAINTS = '551d13';
const KEY_USAGE = '551d0f';
const EXTENDED_KEY_USAGE = '551d25';
const ALTERNATIVE_NAME = '551d11';
const SUBJECT_KEY = '551d0e';
const AUTHORITY_KEY = '551d23';
const SERVER_AUTH = oid('2b06010505070301');

/** A short name of a key, by which the two certificates refer to each other. */
const keyId = (key: KeyObject): Buffer =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20);

const authorityExtensions = (key: KeyObject): Buffer[] => [
  extension(BASIC_CONSTRAINTS, true, sequence(TRUE, der(0x02, Buffer.from([0])))),
  // keyCertSign alone.
  extension(KEY_USAGE, true, der(0x03, Buffer.from([2, 0x04]))),
  extension(SUBJECT_KEY, false, der(0x04, keyId(key))),
];

/** The 4 or 16 bytes of an IP address. */
function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  // URL writes an IPv4 tail in hexadecimal; a pair of colons stands for the zeros that are missing.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string | undefined): string[] => (text ? text.split(':') : []);
  const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => '0');
  const all = [...groups(head), ...zeros, ...groups(tail)];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function serverExtensions(hosts: readonly string[], authority: KeyObject): Buffer[] {
  const names = hosts.map((host) =>
    isIP(host) > 0 ? der(0x87, addressBytes(host)) : der(0x82, Buffer.from(host)),
  );
  return [
    extension(BASIC_CONSTRAINTS, true, sequence()),
    // digitalSignature alone.
    extension(KEY_USAGE, true, der(0x03, Buffer.from([7, 0x80]))),
    extension(EXTENDED_KEY_USAGE, false, sequence(SERVER_AUTH)),
    extension(ALTERNATIVE_NAME, false, sequence(...names)),
    extension(AUTHORITY_KEY, false, sequence(der(0x80, keyId(authority)))),
  ];
}

type Request = {
  subject: Buffer;
  issuer: Buffer;
  publicKey: KeyObject;
  signer: KeyObject;
  now: Date;
  extensions: Buffer[];
};

function certify({ subject, issuer, publicKey, signer, now, extensions }: Request): string {
  const day = 86_400_000;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    issuer,
    sequence(time(new Date(now.getTime() - day)), time(new Date(now.getTime() + VALID_DAYS * day))),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, signer));
  const encoded = sequence(body, ECDSA_WITH_SHA256, signature).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${encoded.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

/**
 * Makes the server's key and certificate for the host names and IP addresses, and the authority's certificate. The
 * authority's key is thrown away: who trusts the authority trusts this one certificate and no other.
 */
export function selfSigned(
  hosts: readonly string[],
  now = new Date(),
): { cert: string; key: string; authority: string } {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = named(`Clinic Billing at ${hosts[0]}, ${now.toISOString().slice(0, 10)}`);
  const signed = { issuer, signer: authority.privateKey, now };
  return {
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: certify({
      ...signed,
      subject: named(hosts[0] ?? 'localhost'),
      publicKey: server.publicKey,
      extensions: serverExtensions(hosts, authority.publicKey),
    }),
    authority: certify({
      ...signed,
      subject: issuer,
      publicKey: authority.publicKey,
      extensions: authorityExtensions(authority.publicKey),
    }),
  };
}
