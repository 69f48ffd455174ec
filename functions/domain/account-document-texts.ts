/** The words of printed statements and refund confirmations, in the languages that patients read. */
import type { Language } from './messages.ts';

const STATEMENT_EN = {
  title: 'Statement of account',
  patient: 'Patient',
  currency: 'Currency',
  from: 'From',
  until: 'Until',
  beginning: 'The beginning',
  movements: 'Movements',
  date: 'Date',
  movement: 'Movement',
  document: 'Document',
  amount: 'Amount',
  credit: 'Credit',
  balance: 'Balance',
  opening: 'Opening balance',
  closing: 'Balance due',
  creditLeft: 'Your credit with the clinic',
  hash: 'Content {hash}',
  kinds: {
    issue: 'Invoice',
    cancel: 'Cancellation',
    payment: 'Payment',
    payment_reversal: 'Payment reversed',
    refund: 'Refund',
    credit_note: 'Credit note',
    write_off: 'Write-off',
    credit_applied: 'Paid from credit',
    credit_refund: 'Credit paid out',
  },
  other: 'Adjustment',
};

const STATEMENT_ES: typeof STATEMENT_EN = {
  title: 'Extracto de cuenta',
  patient: 'Paciente',
  currency: 'Moneda',
  from: 'Desde',
  until: 'Hasta',
  beginning: 'El principio',
  movements: 'Movimientos',
  date: 'Fecha',
  movement: 'Movimiento',
  document: 'Documento',
  amount: 'Importe',
  credit: 'A favor',
  balance: 'Saldo',
  opening: 'Saldo inicial',
  closing: 'Saldo pendiente',
  creditLeft: 'Su saldo a favor en la clínica',
  hash: 'Contenido {hash}',
  kinds: {
    issue: 'Factura',
    cancel: 'Anulación',
    payment: 'Pago',
    payment_reversal: 'Pago anulado',
    refund: 'Reembolso',
    credit_note: 'Nota de crédito',
    write_off: 'Condonación',
    credit_applied: 'Pagado con saldo a favor',
    credit_refund: 'Saldo a favor devuelto',
  },
  other: 'Ajuste',
};

export const STATEMENT_TEXTS: Record<Language, typeof STATEMENT_EN> = { en: STATEMENT_EN, es: STATEMENT_ES };

export const REFUND_TEXTS = {
  en: {
    title: 'Refund confirmation',
    refund: 'Refund',
    refundedOn: 'Refunded on',
    details: 'Refunds',
    what: 'Description',
    toMethod: 'Back to how it was paid',
    total: 'Total refunded',
  },
  es: {
    title: 'Confirmación de reembolso',
    refund: 'Reembolso',
    refundedOn: 'Reembolsado el',
    details: 'Reembolsos',
    what: 'Descripción',
    toMethod: 'Al medio con que se pagó',
    total: 'Total reembolsado',
  },
} as const satisfies Record<Language, Record<string, string>>;
