/** All that the API promises, area by area: the server, the web client and the OpenAPI document read this. */
import { archives } from './archives.ts';
import { audit } from './audit.ts';
import { auth } from './auth.ts';
import { backups } from './backups.ts';
import { books } from './books.ts';
import { corrections } from './invoice-corrections.ts';
import { credits } from './credits.ts';
import { dashboard } from './dashboard.ts';
import { disputes } from './disputes.ts';
import { documentation } from './documentation.ts';
import { health } from './health.ts';
import { invoices } from './invoices.ts';
import { links } from './links.ts';
import { messages, reminders } from './messages.ts';
import { patients } from './patients.ts';
import { payments } from './payments.ts';
import { publicRoutes } from './public.ts';
import { reconciliation } from './reconciliation.ts';
import { refunds } from './refunds.ts';
import { settings } from './settings.ts';
import { sessions, staff } from './staff.ts';
import { stripeEvents } from './stripe-events.ts';
import { webhooks } from './webhooks.ts';
import { work } from './work.ts';

export const contracts = {
  archives,
  audit,
  auth,
  backups,
  books,
  corrections,
  credits,
  dashboard,
  documentation,
  health,
  invoices,
  links,
  messages,
  patients,
  payments,
  public: publicRoutes,
  refunds,
  reconciliation,
  disputes,
  reminders,
  sessions,
  settings,
  staff,
  stripeEvents,
  webhooks,
  work,
};
