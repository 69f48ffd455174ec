/** Reads of the desk in one round trip: the session, the right, the rows and the row in the audit by one statement. */
import type { StaffRole } from '../../domain/access.ts';
import type { Day } from '../../domain/calendar.ts';
import type { Currency } from '../../domain/currency.ts';
import type { AuditEntry } from './audit.ts';
import type { Page, PageOf } from './common.ts';
import type { InvoiceFilter, StoredInvoice } from './invoices.ts';
import type { PatientStore } from './patients.ts';
import type { PhoneNumber } from './phones.ts';

/** Who reads, what it is recorded as, and which roles may read it. */
export type DeskReader = {
  staffId: string;
  sessionId: string;
  now: Date;
  roles: readonly StaffRole[];
  requestId: string;
  address: string | null;
  /** The ids of a list are added to its details. */
  entry: AuditEntry;
};

/** An invoice as the database writes it: `json` is the reply without what needs a key, a token or the archive. */
export type DeskInvoice = {
  json: string;
  version: number;
  notes: string | null;
  unpaidCents: number;
  currency: Currency;
  link: StoredInvoice['link'];
};

type FoundPatients = Awaited<ReturnType<PatientStore['search']>>;

/**
 * Each read answers only what is plainly allowed and there, and is recorded then. Otherwise it answers undefined and
 * records nothing: the caller goes the ordinary way, which knows every reason to refuse.
 */
export type DeskReads = {
  invoice(by: DeskReader, id: string, today: Day): Promise<DeskInvoice | undefined>;
  /** The reply's JSON. Undefined too for a search by a part of a number or a name. */
  invoices(by: DeskReader, filter: InvoiceFilter, page: Page): Promise<string | undefined>;
  /** The first page of a search. */
  patients(
    by: DeskReader,
    text: string | undefined,
    page: Page,
    phone: PhoneNumber | undefined,
  ): Promise<PageOf<FoundPatients['data'][number]> | undefined>;
};
