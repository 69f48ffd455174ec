/** The instant that a question about the books means. */

import type { Instant } from '../../capabilities/ports/common.ts';
import type { App } from '../../capabilities/ports.ts';
import { asOf } from '../../domain/calendar.ts';

/** `as_of` and `known_at` in the clinic's words; now and everything known when they are left out. */
export const instantOf = (
  app: App,
  input: { as_of?: string | undefined; known_at?: string | undefined },
): Instant => ({
  asOf: asOf(input.as_of, app.clinic.timeZone, app.clock.now()),
  knownAt: input.known_at === undefined ? undefined : new Date(input.known_at),
});
