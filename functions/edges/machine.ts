/** What this machine runs out of: space on its disks, and days of the certificate. */
import { X509Certificate } from 'node:crypto';
import { readFile, statfs } from 'node:fs/promises';
import { connect } from 'node:tls';
import type { Reading } from '../domain/metrics.ts';

const PATIENCE_MS = 5_000;
const HOUR_MS = 3_600_000;

export type WatchedMachine = {
  folders: readonly string[];
  /** The file, or where it is shown when no file is named; undefined: there is none to watch. */
  certificate: { file: string } | { host: string; port: number } | undefined;
};

/** What can be read now. What cannot be read has no reading. */
export async function machineReadings({ folders, certificate }: WatchedMachine): Promise<Reading[]> {
  const disks = await Promise.all(folders.map(diskReadings));
  const expires = certificate && (await expiryOf(certificate));
  const left: Reading[] =
    expires === undefined
      ? []
      : [{ name: 'clinic_certificate_expires_seconds', labels: {}, value: (expires - Date.now()) / 1000 }];
  return [...disks.flat(), ...left];
}

async function diskReadings(folder: string): Promise<Reading[]> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return [
      { name: 'clinic_disk_free_bytes', labels: { folder }, value: bavail * bsize },
      { name: 'clinic_disk_size_bytes', labels: { folder }, value: blocks * bsize },
    ];
  } catch {
    return [];
  }
}

/** An address is not asked at each reading; a file may be renewed at any time. */
let shown: { place: string; expires: number | undefined; at: number } | undefined;

async function expiryOf(place: NonNullable<WatchedMachine['certificate']>): Promise<number | undefined> {
  if ('file' in place) return expiryOfFile(place.file);
  const name = `${place.host}:${place.port}`;
  if (shown?.place !== name || shown.at < Date.now() - HOUR_MS)
    shown = { place: name, expires: await expiryAt(place), at: Date.now() };
  return shown.expires;
}

async function expiryOfFile(file: string): Promise<number | undefined> {
  try {
    return Date.parse(new X509Certificate(await readFile(file)).validTo);
  } catch {
    return undefined;
  }
}

/** Reads the certificate that is shown there, valid or not; undefined when the address does not answer. */
function expiryAt({ host, port }: { host: string; port: number }): Promise<number | undefined> {
  return new Promise((resolve) => {
    // Only its date is read, and nothing is sent: an expired certificate must not end the connection first.
    const socket = connect({ host, port, servername: host, rejectUnauthorized: false, timeout: PATIENCE_MS });
    const done = (expires: number | undefined): void => {
      socket.destroy();
      resolve(expires);
    };
    socket.once('secureConnect', () => {
      const expires = Date.parse(socket.getPeerCertificate().valid_to ?? '');
      done(Number.isNaN(expires) ? undefined : expires);
    });
    socket.once('timeout', () => done(undefined));
    socket.once('error', () => done(undefined));
  });
}

/** Which certificate to watch for these settings. */
export function certificateOf(webUrl: string, file: string | undefined): WatchedMachine['certificate'] {
  if (file) return { file };
  const { protocol, hostname, port } = new URL(webUrl);
  return protocol === 'https:'
    ? { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 443) }
    : undefined;
}
