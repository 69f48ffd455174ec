-- One search finds documents by their number or amount, and payments by both: each from an index, the newest first.

create index invoices_by_total on invoices (total_amount_cents, currency, created_at desc);
create index invoices_by_balance on invoices (balance_cents, currency, created_at desc) where balance_cents > 0;
create index invoices_number_beginning on invoices (invoice_number collate "C") where invoice_number is not null;
create index payments_by_amount on payments (amount_cents, currency, received_at desc);
create index payments_receipt_beginning on payments (receipt_number collate "C") where receipt_number is not null;
create index credit_notes_number_beginning on credit_notes (number collate "C");
create index credit_notes_by_amount on credit_notes (amount_cents, currency, issued_at desc);

-- migrate:down

drop index credit_notes_by_amount;
drop index credit_notes_number_beginning;
drop index payments_receipt_beginning;
drop index payments_by_amount;
drop index invoices_number_beginning;
drop index invoices_by_balance;
drop index invoices_by_total;
