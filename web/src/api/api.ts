/** The API as staff use it: typed functions that carry the session. */
import { archives } from '../../../functions/contracts/archives.ts';
import { audit } from '../../../functions/contracts/audit.ts';
import { auth } from '../../../functions/contracts/auth.ts';
import { backups } from '../../../functions/contracts/backups.ts';
import { books } from '../../../functions/contracts/books.ts';
import { corrections } from '../../../functions/contracts/corrections.ts';
import { credits } from '../../../functions/contracts/credits.ts';
import { dashboard } from '../../../functions/contracts/dashboard.ts';
import { disputes } from '../../../functions/contracts/disputes.ts';
import { invoices } from '../../../functions/contracts/invoices.ts';
import { links } from '../../../functions/contracts/links.ts';
import { messages, reminders } from '../../../functions/contracts/messages.ts';
import { patients } from '../../../functions/contracts/patients.ts';
import { payments } from '../../../functions/contracts/payments.ts';
import { reconciliation } from '../../../functions/contracts/reconciliation.ts';
import { refunds } from '../../../functions/contracts/refunds.ts';
import { settings } from '../../../functions/contracts/settings.ts';
import { sessions, staff } from '../../../functions/contracts/staff.ts';
import { stripeEvents } from '../../../functions/contracts/stripeEvents.ts';
import { work } from '../../../functions/contracts/work.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';

export const api = createClient(
  {
    archives,
    audit,
    auth,
    backups,
    books,
    corrections,
    credits,
    dashboard,
    disputes,
    invoices,
    links,
    messages,
    patients,
    payments,
    reconciliation,
    refunds,
    reminders,
    sessions,
    settings,
    staff,
    stripeEvents,
    work,
  },
  session.send,
);
