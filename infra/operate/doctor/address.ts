/** The public address: its name, its certificate, and whether the clinic answers there; and the clock of this machine. */
import { X509Certificate } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { rootCertificates } from 'node:tls';
import { readCertificate } from '../../local/web/certificate.ts';
import { authorityFile, certificateFiles } from '../../server/layout.ts';
import { MOST_SKEW_MS } from '../../server/start-checks.ts';
import { bad, type Finding, findingsOf, ok, warn } from '../finding.ts';
import type { Server } from './files.ts';

const DAY_MS = 86_400_000;
const RENEW_WITHIN_DAYS = 14;
const PATIENCE_MS = 10_000;
/** Codes of the second factor are refused after a minute. */
const WARN_SKEW_S = 30;
const BAD_SKEW_S = MOST_SKEW_MS / 1000;

/** Readable, of its key, for this address, and valid for some time. */
export function certificateFinding({ home, settings }: Server, now = new Date()): Finding {
  const files = certificateFiles(home, settings.answers);
  if (files === undefined) return ok('Certificate: the proxy’s');
  const { cert } = readCertificate(files, now);
  const found = new X509Certificate(cert);
  const host = hostOf(settings.answers.address);
  const isFor = (isIP(host) > 0 ? found.checkIP(host) : found.checkHost(host)) !== undefined;
  if (!isFor)
    return bad(`Certificate: ${files.certificate} is not for ${host}. Get one for it, or run npm run setup.`);
  const days = Math.floor((found.validToDate.getTime() - now.getTime()) / DAY_MS);
  const until = found.validToDate.toISOString().slice(0, 10);
  if (days >= RENEW_WITHIN_DAYS) return ok(`Certificate: for ${host}, valid until ${until}`);
  return warn(`Certificate: ends on ${until}, in ${days} days. Renew it${renewal(settings.answers.tls)}.`);
}

const renewal = (tls: string): string =>
  tls === 'self-signed' ? ': stop the server and run npm run setup' : '';

/** Without the brackets of an IPv6 address. */
const hostOf = (address: string): string => new URL(address).hostname.replace(/^\[|\]$/g, '');

/** The name leads to an address, on this machine unless something stands before it. */
export async function nameFinding({ settings }: Server): Promise<Finding> {
  const host = hostOf(settings.answers.address);
  const found = await lookup(host, { all: true }).catch(() => []);
  if (found.length === 0)
    return bad(`Address: ${host} is not known here. Add it to the DNS, or to the hosts file of each desk.`);
  const here = Object.values(networkInterfaces()).flatMap((each) =>
    (each ?? []).map(({ address }) => address),
  );
  const list = found.map(({ address }) => address).join(', ');
  return found.some(({ address }) => here.includes(address) || address.startsWith('127.'))
    ? ok(`Address: ${host} is this machine (${list})`)
    : warn(
        `Address: ${host} is ${list}, which is not this machine. Fine when a router or proxy passes it on.`,
      );
}

/** The clinic answers at its public address, over TLS that this machine can verify. */
export const answerFindings = ({ home, settings }: Server): Promise<Finding[]> =>
  findingsOf('Public address', async () => {
    const { address } = settings.answers;
    const authority = authorityFile(home);
    const own = settings.answers.tls === 'self-signed' && existsSync(authority);
    const ca = [...rootCertificates, ...(own ? [readFileSync(authority, 'utf8')] : [])];
    const { status, date } = await reply(`${new URL(address).origin}/api/v1/health/ready`, ca).catch(
      (error) => {
        throw new Error(
          `${address} does not answer from here (${codeOf(error)}). Look at the router, proxy and firewall.`,
        );
      },
    );
    if (status === 200) return ok(`Public address: ${address} answers and is ready (${date})`);
    return bad(`Public address: ${address} answers ${status}. See logs/clinic.jsonl of the data folder.`);
  });

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? (error as Error).message;

type Reply = { status: number; date: string };

function reply(url: string, ca?: string[]): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...(ca && { ca }), timeout: PATIENCE_MS, agent: false }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, date: response.headers.date ?? '' });
    });
    sent.on('timeout', () => sent.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    sent.on('error', reject);
    sent.end();
  });
}

/** Compares this machine's clock with another's; `theirs` is what the other said just now. */
export function clockFinding(theirs: Date, whose: string, now = new Date()): Finding {
  const seconds = Math.round((now.getTime() - theirs.getTime()) / 1000);
  const size = Math.abs(seconds);
  if (size <= WARN_SKEW_S) return ok(`Clock: as ${whose}’s, to ${size} s`);
  const text = `Clock: ${size} s ${seconds > 0 ? 'ahead of' : 'behind'} ${whose}’s`;
  const fix = 'Turn on time synchronization: timedatectl set-ntp true';
  return size > BAD_SKEW_S ? bad(`${text}: Stripe’s events are refused. ${fix}`) : warn(`${text}. ${fix}`);
}

/** Stripe's clock is the one that counts; it gives the time without a key. */
export const clockFindings = ({ settings }: Server): Promise<Finding[]> =>
  findingsOf('Clock', async () => {
    if (settings.Values.STRIPE_API_BASE)
      return warn('Clock: not compared, since Stripe is emulated on this machine.');
    const answered = await reply('https://api.stripe.com/v1/balance').catch(() => undefined);
    if (!answered?.date) return warn('Clock: not compared, since Stripe is not reachable from this machine.');
    return clockFinding(new Date(answered.date), 'Stripe');
  });
