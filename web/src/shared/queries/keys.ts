/**
 * The beginnings of all query keys. What an action changed is read again by them, whichever page shows it; each
 * feature's queries continue them.
 */
export const KEYS = {
  account: ['account'],
  sessions: ['sessions'],
  people: ['people'],
  patients: ['patients'],
  patientLists: ['patients', 'list'],
  invoices: ['invoices'],
  invoiceLists: ['invoices', 'list'],
  /** Apart from `invoices`: it is asked for every few seconds, and never read again because of a change. */
  invoiceStates: ['invoice-states'],
  /** Apart from `invoices`: money that moves does not change them, and each reading is audited. */
  invoiceNotes: ['invoice-notes'],
  jobs: ['jobs'],
  priceList: ['price-list'],
  links: ['links'],
  reminders: ['reminders'],
  messages: ['messages'],
  payments: ['payments'],
  refunds: ['refunds'],
  disputes: ['disputes'],
  credits: ['credits'],
  creditNoteRequests: ['credit-note-requests'],
  books: ['books'],
  audit: ['audit'],
  reconciliation: ['reconciliation'],
  work: ['work'],
  operations: ['operations'],
  dashboard: ['dashboard'],
  archives: ['archives'],
  backups: ['backups'],
  clinicDetails: ['clinic-details'],
  savedViews: ['saved-views'],
  search: ['search'],
  settings: ['settings'],
  documentation: ['documentation'],
  clinic: ['clinic'],
} as const;

/** Everything that shows money. */
export const MONEY_KEYS = [
  KEYS.payments,
  KEYS.refunds,
  KEYS.disputes,
  KEYS.credits,
  KEYS.creditNoteRequests,
  KEYS.invoices,
  KEYS.patients,
  KEYS.dashboard,
  KEYS.books,
];
