/** What every part of the emulator works with: the store, the clock, and who the account is. */
import type { Clock } from './clock.ts';
import type { Store } from './store.ts';

/** The only version of the API that is spoken here: the one that the SDK pins. */
export const API_VERSION = '2026-10-28.endive';

export type World = {
  store: Store;
  clock: Clock;
  /** Where browsers reach the hosted pages, without a trailing slash. */
  publicUrl: string;
  /** The account's public name, shown to payers. */
  merchantName: string;
  /**
   * The endpoint that the emulator was started with; `id` is that of its object in the API, null when the control surface
   * has put another in its place. Events are still kept when there is none.
   */
  endpoint: { url: string; secret: string; id: string | null } | null;
  /** The API request being worked on, named in the events that it causes. */
  request: { id: string; idempotencyKey: string | null } | null;
};

/** How long slow things take on the emulator's clock, in seconds; null leaves them to the control surface. */
export type Delays = { debit: number | null; refund: number | null; capture: number };

const DELAYS: Delays = { debit: 120, refund: 120, capture: 0 };

export const delaysOf = (world: World): Delays => ({ ...DELAYS, ...world.store.setting('delays', {}) });
