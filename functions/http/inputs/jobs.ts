/** Converts the choice of a job's invoices to the terms of the capabilities. */
import type { JobChoice } from '../../capabilities/jobs/preview.ts';
import type { App } from '../../capabilities/ports.ts';
import type { JobSelection } from '../../contracts/jobs.ts';
import { invoiceFilter } from './invoices.ts';

/** The choice with its filter as stores take it. */
export const jobChoice = (app: App, { action, notify, invoice_ids, filter }: JobSelection): JobChoice => ({
  action,
  notify,
  invoice_ids,
  ...(filter && { filter: invoiceFilter(app, filter) }),
});
