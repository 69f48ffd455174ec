/** What patients have as credit, and its use. */
import type { PatientWithCredit } from '../../contracts/credits.ts';
import type { CreditUse } from '../../contracts/patient-credit.ts';
import type { PatientCredit } from '../../domain/credit-payout.ts';
import type { Currency } from '../../domain/currency.ts';
import type { CreditLot } from '../../domain/given-back.ts';
import type { Cents } from '../../domain/money.ts';
import type { OfflineMethod } from '../../domain/offline-payment.ts';
import type { Page, PageOf } from './common.ts';

export type CreditStore = {
  /** What credit a patient has; others who would spend it wait until this transaction ends. */
  lock(patientId: string, currency: Currency): Promise<PatientCredit | undefined>;
  /** The patient's credit that is neither used nor reserved, by the invoice that it came from, oldest first. */
  lots(patientId: string, currency: Currency): Promise<CreditLot[]>;
  addUse(use: {
    id: string;
    kind: 'applied' | 'refunded';
    patientId: string;
    currency: Currency;
    amountCents: Cents;
    invoiceId: string | null;
    method: OfflineMethod | null;
    reference: string | null;
    staffId: string;
    at: Date;
  }): Promise<void>;
  use(id: string): Promise<CreditUse | undefined>;
  /** Who has credit, the most first: the work list of surplus money. */
  list(page: Page): Promise<PageOf<PatientWithCredit>>;
};
