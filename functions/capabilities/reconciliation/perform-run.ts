import { NotNow, type Work } from '../ports/work.ts';
import type { App } from '../ports.ts';
import { emptyResult } from './book-object.ts';
import { findDiscrepancies } from './discrepancies.ts';
import { reconcileEvents } from './events.ts';
import { reconcileObjects } from './objects.ts';

const DAY = 86_400_000;

/** How far back objects are reconciled each time: longer than a checkout with a slow bank takes. */
const LOOK_BACK_DAYS = 7;

/** The first time: as far back as Stripe keeps its events. */
const FIRST_DAYS = 30;

/** A run whose lease is not renewed for a minute is taken over by another process. */
const KEEP_ALIVE_MILLISECONDS = 15_000;

/** How long a run waits for the one that is in progress. */
const PAUSE_SECONDS = 10;

/**
 * Does one comparison. Throws when Stripe or the database is away, so that the outbox tries again, and NotNow while
 * another comparison runs or the process that ran this one may still be alive.
 */
export async function performRun(app: App, work: Work): Promise<void> {
  const books = app.db.read.reconciliation;
  const last = await books.watermark('objects');
  if (!(await books.begin(work.subjectId))) {
    const run = await books.run(work.subjectId);
    if (run?.state !== 'waiting' && run?.state !== 'running') return;
    throw new NotNow('Another reconciliation is running.', PAUSE_SECONDS);
  }
  const keepingAlive = setInterval(() => {
    books
      .keepAlive(work.subjectId)
      .catch((error: unknown) => app.log.warn('keep_alive_failed', { error: String(error) }));
  }, KEEP_ALIVE_MILLISECONDS);
  try {
    const result = emptyResult();
    const events = await reconcileEvents(app, work.requestId, result);
    const from = await lookBackTo(app, last);
    await reconcileObjects(app, from, work.requestId, result);
    const discrepancies = await findDiscrepancies(app, from, result);
    await app.db.transaction(async (tx) => {
      await tx.discrepancies.save(discrepancies, from);
      await tx.reconciliation.setWatermark('objects', app.clock.now().toISOString());
      const open = Object.fromEntries(discrepancies.map((each) => [`break_${each.class}`, 0]));
      for (const each of discrepancies) open[`break_${each.class}`] = (open[`break_${each.class}`] ?? 0) + 1;
      await tx.reconciliation.finish(work.subjectId, { events, ...result.booked, ...open });
    });
    app.log.info('reconciled', { events, ...result.booked, breaks: discrepancies.length });
  } catch (error) {
    await books.interrupted(work.subjectId, String(error));
    throw error;
  } finally {
    clearInterval(keepingAlive);
  }
}

/**
 * Far enough for every difference that is still open to be looked at again, and for what happened since the last
 * comparison, however long ago: a database that was restored remembers the one before its backup.
 */
async function lookBackTo(app: App, last: string | undefined): Promise<Date> {
  const now = app.clock.now().getTime();
  const usual = now - (last === undefined ? FIRST_DAYS : LOOK_BACK_DAYS) * DAY;
  const before = last === undefined ? usual : new Date(last).getTime() - DAY;
  const oldest = await app.db.read.discrepancies.oldest();
  return new Date(Math.min(usual, before, oldest?.getTime() ?? usual));
}
