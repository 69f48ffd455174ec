/** Alerts, those that leave the machine, and those that an admin acknowledged. */
import type { Alert } from '../../contracts/work.ts';
import type { AlertOf } from '../../domain/alert-facts.ts';
import type { AlertNotice } from '../../domain/alert-message.ts';
import type { AcknowledgeableKind, AlertKind } from '../../domain/alerts.ts';

/** An alert as it is found: facts, without a text. */
export type FoundAlert = AlertOf & { since: Date } & Pick<
    Alert,
    'staff_id' | 'invoice_id' | 'invoice_number' | 'patient_id'
  >;

/** An alert as people read it; its time is not written as text yet. */
export type ListedAlert = Omit<Alert, 'since'> & { since: Date };

export type AlertChannelName = 'mail' | 'webhook';

export type AlertChannel = {
  name: AlertChannelName;
  /** Sends the notices as one message. Throws a sentence without an address when it was not accepted. */
  send(notices: readonly AlertNotice[]): Promise<void>;
};

export type ChannelState = {
  channel: AlertChannelName;
  lastSuccessAt: Date | null;
  lastFailureAt: Date | null;
  lastError: string | null;
  failuresInARow: number;
};

/** A notice of an alert that the database holds. */
export type StoredNotice = Omit<AlertNotice, 'detail'> & { kind: AlertKind };

export type AlertStore = {
  /** The alerts for staff that the database knows of, at most `limit` of each kind. */
  find(limit: number): Promise<FoundAlert[]>;
  /**
   * Opens a notice for each alert that has none, and resolves those whose alert was last found before `gone`. Kinds in
   * `cut` have more alerts than were read, so none of them is resolved.
   */
  sync(
    alerts: readonly ListedAlert[],
    at: { now: Date; gone: Date; cut: readonly AlertKind[] },
  ): Promise<void>;
  /** What was not sent by the channel yet. An alert that ended before it was sent at all is passed over. */
  pending(
    channel: AlertChannelName,
    options: { limit: number; silentEnd: readonly AlertKind[] },
  ): Promise<StoredNotice[]>;
  sent(channel: AlertChannelName, notices: readonly Pick<AlertNotice, 'id' | 'phase'>[]): Promise<void>;
  /** Null when it went well. */
  channelUsed(channel: AlertChannelName, error: string | null): Promise<void>;
  channels(): Promise<ChannelState[]>;
  /** Forgets channels that are no longer set, so that their last failure is no alert. */
  keepChannels(names: readonly AlertChannelName[]): Promise<void>;
  /** Deletes notices that were resolved before the instant. */
  forgetBefore(instant: Date): Promise<void>;
  /** Whom an alert of a person's access is about; nothing when there is no such alert, or it is acknowledged. */
  concerned(
    kind: AcknowledgeableKind,
    id: string,
  ): Promise<{ staffId: string | null; grantedBy: string | null } | undefined>;
  /** Whether another admin than these may look at it. */
  hasOtherAdmin(except: readonly string[]): Promise<boolean>;
  /** False when it is acknowledged already. */
  acknowledge(kind: AcknowledgeableKind, id: string, staffId: string): Promise<boolean>;
};
