/** The emulator's own clock: real time plus an offset that tests may move, kept over a restart. */
import type { Store } from './store.ts';

export class Clock {
  private readonly store: Store;
  private offsetMs: number;

  constructor(store: Store) {
    this.store = store;
    this.offsetMs = store.setting('clock_offset_ms', 0);
  }

  /** Unix seconds, as everywhere at Stripe. */
  now(): number {
    return Math.floor((Date.now() + this.offsetMs) / 1000);
  }

  /** Sets the present moment (unix seconds); time goes on from there. */
  set(now: number): void {
    this.offsetMs = Math.round(now * 1000 - Date.now());
    this.store.saveSetting('clock_offset_ms', this.offsetMs);
  }

  advance(seconds: number): void {
    this.offsetMs += Math.round(seconds * 1000);
    this.store.saveSetting('clock_offset_ms', this.offsetMs);
  }
}
