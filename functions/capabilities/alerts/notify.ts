/** Sends operators one message for alerts that began or ended, by every channel that is set. */

import type { AlertNotice } from '../../domain/alert-message.ts';
import { ACKNOWLEDGEABLE, mayLeave } from '../../domain/alerts.ts';
import type { AlertChannel, ListedAlert, StoredNotice } from '../ports/alerts.ts';
import type { App } from '../ports.ts';
import { findAlerts, PER_KIND } from '../work/alerts.ts';

/** Alerts in one message. More follow in the next. */
const MOST_PER_MESSAGE = 50;
/** An alert that comes and goes within this time is one alert. */
const GONE_AFTER_MS = 5 * 60_000;

/**
 * A channel that fails is tried again at the next run, and is an alert itself after some failures; it harms neither the
 * other channel nor anything else.
 */
export async function notifyOperators(app: App): Promise<void> {
  const { channels } = app;
  await app.db.read.alerts.keepChannels(channels.map(({ name }) => name));
  if (channels.length === 0) return;
  const alerts = await findAlerts(app);
  const now = app.clock.now();
  const gone = new Date(now.getTime() - GONE_AFTER_MS);
  await app.db.transaction((tx) => tx.alerts.sync(alerts, { now, gone, cut: cutKinds(alerts) }));
  await Promise.all(channels.map((channel) => notifyBy(app, channel, alerts)));
}

/** Of these kinds there may be more than were read. */
function cutKinds(alerts: readonly ListedAlert[]): ListedAlert['kind'][] {
  const counts = Map.groupBy(alerts, ({ kind }) => kind);
  return [...counts].flatMap(([kind, found]) => (found.length >= PER_KIND ? [kind] : []));
}

async function notifyBy(app: App, channel: AlertChannel, alerts: readonly ListedAlert[]): Promise<void> {
  const store = app.db.read.alerts;
  const pending = await store.pending(channel.name, { limit: MOST_PER_MESSAGE, silentEnd: ACKNOWLEDGEABLE });
  if (pending.length === 0) return;
  const notices = pending.map((notice): AlertNotice => ({ ...notice, detail: detailOf(notice, alerts) }));
  try {
    await channel.send(notices);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    app.log.warn('alerts_not_sent', { channel: channel.name, error: reason });
    await store.channelUsed(channel.name, reason);
    return;
  }
  await store.sent(channel.name, notices);
  await store.channelUsed(channel.name, null);
  app.log.info('alerts_sent', { channel: channel.name, alerts: notices.length });
}

function detailOf({ kind, subjectId, phase }: StoredNotice, alerts: readonly ListedAlert[]): string | null {
  if (!mayLeave(kind) || phase === 'resolved') return null;
  return alerts.find((alert) => alert.kind === kind && alert.id.startsWith(subjectId))?.reason ?? null;
}
