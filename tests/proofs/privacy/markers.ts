/** Words that stand nowhere else, one for every field that someone fills in, and the places where each may be seen. */
import { randomBytes, randomInt } from 'node:crypto';

export type Place =
  | 'stripe'
  | 'mail-address'
  | 'mail-text'
  /** E-mails that go to members of staff and to no one else. */
  | 'staff-mail-address'
  | 'staff-mail-text'
  | 'sms-number'
  | 'sms-text'
  | 'logs'
  | 'browser-storage'
  /** What a tab's own step of its history holds, until the tab is closed. */
  | 'browser-tab'
  | 'browser-history'
  | 'browser-history-file'
  | 'browser-request'
  | 'browser-cache'
  | 'browser-profile'
  | 'storage'
  | 'database'
  /** The files of the database, with what it has deleted and its write-ahead log. */
  | 'database-files'
  /** What an admin gets who exports the patient. */
  | 'export'
  /** What the API shows of a patient who was erased. */
  | 'after-erasure';

export type Marker = {
  field: string;
  word: string;
  /** Everywhere else it is a leak. */
  allowed: readonly Place[];
  /** Where it must be seen, or the search itself is blind. */
  expected: readonly Place[];
};

const word = (): string => `zq${randomBytes(7).toString('hex')}`;
const email = (domain: string): string => `${word()}@${domain}.example`;
const phone = (): string => `555${String(randomInt(1e7)).padStart(7, '0')}`;
const birth = (): string => `19${randomInt(10, 60)}-0${randomInt(1, 10)}-${randomInt(10, 29)}`;

type Rule = { field: string; allowed?: readonly Place[]; expected?: readonly Place[]; word?: string };

const DATABASE: readonly Place[] = ['database', 'database-files'];
/** Ciphertext at rest; whoever may export the patient reads it. */
const sealed = (field: string, elsewhere: readonly Place[] = [], text = word()): Rule => ({
  field,
  word: text,
  allowed: ['export', ...elsewhere],
  expected: ['export', ...elsewhere],
});
/** Readable in the books. */
const readable = (field: string): Rule => ({
  field,
  allowed: [...DATABASE, 'export'],
  expected: ['database', 'export'],
});
/** Of the clinic, not of the patient. */
const ofClinic = (field: string, text = word()): Rule => ({
  field,
  word: text,
  allowed: DATABASE,
  expected: ['database'],
});
const nowhere = (field: string, text = word()): Rule => ({ field, word: text });
/** Gone with the patient; the disk may hold it until the database writes over it. */
const erased = (field: string): Rule => ({
  field,
  allowed: ['database-files'],
  expected: ['database-files'],
});

const BROWSER: readonly Place[] = [
  'browser-storage',
  'browser-tab',
  'browser-history',
  'browser-history-file',
  'browser-cache',
  'browser-profile',
];

const rules = () =>
  ({
    // Searchable and sortable, as decision 20 says; erasing replaces it.
    name: readable('patient name'),
    email: sealed('patient e-mail', ['mail-address'], email('patients')),
    phone: sealed('patient phone', ['sms-number'], phone()),
    dob: sealed('date of birth', [], birth()),
    metadata: sealed('metadata'),
    postalAddress: sealed('postal address'),
    externalId: sealed('record number of a patient'),
    taxNumber: sealed('tax number'),
    metadataKey: sealed('name of a metadata entry'),
    notes: sealed('invoice notes'),
    cancelledNotes: sealed('notes of a cancelled invoice'),
    changedName: readable('patient name, changed'),
    changedMetadata: sealed('metadata, changed'),
    // The words of a line are part of the invoice, which the law wants readable.
    treatment: readable('line of an invoice'),
    treatmentDetail: readable('details of a line'),
    changedTreatment: readable('line of a draft, changed'),
    changedDetail: readable('details of a line of a draft, changed'),
    changedNotes: sealed('notes of a draft, changed'),
    internalNote: sealed('internal note on an invoice'),
    refundNote: sealed('refund note'),
    // Reasons are part of the books.
    cancelReason: readable('reason of a cancellation'),
    planReason: readable('reason of a payment plan that was agreed anew'),
    planEndReason: readable('reason of a canceled payment plan'),
    planName: sealed('name under the terms of a payment plan'),
    rejectReason: readable('reason of a rejected refund'),
    reversalReason: readable('reason of a reversal'),
    moveReason: readable('reason of a moved payment'),
    creditNoteReason: readable('reason of a credit note'),
    creditNoteRejectReason: readable('reason of a rejected credit note'),
    writeOffReason: readable('reason of a write-off'),
    writeOffBackReason: readable('reason of a write-off taken back'),
    dueDateReason: readable('reason of a moved due date'),
    reference: readable('reference of a payment at the desk'),
    payOutReference: readable('reference of a pay-out'),
    payOutRejectReason: readable('reason of a rejected pay-out'),
    acceptNote: ofClinic('note on an accepted difference'),
    bookNote: ofClinic('note on a booked difference'),
    dismissNote: ofClinic('note on an event that is not ours'),
    // Typed at Stripe's own page, by the payer: Stripe has it, and what it sends us is ciphertext here.
    payerName: sealed('name of the payer', ['stripe']),
    payerEmail: sealed('e-mail of the payer', ['stripe'], email('payers')),
    badInput: nowhere('refused input'),
    search: nowhere('search text'),
    staffName: { field: 'name of staff', allowed: DATABASE, expected: ['database-files'] },
    staffNewName: ofClinic('name of staff, changed'),
    // Invitations, reset links and notices about the account go to the person's address on file.
    staffEmail: {
      field: 'e-mail of staff',
      word: email('staff'),
      allowed: [...DATABASE, 'staff-mail-address'],
      expected: ['database', 'staff-mail-address'],
    },
    staffPassword: nowhere('password of staff', `${word()} ${word()}`),
    staffNewPassword: nowhere('new password of staff', `${word()} ${word()}`),
    guessedPassword: nowhere('guessed password'),
    guessedEmail: nowhere('guessed e-mail', email('guess')),
    erasedName: erased('name of an erased patient'),
    erasedNewName: erased('changed name of an erased patient'),
    erasedEmail: { ...nowhere('e-mail of an erased patient', email('erased')), allowed: ['mail-address'] },
    erasedPhone: { ...nowhere('phone of an erased patient', phone()), allowed: ['sms-number'] },
    erasedMetadata: nowhere('metadata of an erased patient'),
    erasedNotes: nowhere('notes of an erased patient'),
    erasedDraft: erased('line of an erased patient’s draft'),
    eraseReason: { ...ofClinic('reason to erase early'), allowed: [...DATABASE, 'after-erasure'] },
    browserName: ofClinic('name typed in the browser'),
    browserEmail: {
      field: 'e-mail typed in the browser',
      word: email('browser'),
      allowed: ['mail-address'],
      expected: ['mail-address'],
    },
    // Put into every place of the browser on purpose.
    control: {
      field: 'control word',
      allowed: BROWSER,
      expected: BROWSER.filter((place) => place !== 'browser-history-file'),
    },
  }) satisfies Record<string, Rule>;

export type WordName = keyof ReturnType<typeof rules>;
export type Words = Record<WordName, string>;

/** The words of one run. */
export function plant(): { words: Words; markers: Marker[] } {
  const planted = Object.entries(rules()).map(([name, rule]: [string, Rule]) => {
    const { field, allowed = [], expected = [], word: text = word() } = rule;
    return { name, marker: { field, word: text, allowed, expected } };
  });
  return {
    words: Object.fromEntries(planted.map(({ name, marker }) => [name, marker.word])) as Words,
    markers: planted.map(({ marker }) => marker),
  };
}

/** Something secret that the run was given: it may be seen only where it was handed over. */
export const secret = (field: string, text: string, allowed: readonly Place[] = []): Marker => ({
  field: `${field} ${text.slice(0, 6)}…`,
  word: text,
  allowed,
  expected: [],
});

/**
 * The token of a patient's link. A message holds it; an address that the browser was sent to is in its own history,
 * because a page can only take it out of sight. The tab that opened it keeps it, to be loaded again. Stripe gets the token
 * of a result instead, which shows one payment for a day.
 */
export const linkSecret = (token: string): Marker =>
  secret('link', token, ['mail-text', 'sms-text', 'browser-tab', 'browser-history-file']);

/** The token of an invitation or a reset link: it is made when the e-mail is sent, and is nowhere else. */
export const staffLinkSecret = (field: string, token: string): Marker => ({
  ...secret(field, token, ['staff-mail-text']),
  expected: ['staff-mail-text'],
});

/** What a reader of a place sees. */
export type Seen = { place: Place; where: string; text: string };

export type Report = { leaks: string[]; blind: string[]; looked: Record<string, number> };

/** Compares what was seen with what may be seen. */
export function compare(markers: readonly Marker[], seen: Iterable<Seen>): Report {
  const leaks = new Set<string>();
  const found = new Set<string>();
  const looked: Record<string, number> = {};
  for (const { place, where, text } of seen) {
    looked[place] = (looked[place] ?? 0) + 1;
    for (const marker of markers) {
      if (!text.includes(marker.word)) continue;
      found.add(`${marker.field} in ${place}`);
      if (!marker.allowed.includes(place)) leaks.add(`${marker.field} in ${place}: ${where}`);
    }
  }
  const wanted = markers.flatMap(({ field, expected }) => expected.map((place) => `${field} in ${place}`));
  return { leaks: [...leaks].sort(), blind: wanted.filter((each) => !found.has(each)), looked };
}
