-- The commit compares what a transaction books with what it adds to the totals; each reconciliation compares whole sums.

alter table reconciliation_breaks drop constraint reconciliation_breaks_class_check;
alter table reconciliation_breaks add constraint reconciliation_breaks_class_check check (class in ('missing_here',
  'missing_at_stripe', 'amount_differs', 'unknown_invoice', 'refund_outside', 'fee_missing', 'payout_differs',
  'unexplained', 'not_booked', 'total_differs'));

-- migrate:down

alter table reconciliation_breaks drop constraint reconciliation_breaks_class_check;
alter table reconciliation_breaks add constraint reconciliation_breaks_class_check check (class in ('missing_here',
  'missing_at_stripe', 'amount_differs', 'unknown_invoice', 'refund_outside', 'fee_missing', 'payout_differs',
  'unexplained', 'not_booked'));
