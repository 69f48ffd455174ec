/** What the model keeps of patients, invoices, payments, refunds and disputes. Amounts are in minor units. */

export type ModelRefund = {
  id: string;
  payment: ModelPayment;
  amount: number;
  effect: 'credit' | 'reopen';
  status: 'requested' | 'approved' | 'processing' | 'succeeded' | 'failed' | 'rejected';
  stripeId: string | null;
  /** What it moved when it succeeded. */
  moved?: { fromCredit: number; owed: number; lost: number; credited: number; tax: number };
};

export type ModelDispute = {
  stripeId: string;
  payment: ModelPayment;
  amount: number;
  status: 'open' | 'won' | 'lost';
  /** With the bank, or gone to it. */
  withdrawn: number;
  outcome: 'absorb' | 'reopen' | null;
  /** What the clinic bore. */
  absorbed: number;
};

export type ModelPayment = {
  id: string;
  /** The payment intent; empty for money at the desk. */
  intent: string;
  invoice: ModelInvoice;
  amount: number;
  settled: number;
  surplus: number;
  /** What of it, and of what came back to it, is credit that no refund or dispute of it took. */
  creditLeft: number;
  reversed: boolean;
  refunds: ModelRefund[];
  dispute?: ModelDispute;
};

export type ModelInvoice = {
  id: string;
  patient: ModelPatient;
  total: number;
  balance: number;
  /** What payments and credit settled, less what went back. */
  paid: number;
  credited: number;
  /** Money that it took and has not given back, turned into credit, or lost to a bank. */
  kept: number;
  /** Its credit that was applied, paid out, or taken for the reversal of another invoice's payment. */
  creditLeft: number;
  revenueLeft: number;
  taxLeft: number;
  writtenOff: number[];
  cancelled: boolean;
  due: string;
  payments: ModelPayment[];
  /** Stretches of lateness that a fee was charged for; null for an invoice that is a fee. */
  feePeriods: number[] | null;
};

/** Credit by the invoice that it came from, the oldest first. */
export type ModelLot = { invoice: ModelInvoice; held: number };

export type ModelPatient = {
  id: string;
  balance: number;
  lots: ModelLot[];
  /** What clerks credited without approval. */
  clerksCredited: number;
};
