/** The rest of the API: what only the pages for administration use; the other pages do not load it. */
import { alerts } from '../../../functions/contracts/alerts.ts';
import { archives } from '../../../functions/contracts/archives.ts';
import { audit } from '../../../functions/contracts/audit.ts';
import { backups } from '../../../functions/contracts/backups.ts';
import { clinicDetails } from '../../../functions/contracts/clinic-details.ts';
import { disputes } from '../../../functions/contracts/disputes.ts';
import { ledger } from '../../../functions/contracts/ledger.ts';
import { numbers } from '../../../functions/contracts/numbers.ts';
import { operations } from '../../../functions/contracts/operations.ts';
import { patientAccount } from '../../../functions/contracts/patient-account.ts';
import { reconciliation } from '../../../functions/contracts/reconciliation.ts';
import { reports } from '../../../functions/contracts/reports.ts';
import { settings } from '../../../functions/contracts/settings.ts';
import { sessions, staff } from '../../../functions/contracts/staff.ts';
import { stripeEvents } from '../../../functions/contracts/stripe-events.ts';
import { work } from '../../../functions/contracts/work.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';
import { withProof } from './step-up.ts';

export const adminApi = createClient(
  {
    alerts,
    archives,
    audit,
    backups,
    clinicDetails,
    ledger,
    numbers,
    operations,
    patients: patientAccount,
    reports,
    disputes,
    reconciliation,
    sessions,
    settings,
    staff,
    stripeEvents,
    work,
  },
  session.send,
  withProof,
);
