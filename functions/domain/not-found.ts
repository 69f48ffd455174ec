/** What a request can name that does not exist: one code and one sentence for each. */
import { type FieldError, refuse, refuseField } from './refusal.ts';

const SENTENCES = {
  archive: 'There is no such archive.',
  break: 'There is no such difference.',
  credit_note: 'There is no such credit note.',
  credit_use: 'There is no such use of credit.',
  dispute: 'There is no such dispute.',
  event: 'There is no such event.',
  invoice: 'There is no such invoice.',
  link: 'There is no such link.',
  message: 'There is no such message.',
  patient: 'There is no such patient.',
  payment: 'There is no such payment.',
  payout: 'There is no such pay-out.',
  refund: 'There is no such refund.',
  run: 'There is no such run.',
  session: 'There is no such session.',
  staff: 'There is no such member of staff.',
  write_off: 'There is no such write-off.',
} as const;

export type Named = keyof typeof SENTENCES;

/** Refuses with 404 and `<what>_unknown`. */
export function refuseMissing(what: Named): never {
  return refuse('missing', `${what}_unknown`, SENTENCES[what]);
}

/** The value, or 404 `<what>_unknown` when there is none. */
export const requireFound = <T>(found: T | undefined, what: Named): T =>
  found === undefined ? refuseMissing(what) : found;

/** The same for what a field of the request names: 400 with the field's path. */
export const requireNamed = <T>(found: T | undefined, what: Named, path: FieldError['path']): T =>
  found === undefined ? refuseField(path, `${what}_unknown`, SENTENCES[what]) : found;
