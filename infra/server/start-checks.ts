/** What must hold before the app is started on a database: its passwords, its version, and the clock of this machine. */
import { withClient } from '../local/postgres/roles.ts';
import type { Answers } from './answers.ts';
import { requireAppRole } from './own-server.ts';
import { schemaState } from './schema.ts';
import type { ServerSettings } from './settings-file.ts';
import { connectionBudget } from './values.ts';

/** Stripe's signatures, sessions and second factors do not stand a clock that is further off. */
export const MOST_SKEW_MS = 240_000;
const PATIENCE_MS = 5_000;

/** Throws one sentence when the database cannot be used by this version of the program with these settings. */
export async function requireDatabase({ ownerUrl, answers, Values }: ServerSettings): Promise<void> {
  const { pending } = await reached('ownerUrl', ownerUrl, () => schemaState(ownerUrl));
  if (pending.length > 0)
    throw new Error(`The database lacks ${pending.length} migrations of this version. Run npm run upgrade.`);
  const appUrl = Values.DATABASE_URL ?? '';
  await reached('DATABASE_URL', appUrl, () => requireAppRole(appUrl));
  const { at, most } = await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ at: Date | null; most: number }>(
      `select (select created_at from audit_logs order by sequence desc limit 1) as at,
         current_setting('max_connections')::int as most`,
    );
    return rows[0] ?? { at: null, most: 0 };
  });
  requireConnections(most, answers);
  requireClockAfter(at ?? undefined, new Date());
}

/** Throws when the workers may open more connections than the database allows: requests would fail when it is busy. */
export function requireConnections(most: number, answers: Pick<Answers, 'workers'>): void {
  const needed = connectionBudget(answers);
  if (most < needed)
    throw new Error(
      `max_connections of the database is ${most}, and ${answers.workers} workers need ${needed}. Raise it, or answer fewer workers with npm run setup.`,
    );
}

/** Turns the refusals of a connection into one sentence that names the setting. */
async function reached<T>(setting: string, url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code = '' } = error as { code?: string };
    const { username, host } = new URL(url);
    if (code === '28P01')
      throw new Error(
        `${setting}: the server refuses the password of ${username}. Put the right one into settings.json, or run npm run setup.`,
      );
    if (/^(E[A-Z]+|3D000|28000)$/.test(code))
      throw new Error(
        `${setting}: the database at ${host} does not answer (${code}). Start that server first.`,
      );
    throw error;
  }
}

/** A clock that went back would write books out of their order. Throws when the newest entry is in the future. */
export function requireClockAfter(newest: Date | undefined, now: Date): void {
  const ahead = (newest?.getTime() ?? 0) - now.getTime();
  if (ahead > MOST_SKEW_MS) throw new Error(clockText(ahead, 'behind the newest entry of the books'));
}

/** Throws when Stripe's clock, which answers without a key, is far from this one. Without an answer nothing is said. */
export async function requireClockOf(url: string, now: () => Date = () => new Date()): Promise<void> {
  const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
    () => undefined,
  );
  const date = answer?.headers.get('date');
  if (!date) return;
  const skew = now().getTime() - new Date(date).getTime();
  if (Math.abs(skew) > MOST_SKEW_MS)
    throw new Error(clockText(Math.abs(skew), `${skew > 0 ? 'ahead of' : 'behind'} Stripe’s`));
}

const clockText = (milliseconds: number, where: string): string =>
  `The clock of this machine is ${Math.round(milliseconds / 60_000)} minutes ${where}. Turn on time synchronization (timedatectl set-ntp true), then start again.`;
