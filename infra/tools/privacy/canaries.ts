/** Words that stand nowhere else, one for every field about a patient, and the places where each may be seen. */
import { randomBytes, randomInt } from 'node:crypto';

export type Place =
  | 'stripe'
  | 'mail-address'
  | 'mail-text'
  | 'sms-number'
  | 'sms-text'
  | 'logs'
  | 'browser-storage'
  | 'browser-history'
  | 'browser-history-file'
  | 'browser-request'
  | 'browser-cache'
  | 'browser-profile'
  | 'storage'
  | 'database';

export type Canary = {
  field: string;
  word: string;
  /** Everywhere else it is a leak. */
  allowed: readonly Place[];
  /** Where it must be seen, or the search itself is blind. */
  expected: readonly Place[];
};

const word = (): string => `zq${randomBytes(7).toString('hex')}`;

/** The words of one run. */
export function plant() {
  const phone = `555${String(randomInt(1e7)).padStart(7, '0')}`;
  const words = {
    name: word(),
    email: `${word()}@patients.example`,
    phone,
    dob: `19${randomInt(10, 60)}-0${randomInt(1, 10)}-${randomInt(10, 29)}`,
    metadata: word(),
    notes: word(),
    draftNotes: word(),
    treatment: word(),
    refundNote: word(),
    cancelReason: word(),
    badInput: word(),
    search: word(),
    payerName: word(),
    payerEmail: `${word()}@payers.example`,
    staffPassword: `${word()} ${word()}`,
    guessedPassword: word(),
    guessedEmail: `${word()}@guess.example`,
    browserName: word(),
    browserEmail: `${word()}@patients.example`,
    control: word(),
  };
  const canaries: Canary[] = [
    // Searchable and sortable, as decision 20 says; erasing replaces it.
    { field: 'patient name', word: words.name, allowed: ['database'], expected: ['database'] },
    { field: 'patient e-mail', word: words.email, allowed: ['mail-address'], expected: ['mail-address'] },
    { field: 'patient phone', word: words.phone, allowed: ['sms-number'], expected: ['sms-number'] },
    { field: 'date of birth', word: words.dob, allowed: [], expected: [] },
    { field: 'metadata', word: words.metadata, allowed: [], expected: [] },
    { field: 'invoice notes', word: words.notes, allowed: [], expected: [] },
    { field: 'draft notes', word: words.draftNotes, allowed: [], expected: [] },
    // The words of a line are part of the invoice, which the law wants readable.
    { field: 'line of an invoice', word: words.treatment, allowed: ['database'], expected: ['database'] },
    { field: 'refund note', word: words.refundNote, allowed: [], expected: [] },
    {
      field: 'reason of a cancellation',
      word: words.cancelReason,
      allowed: ['database'],
      expected: ['database'],
    },
    { field: 'refused input', word: words.badInput, allowed: [], expected: [] },
    { field: 'search text', word: words.search, allowed: [], expected: [] },
    // Typed at Stripe's own page, by the payer: Stripe has it, and what it tells us is ciphertext here.
    { field: 'name of the payer', word: words.payerName, allowed: ['stripe'], expected: ['stripe'] },
    { field: 'e-mail of the payer', word: words.payerEmail, allowed: ['stripe'], expected: ['stripe'] },
    { field: 'password of staff', word: words.staffPassword, allowed: [], expected: [] },
    { field: 'guessed password', word: words.guessedPassword, allowed: [], expected: [] },
    { field: 'guessed e-mail', word: words.guessedEmail, allowed: [], expected: [] },
    {
      field: 'name typed in the browser',
      word: words.browserName,
      allowed: ['database'],
      expected: ['database'],
    },
    {
      field: 'e-mail typed in the browser',
      word: words.browserEmail,
      allowed: ['mail-address'],
      expected: ['mail-address'],
    },
    // Put into every place of the browser on purpose.
    {
      field: 'control word',
      word: words.control,
      allowed: [
        'browser-storage',
        'browser-history',
        'browser-history-file',
        'browser-cache',
        'browser-profile',
      ],
      expected: ['browser-storage', 'browser-history', 'browser-cache', 'browser-profile'],
    },
  ];
  return { words, canaries };
}

export type Words = ReturnType<typeof plant>['words'];

/** What a reader of a place sees. */
export type Seen = { place: Place; where: string; text: string };

export type Report = { leaks: string[]; blind: string[]; looked: Record<string, number> };

/** Compares what was seen with what may be seen. */
export function compare(canaries: readonly Canary[], seen: Iterable<Seen>): Report {
  const leaks = new Set<string>();
  const found = new Set<string>();
  const looked: Record<string, number> = {};
  for (const { place, where, text } of seen) {
    looked[place] = (looked[place] ?? 0) + 1;
    for (const canary of canaries) {
      if (!text.includes(canary.word)) continue;
      found.add(`${canary.field} in ${place}`);
      if (!canary.allowed.includes(place)) leaks.add(`${canary.field} in ${place}: ${where}`);
    }
  }
  const wanted = canaries.flatMap(({ field, expected }) => expected.map((place) => `${field} in ${place}`));
  return { leaks: [...leaks].sort(), blind: wanted.filter((each) => !found.has(each)), looked };
}
