/** How the kinds of bookings are called on a statement. */

const MOVEMENTS: Record<string, string> = {
  issue: 'Invoice',
  cancel: 'Invoice cancelled',
  payment: 'Payment',
  payment_reversal: 'Payment reversed',
  allocation_moved: 'Payment moved between invoices',
  refund: 'Refund',
  refund_effect: 'Effect of a refund switched',
  refund_failed: 'Refund came back',
  credit_note: 'Credit note',
  credit_applied: 'Paid from credit',
  credit_refund: 'Credit paid out',
  write_off: 'Written off',
  write_off_reversal: 'Write-off reversed',
  dispute_lost: 'Payment reversed by the bank',
  dispute_reinstated: 'Payment given back by the bank',
};

/** One that has no words here is called by its own name. */
export const movementName = (kind: string): string =>
  MOVEMENTS[kind] ?? kind.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase());
