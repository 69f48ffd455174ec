/** The self-signed certificate of a server: made when there is none that fits, kept otherwise. */
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { writeText } from '../local/settings.ts';
import type { Answers } from './answers.ts';
import { authorityFile, certificateFiles } from './layout.ts';
import { selfSigned } from './self-signed.ts';

const RENEW_BEFORE_MS = 30 * 86_400_000;

/** A certificate that fits the address is kept, so that no machine has to trust a new one. Answers what was done. */
export function makeCertificate(
  home: string,
  answers: Answers,
  onFailure: (undo: () => void) => void,
  now = new Date(),
): string[] {
  const files = certificateFiles(home, answers);
  if (answers.tls !== 'self-signed' || files === undefined) return [];
  const host = new URL(answers.address).hostname.replace(/^\[|\]$/g, '');
  const address = answers.bind && !['0.0.0.0', '::'].includes(answers.bind);
  const hosts = [...new Set([host, ...(address ? [answers.bind ?? ''] : [])])];
  const folder = join(home, 'tls');
  if (fits(files.certificate, hosts, now)) return [`Certificate: ${files.certificate} is kept`];
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined)
    onFailure(() => rmSync(folder, { recursive: true, force: true }));
  const { cert, key, authority } = selfSigned(hosts, now);
  writeText(files.certificate, cert, 0o644);
  writeText(files.key, key, 0o600);
  writeText(authorityFile(home), authority, 0o644);
  return [`Certificate for ${hosts.join(', ')}: trust ${authorityFile(home)} on each machine of the clinic`];
}

function fits(file: string, hosts: readonly string[], now: Date): boolean {
  if (!existsSync(file)) return false;
  const found = new X509Certificate(readFileSync(file));
  const isFor = (host: string): boolean =>
    (isIP(host) > 0 ? found.checkIP(host) : found.checkHost(host)) !== undefined;
  return hosts.every(isFor) && found.validToDate.getTime() - RENEW_BEFORE_MS > now.getTime();
}
