/** The API as the desk uses it all day: typed functions that carry the session. */
import { auth } from '../../../functions/contracts/auth.ts';
import { corrections } from '../../../functions/contracts/corrections.ts';
import { credits } from '../../../functions/contracts/credits.ts';
import { dashboard } from '../../../functions/contracts/dashboard.ts';
import { invoices } from '../../../functions/contracts/invoices.ts';
import { links } from '../../../functions/contracts/links.ts';
import { messages, reminders } from '../../../functions/contracts/messages.ts';
import { patients } from '../../../functions/contracts/patients.ts';
import { payments } from '../../../functions/contracts/payments.ts';
import { refunds } from '../../../functions/contracts/refunds.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';
import { withProof } from './step-up.ts';

export const api = createClient(
  {
    auth,
    corrections,
    credits,
    dashboard,
    invoices,
    links,
    messages,
    patients,
    payments,
    refunds,
    reminders,
  },
  session.send,
  withProof,
);
