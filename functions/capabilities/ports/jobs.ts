/** Jobs and their items. */
import type { Job, JobItem, JobPreviewItem } from '../../contracts/jobs.ts';
import type { ItemState, JobAction } from '../../domain/job.ts';
import type { Page, PageOf } from './common.ts';
import type { InvoiceFilter } from './invoices.ts';

export type NewJob = { id: string; action: JobAction; notify: boolean; staffId: string };

/** An item that waits, with what its job asks. */
export type JobTask = {
  id: string;
  invoiceId: string | null;
  action: JobAction;
  notify: boolean;
  staffId: string;
};

/** What a job has printed of an invoice. */
export type JobFile = { itemId: string; invoiceId: string; number: string };

/** What a preview shows of an invoice beside the decision. */
export type PreviewedInvoice = Omit<JobPreviewItem, 'code' | 'reason'> & {
  invoice_id: string;
  archived: boolean;
  hasEmail: boolean;
  hasPhone: boolean;
};

export type JobStore = {
  /** The ids of at most so many invoices that match, in the order of the list. */
  matching(filter: InvoiceFilter, limit: number): Promise<string[]>;
  /** The invoices as a preview shows them; those that do not exist are left out. */
  previewed(ids: readonly string[]): Promise<PreviewedInvoice[]>;
  /** Adds a job with its items in their order. */
  add(job: NewJob, invoiceIds: readonly string[], at: Date): Promise<void>;
  /** Locks the job; false when there is none. */
  lock(id: string): Promise<boolean>;
  /** The next item that waits, not locked. */
  next(id: string): Promise<JobTask | undefined>;
  /** Locks an item that still waits until the transaction ends; false when it was settled meanwhile. */
  lockWaiting(itemId: string): Promise<boolean>;
  settle(itemId: string, at: Date, failure?: { code: string; reason: string }): Promise<void>;
  /** Settles what waits as failed, because the job was given up. */
  failWaiting(id: string, at: Date, failure: { code: string; reason: string }): Promise<void>;
  /** Stops what waits; false when nothing does. Waits for the item that is being done. */
  stop(id: string, staffId: string, at: Date): Promise<boolean>;
  /** Lets what failed wait again; how many that is. */
  retry(id: string): Promise<number>;
  /** The invoices that a job has printed, in their order. */
  files(id: string): Promise<JobFile[]>;
  /** Seals a document under the key of the invoice's patient. Refuses `patient_erased` (410). */
  sealFile(invoiceId: string, bytes: Uint8Array): Promise<Uint8Array>;
  /** Nothing when the patient was erased since. */
  openFile(invoiceId: string, sealed: Uint8Array): Promise<Uint8Array | undefined>;
  get(id: string): Promise<Job | undefined>;
  list(page: Page): Promise<PageOf<Job>>;
  items(id: string, state: ItemState | undefined, page: Page): Promise<PageOf<JobItem>>;
};
