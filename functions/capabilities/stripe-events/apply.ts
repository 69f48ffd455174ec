/** Applies the events of a burst in one pass: taken together, and bounded, so that they leave the database to others. */
import type { StripeMoney } from '../../domain/stripe-notification.ts';
import type { StripeEventRecord } from '../ports/stripe-events.ts';
import type { Work } from '../ports/work.ts';
import type { App } from '../ports.ts';
import { LEASE_SECONDS, runClaimed } from '../work/attempt.ts';
import { runAll } from '../work/run.ts';
import { APPLY_EVENT, applyRecord, bookFeesOf } from './apply-one.ts';
import type { EventOutcome } from './outcome.ts';

/** Events that are claimed and decrypted together. */
const BATCH = 40;
/** Payments whose events are applied at the same time, by one process. */
const AT_ONCE = 4;

type Pass = { again: boolean; ended: Promise<void> };
type Claimed = { work: Work; event: StripeEventRecord | undefined };

/** One pass per process: who comes meanwhile has it look once more. */
const passes = new WeakMap<App, Pass>();

/**
 * Applies the events that are due, and then what else the message names: events that were tried before. Throws only when
 * the database is away.
 */
export async function applyEvents(app: App, workIds: readonly string[]): Promise<void> {
  await applyDue(app);
  await runAll(app, workIds);
}

/**
 * Applies all events that are due and were never tried. What was tried before is left to its own message, so that an event
 * that fails or ends the process takes no other with it twice. Throws only when the database is away.
 */
export function applyDue(app: App): Promise<void> {
  const current = passes.get(app);
  if (current) {
    current.again = true;
    return current.ended;
  }
  const pass: Pass = { again: true, ended: Promise.resolve() };
  passes.set(app, pass);
  pass.ended = runPass(app, pass);
  return pass.ended;
}

async function runPass(app: App, pass: Pass): Promise<void> {
  try {
    while (pass.again) {
      pass.again = false;
      while ((await applyBatch(app)) === BATCH);
    }
  } finally {
    passes.delete(app);
  }
}

/** Claims and applies a batch; how many that were. The fees that can be booked then are booked together. */
async function applyBatch(app: App): Promise<number> {
  const works = await app.db.read.outbox.claimFresh('apply_event', BATCH, LEASE_SECONDS);
  if (works.length === 0) return 0;
  const events = await app.db.read.events.received(works.map(({ subjectId }) => subjectId));
  const groups = groupsOf(app, works, new Map(events.map((event) => [event.id, event]))).values();
  const outcomes: EventOutcome[] = [];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const group of groups) for (const claimed of group) await applyOne(app, claimed, outcomes);
    }),
  );
  await bookFeesOf(app, outcomes);
  return works.length;
}

async function applyOne(app: App, { work, event }: Claimed, outcomes: EventOutcome[]): Promise<void> {
  const perform = async (): Promise<void> => {
    if (event) outcomes.push(await applyRecord(app, event, work.requestId));
    else await APPLY_EVENT.perform(app, work);
  };
  await runClaimed(app, work, { ...APPLY_EVENT, perform });
}

/** The events of one payment follow one another: first the one that knows its page, which then needs not be closed. */
function groupsOf(
  app: App,
  works: readonly Work[],
  events: ReadonlyMap<string, StripeEventRecord>,
): Map<string, Claimed[]> {
  const groups = new Map<string, Claimed[]>();
  for (const work of works) {
    const event = events.get(work.subjectId);
    const money = event && moneyIn(app, event);
    const key = money?.paymentIntentId ?? work.id;
    const group = groups.get(key) ?? [];
    if (money && money.sessionId !== null) group.unshift({ work, event });
    else group.push({ work, event });
    groups.set(key, group);
  }
  return groups;
}

function moneyIn(app: App, event: StripeEventRecord): StripeMoney | undefined {
  try {
    const notification = app.stripe.parseNotification(event);
    return 'money' in notification ? notification.money : undefined;
  } catch {
    // It fails again when it is applied, and that is kept with it.
    return undefined;
  }
}
