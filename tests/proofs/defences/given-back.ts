/** Defences against giving one sum of money back twice, in the domain, in the commands and in the database. */
import { attacked, type Defence, type EditLine, integrated, unit } from './defence.ts';

const REQUESTABLE: EditLine = [
  'functions/domain/refund.ts',
  '    min(refundableCents(payment.amountCents, payment.refunds), leftOf(refundableParts(payment.parts))),',
  '    refundableCents(payment.amountCents, payment.refunds),',
];
const COMMITTABLE: EditLine = [
  'functions/domain/given-back.ts',
  '  if (refund.amountCents <= left) return null;',
  '  if (refund.amountCents > 0) return null;',
];
const REFUND_GUARD: EditLine = [
  'migrations/260_allocation_moves.sql',
  '    if m.kept_cents + m.held_cents < m.committed_cents + (case',
  '    if false and m.kept_cents + m.held_cents < m.committed_cents + (case',
];
const MONEY_GUARD: EditLine = [
  'migrations/260_allocation_moves.sql',
  "  if new.kind = 'allocation_moved' then\n    for m in",
  "  return null;\n  if new.kind = 'allocation_moved' then\n    for m in",
];

export const GIVEN_BACK_DEFENCES: readonly Defence[] = [
  attacked(
    'what left as credit is not requested as a refund',
    'given-back',
    ['is not requested back again', 'as credit on another invoice'],
    REQUESTABLE,
  ),
  attacked('what left as credit is not approved', 'given-back', 'is not approved when it was requested', [
    'functions/capabilities/refunds/approve.ts',
    '    requireApprovable(payment, { status: refund.status, shares: await tx.refunds.shares(id) });\n',
    '',
  ]),
  attacked('what left as credit is not sent to Stripe', 'given-back', 'is not sent when a forged approval', [
    'functions/capabilities/refunds/execute.ts',
    '  if (obstacle) {',
    '  if (obstacle && wanted.amountCents < 0) {',
  ]),
  attacked('credit that a bank took back is not paid out', 'given-back', 'by a lost dispute', [
    'functions/capabilities/patients/credit-refund-offline.ts',
    '  requireUnreserved(await tx.credits.lots(patientId, currency), amountCents);\n',
    '',
  ]),
  attacked('credit that a bank took back is not applied', 'given-back', 'by a lost dispute', [
    'functions/capabilities/patients/credit-apply.ts',
    '  requireUnreserved(await tx.credits.lots(patientId, currency), amountCents, invoiceId);\n',
    '',
  ]),
  attacked(
    'a payment whose credit left is not reversed',
    'given-back',
    'from several payments of one invoice',
    [
      'functions/capabilities/payments/reverse.ts',
      '    await requireMoneyThere(tx, invoice, payment);\n',
      '',
    ],
  ),
  unit(
    'a credit note gives no more than the invoice kept',
    'functions/domain/credit-note',
    ['nothing of a credited invoice', 'not what was written off'],
    [
      'functions/domain/credit-note.ts',
      'const owedOrKept = add(invoice.balanceCents, invoice.keptCents);',
      'const owedOrKept = add(invoice.revenueCents, invoice.taxCents);',
    ],
  ),
  integrated(
    'what Stripe moved waits for credit that leaves',
    'flows/given-back',
    'takes no other invoice’s credit',
    [
      'functions/capabilities/payments/lock.ts',
      '  await tx.credits.lock(invoice.patientId, invoice.currency);\n',
      '',
    ],
  ),
  attacked(
    'the database keeps refunds within what is left',
    'given-back',
    'is not sent when a forged approval',
    REFUND_GUARD,
  ),
  integrated(
    'the database keeps credit and reversals within what is left',
    'guards/database',
    'refuse what no one may do',
    MONEY_GUARD,
  ),
  integrated(
    'the ledger proof meets refunds of money that left',
    'guards/database',
    'equal a model to the cent',
    ...[REQUESTABLE, COMMITTABLE, REFUND_GUARD],
  ),
];
