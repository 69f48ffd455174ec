/** Who may read the metrics: whoever shows their token, or, when there is none, a program on this machine. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from '@azure/functions';
import type { Caller } from '../capabilities/ports/common.ts';
import type { App } from '../capabilities/ports.ts';
import { refuse } from '../domain/refusal.ts';

/** Refuses `metrics_token_needed` (401), and `metrics_local_only` (403) when no token is set. */
export function requireScraper(app: App, caller: Caller, request: HttpRequest): void {
  if (app.metricsToken !== undefined) {
    const shown = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    if (shown !== undefined && isSame(shown, app.metricsToken)) return;
    refuse('unauthenticated', 'metrics_token_needed', 'Send METRICS_TOKEN as bearer token.');
  }
  // Both: a proxy on this machine that names no client would let everybody in by its own address.
  if (isLoopback(caller.address ?? '') && isLoopback(new URL(request.url).hostname)) return;
  refuse(
    'forbidden',
    'metrics_local_only',
    'Metrics are read from the same machine only. Set METRICS_TOKEN to read them from elsewhere.',
  );
}

/** Of equal length by their hashes, so that the time says nothing of the token. */
function isSame(shown: string, token: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(shown), hash(token));
}

const isLoopback = (address: string): boolean =>
  address === 'localhost' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address) || /^\[?::1\]?$/.test(address);
