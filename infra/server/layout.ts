/** Where a server keeps things: the addresses, ports and folders that follow from the answers. */
import { join } from 'node:path';
import type { Answers } from './answers.ts';

/** Where the settings file lies when no one names another folder. */
export function defaultHome(platform: NodeJS.Platform = process.platform, env = process.env): string {
  if (platform === 'win32') return join(env.ProgramData ?? 'C:\\ProgramData', 'clinic-billing');
  return platform === 'darwin' ? '/Library/Application Support/clinic-billing' : '/etc/clinic-billing';
}

/** Where data lies when the answers name no folder: beside the settings, but on Linux where data belongs. */
export function dataFolder(home: string, { data }: Pick<Answers, 'data'>): string {
  if (data !== undefined) return data;
  return home === '/etc/clinic-billing' ? '/var/lib/clinic-billing' : join(home, 'data');
}

export type Listening = { address: string; port: number; redirectPort: number | undefined };

/** Where the web server listens. */
export function listening(answers: Answers): Listening {
  const isBehindProxy = answers.tls === 'behind-proxy';
  const publicPort = Number(new URL(answers.address).port || 443);
  const port = answers.port ?? publicPort;
  const redirectPort = isBehindProxy ? 0 : (answers.http_port ?? (port === 443 ? 80 : 0));
  return {
    address: answers.bind ?? (isBehindProxy ? '127.0.0.1' : '0.0.0.0'),
    port,
    redirectPort: redirectPort === 0 ? undefined : redirectPort,
  };
}

/** The certificate's files; undefined behind a proxy, which has its own. */
export function certificateFiles(
  home: string,
  answers: Answers,
): { certificate: string; key: string } | undefined {
  if (answers.tls === 'behind-proxy') return undefined;
  if (answers.tls === 'files') return { certificate: answers.certificate ?? '', key: answers.key ?? '' };
  return { certificate: join(home, 'tls', 'server.pem'), key: join(home, 'tls', 'server.key') };
}

/** The authority to be trusted on the clinic's machines when the certificate is self-signed. */
export const authorityFile = (home: string): string => join(home, 'tls', 'authority.pem');
