/** The certificate of the web server: read, checked, and taken anew when its files change. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { Certificate } from '../../processes/strict-http.ts';

const LOOK_EVERY_MS = 5_000;

export type CertificateFiles = { certificate: string; key: string };

/** Reads both files. Throws one sentence that names the file when they cannot be used now. */
export function readCertificate({ certificate, key }: CertificateFiles, now = new Date()): Certificate {
  const cert = read(certificate);
  const keyText = read(key);
  const parsed = attempt(() => new X509Certificate(cert), `${certificate} holds no PEM certificate.`);
  const privateKey = attempt(() => createPrivateKey(keyText), `${key} holds no PEM private key.`);
  if (!parsed.checkPrivateKey(privateKey)) throw new Error(`${key} is not the key of ${certificate}.`);
  if (parsed.validToDate < now)
    throw new Error(`${certificate} expired on ${parsed.validToDate.toISOString().slice(0, 10)}.`);
  if (parsed.validFromDate > now)
    throw new Error(`${certificate} is not valid before ${parsed.validFromDate.toISOString().slice(0, 10)}.`);
  return { cert, key: keyText };
}

/**
 * Takes changed files into use for new connections. A pair that cannot be used is reported and the old one stays.
 * Answers a function that ends the watching.
 */
export function watchCertificate(
  server: Server,
  files: CertificateFiles,
  log: (line: string) => void,
  everyMs = LOOK_EVERY_MS,
): () => void {
  const names = [files.certificate, files.key];
  const reload = (): void => {
    try {
      (server as Server & Pick<SecureServer, 'setSecureContext'>).setSecureContext(readCertificate(files));
      log('The certificate has changed and is in use.');
    } catch (error) {
      log(`The changed certificate is not used: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const name of names) watchFile(name, { interval: everyMs, persistent: false }, reload);
  return () => {
    for (const name of names) unwatchFile(name, reload);
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function attempt<T>(work: () => T, otherwise: string): T {
  try {
    return work();
  } catch {
    throw new Error(otherwise);
  }
}
