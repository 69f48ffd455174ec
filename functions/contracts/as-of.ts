/** The instant that a question about the ledger means. */
import * as field from './fields.ts';

/** `as_of`: an instant, or a day to its end. `known_at` leaves out what was recorded later, to repeat an old answer. */
export const asOf = { as_of: field.moment.optional(), known_at: field.givenInstant.optional() };
