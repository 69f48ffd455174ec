/** One row for every constraint of the books that would break it: copied from a good row, as the owner would write it. */
import type { Hostile } from './hostile.ts';
import { type Columns, copy, entries, post } from './sql.ts';

type Limit = [constraint: string, sql: string];

const LONG = `repeat('x', 501)`;
const UNKNOWN_ID = 'gen_random_uuid()';
/** Another row that is like it in everything else. */
const ANEW = { id: 'gen_random_uuid()' };

/** A transaction whose entries break a limit of their own. */
const posted = (row: string): string =>
  `${post('limit', `'x'`, [{ account: 'cash', cents: 1 }])}
   insert into ledger_entries (transaction_id, currency, account, amount_cents, patient_id, invoice_id, payment_id, effect) values (:fresh, ${row});`;

const invoiceLimits = (copied: Copier): Limit[] => {
  const draft = (changed: Record<string, string>) => copied('invoices', 't.id = :draft', changed);
  const item = (changed: Record<string, string>) =>
    copied('invoice_items', 't.invoice_id = :draft', { ...ANEW, position: '2', ...changed });
  const line = 'select description from invoice_items where invoice_id = :draft';
  return [
    ['invoices_currency_check', draft({ ...ANEW, currency: `'xau'` })],
    ['invoices_discount_cents_check', draft({ ...ANEW, discount_cents: '-1' })],
    ['invoices_total_amount_cents_check', draft({ ...ANEW, total_amount_cents: '100000000' })],
    ['invoices_check', draft({ ...ANEW, issued_at: 'now()' })],
    ['invoices_check1', draft({ ...ANEW, issued_at: 'now()', invoice_number: `'CLINIC-209901-0001'` })],
    ['invoices_check2', `update invoices set status = 'issued' where id = :draft`],
    ['invoices_check3', 'update invoices set cancelled_at = now() where id = :issued'],
    ['invoices_check4', `update invoices set overdue_since = due_date + 1 where id = :paid`],
    ['invoices_overdue_after_due', 'update invoices set overdue_since = due_date where id = :issued'],
    ['invoices_patient_id_fkey', draft({ ...ANEW, patient_id: UNKNOWN_ID })],
    ['invoices_staff_id_fkey', draft({ ...ANEW, staff_id: UNKNOWN_ID })],
    ['invoices_pkey', draft({})],
    [
      'invoices_invoice_number_key',
      `update invoices set status = 'issued', issued_at = now(),
         invoice_number = (select invoice_number from invoices where id = :issued) where id = :draft`,
    ],
    ['invoice_items_net_check', item({ discount_cents: 't.unit_price_cents + 1', tax_cents: '0' })],
    ['invoice_items_tax_check', item({ tax_cents: 't.unit_price_cents + 1' })],
    ['invoice_items_same_rate_check', item({ tax_basis_points: '825', tax_rate_thousandths: '8251' })],
    ['invoice_items_invoice_discount_cents_check', item({ invoice_discount_cents: '-1' })],
    [
      'invoice_items_tax_rate_thousandths_check',
      item({ tax_rate_thousandths: '100001', tax_basis_points: 'null' }),
    ],
    ['invoice_items_service_date_check', item({ service_date: `'1899-12-31'` })],
    ['invoice_items_code_check', item({ code_system: `'CPT'`, code: `''` })],
    ['invoice_items_code_system_check', item({ code_system: `''`, code: `'90837'` })],
    ['invoice_items_whole_code_check', item({ code: `'90837'` })],
    ['invoice_items_practitioner_name_check', item({ practitioner_name: `''` })],
    [
      'invoice_items_practitioner_licence_check',
      item({ practitioner_name: `'x'`, practitioner_licence: `''` }),
    ],
    ['invoice_items_licensed_check', item({ practitioner_licence: `'NPI 1'` })],
    ['invoice_items_location_check', item({ location: `''` })],
    ['invoice_items_unit_check', item({ unit: `'parsec'` })],
    [
      'invoice_items_discount_rate_thousandths_check',
      item({ discount_rate_thousandths: '0', discount_reason: `'x'` }),
    ],
    ['invoice_items_discount_reason_check', item({ discount_reason: `''` })],
    [
      'invoice_items_reasoned_check',
      item({ discount_rate_thousandths: '100000', discount_cents: 't.unit_price_cents', tax_cents: '0' }),
    ],
    [
      'invoice_items_discounted_check',
      item({ discount_rate_thousandths: '100000', discount_reason: `'x'`, discount_cents: '1' }),
    ],
    ['invoice_items_tax_exempt_reason_check', item({ tax_exempt_reason: `''`, tax_cents: '0' })],
    ['invoice_items_exempt_check', item({ tax_exempt_reason: `'x'` })],
    ['invoice_items_price_reason_check', item({ price_reason: `''` })],
    ['invoice_items_price_list_version_id_fkey', item({ price_list_version_id: UNKNOWN_ID })],
    ['invoice_items_description_check', item({ description: `''` })],
    ['invoice_items_discount_cents_check', item({ discount_cents: '-1' })],
    ['invoice_items_position_check', item({ position: '101' })],
    ['invoice_items_quantity_check', item({ quantity: '0', tax_cents: '0' })],
    [
      'invoice_items_tax_basis_points_check',
      item({ tax_basis_points: '10001', tax_rate_thousandths: 'null' }),
    ],
    ['invoice_items_tax_cents_check', item({ tax_cents: '-1' })],
    ['invoice_items_unit_price_cents_check', item({ unit_price_cents: '100000000' })],
    ['invoice_items_invoice_id_position_key', item({ position: '1' })],
    ['invoice_items_invoice_id_fkey', item({ invoice_id: UNKNOWN_ID, description: `(${line})` })],
    [
      'ledger_entries_pkey',
      `${post('limit', `'x'`, [{ account: 'cash', cents: 1 }])}
       insert into ledger_entries (id, transaction_id, currency, account, amount_cents) overriding system value
         select min(id), :fresh, 'usd', 'bank', -1 from ledger_entries`,
    ],
    ['invoice_items_pkey', item({ id: 't.id' })],
  ];
};

const ledgerLimits: Limit[] = [
  ['ledger_transactions_cause_check', post('limit', `''`, [{ account: 'cash', cents: 1 }])],
  ['ledger_transactions_kind_check', post('No Kind', `'x'`, [{ account: 'cash', cents: 1 }])],
  [
    'ledger_transactions_pkey',
    `${post('limit', `'x'`, [{ account: 'cash', cents: 1 }])} ${post('limit', `'y'`, [{ account: 'cash', cents: 1 }])}`,
  ],
  ['ledger_entries_account_check', posted(`'usd', 'slush', 1, null, null, null, null`)],
  ['ledger_entries_amount_cents_check', posted(`'usd', 'cash', 0, null, null, null, null`)],
  ['ledger_entries_check', posted(`'usd', 'cash', 1, null, null, null, 'settle'`)],
  ['ledger_entries_check1', posted(`'usd', 'receivable', 1, :patient, null, null, 'charge'`)],
  ['ledger_entries_check2', posted(`'usd', 'patient_credit', -1, null, null, null, null`)],
  ['ledger_entries_effect_check', posted(`'usd', 'receivable', 1, :patient, :issued, null, 'gift'`)],
  ['ledger_entries_transaction_id_currency_fkey', posted(`'eur', 'cash', 1, null, null, null, null`)],
  ['ledger_entries_patient_id_fkey', posted(`'usd', 'cash', 1, ${UNKNOWN_ID}, null, null, null`)],
  ['ledger_entries_invoice_id_patient_id_fkey', posted(`'usd', 'cash', 1, :other, :issued, null, null`)],
  [
    'ledger_entries_invoice_id_currency_fkey',
    `${post('limit', `'x'`, [], { currency: 'eur' }).split(';')[0]}; ${entries(
      [
        { account: 'cash', cents: 1, invoice: ':issued' },
        { account: 'bank', cents: -1 },
      ],
      { currency: 'eur' },
    )}`,
  ],
  ['ledger_entries_payment_id_currency_fkey', posted(`'usd', 'cash', 1, null, null, ${UNKNOWN_ID}, null`)],
  ['ledger_rules_sign_check', `insert into ledger_rules (kind, account, sign) values ('x', 'cash', 2)`],
  ['ledger_rules_one', `insert into ledger_rules (kind, account, sign) values ('issue', 'revenue', 1)`],
  [
    'patient_balances_patient_id_fkey',
    `insert into patient_balances (patient_id, currency) values (${UNKNOWN_ID}, 'usd')`,
  ],
  ['patient_balances_pkey', `insert into patient_balances (patient_id, currency) values (:patient, 'usd')`],
];

const paymentLimits = (copied: Copier): Limit[] => {
  const online = (changed: Record<string, string>) =>
    copied('payments', 't.id = :payment', { ...ANEW, stripe_payment_id: `'pi_other'`, ...changed });
  const offline = (changed: Record<string, string>) =>
    copied('payments', 't.id = :cash', { ...ANEW, receipt_number: `'R-other'`, ...changed });
  const reversal = (changed: Record<string, string>) =>
    copied('payment_reversals', 'true', { ...ANEW, payment_id: ':cash', ...changed });
  const page = (changed: Record<string, string>) =>
    copied('checkout_sessions', 't.invoice_id = :issued', {
      ...ANEW,
      invoice_id: ':writtenOff',
      state: `'failed'`,
      idempotency_key: `'other'`,
      ...changed,
    });
  const covered = (changed: Record<string, string>) =>
    copied('checkout_invoices', 't.invoice_id = :issued', { is_live: 'false', ...changed });
  return [
    ['payments_amount_cents_check', online({ amount_cents: '0' })],
    ['payments_check', online({ refunded_cents: 't.amount_cents + 1' })],
    ['payments_check1', online({ status: `'refunded'` })],
    ['payments_check2', online({ status: `'failed'`, refunded_cents: '1' })],
    ['payments_failure_code_check', online({ status: `'failed'`, failure_code: `''` })],
    ['payments_failure_code_of_failed', online({ failure_code: `'card_declined'` })],
    ['payments_method_check', online({ method: `'barter'` })],
    ['payments_offline_never_fail', offline({ status: `'failed'` })],
    ['payments_offline_or_stripe', online({ method: `'cash'` })],
    ['payments_offline_receipt', offline({ receipt_number: 'null' })],
    ['payments_offline_staff', offline({ recorded_by: 'null' })],
    ['payments_reference_check', offline({ reference: `''` })],
    ['payments_reversed_or_refunded', `update payments set refunded_cents = 5 where id = :reversedPayment`],
    ['payments_invoice_id_currency_fkey', online({ currency: `'eur'` })],
    ['payments_recorded_by_fkey', offline({ recorded_by: UNKNOWN_ID })],
    ['payments_pkey', online({ id: ':payment' })],
    ['payments_receipt_number_key', offline({ receipt_number: 't.receipt_number' })],
    ['payments_stripe_payment_id_key', online({ stripe_payment_id: 't.stripe_payment_id' })],
    ['payment_reversals_reason_check', reversal({ reason: LONG })],
    ['payment_reversals_reversed_by_fkey', reversal({ reversed_by: UNKNOWN_ID })],
    ['payment_reversals_pkey', reversal({ id: 't.id' })],
    ['checkout_invoices_amount_cents_check', covered({ invoice_id: ':paid', amount_cents: '0' })],
    ['checkout_invoices_checkout_id_fkey', covered({ checkout_id: UNKNOWN_ID })],
    ['checkout_invoices_invoice_id_fkey', covered({ invoice_id: UNKNOWN_ID })],
    ['checkout_invoices_pkey', covered({})],
    ['checkout_sessions_amount_cents_check', page({ amount_cents: '0' })],
    ['checkout_sessions_check', page({ state: `'open'` })],
    ['checkout_sessions_request_check', page({ request: 'null', state: `'creating'` })],
    ['checkout_sessions_kind_check', page({ kind: `'invoice'` })],
    ['checkout_sessions_state_check', page({ state: `'lost'` })],
    ['checkout_sessions_invoice_id_currency_fkey', page({ currency: `'eur'` })],
    ['checkout_sessions_pkey', page({ id: 't.id' })],
    ['checkout_sessions_idempotency_key_key', page({ idempotency_key: 't.idempotency_key' })],
    [
      'checkout_sessions_stripe_id_key',
      `${page({ stripe_id: `'cs_1'` })} ${page({ stripe_id: `'cs_1'`, idempotency_key: `'another'` })}`,
    ],
  ];
};

const documentLimits = (copied: Copier): Limit[] => {
  const note = (changed: Record<string, string>) =>
    copied('credit_notes', 't.id = :note', { ...ANEW, number: `'CN-other'`, ...changed });
  const noteLine = (changed: Record<string, string>) =>
    copied('credit_note_lines', 'true', { invoice_item_id: UNKNOWN_ID, ...changed });
  const writeOff = (changed: Record<string, string>) =>
    copied('write_offs', 't.id = :standing', { ...ANEW, ...changed });
  const use = (changed: Record<string, string>, of = ':applied') =>
    copied('credit_uses', `t.id = ${of}`, { ...ANEW, ...changed });
  const moved = (changed: Record<string, string>) =>
    copied('due_date_changes', 'true', { ...ANEW, ...changed });
  const place = (changed: Record<string, string>) =>
    `insert into document_numbers (kind, month, sequence, number, document_id) values
       (${changed.kind ?? `'invoice'`}, ${changed.month ?? `'209901'`}, ${changed.sequence ?? '1'},
        ${changed.number ?? `'CLINIC-209901-0001'`}, ${changed.document_id ?? ':fresh'})`;
  const month = '(select month from document_numbers where document_id = :issued)';
  const next = `(select last + 1 from number_series where kind = 'credit_note' and month = ${month})`;
  return [
    ['credit_notes_amount_cents_check', note({ amount_cents: '0', owed_cents: '0', to_credit_cents: '0' })],
    ['credit_notes_owed_cents_check', note({ owed_cents: '-1', to_credit_cents: 't.amount_cents + 1' })],
    ['credit_notes_to_credit_cents_check', note({ to_credit_cents: '-1', owed_cents: 't.amount_cents + 1' })],
    ['credit_notes_tax_cents_check', note({ tax_cents: '-1' })],
    ['credit_notes_shares', note({ owed_cents: 't.owed_cents + 1' })],
    ['credit_notes_reason_check', note({ reason: LONG })],
    ['credit_notes_number_key', note({ number: 't.number' })],
    ['credit_notes_pkey', note({ id: 't.id' })],
    ['credit_notes_invoice_id_currency_fkey', note({ currency: `'eur'` })],
    ['credit_notes_staff_id_fkey', note({ staff_id: UNKNOWN_ID })],
    ['credit_note_lines_amount_cents_check', noteLine({ amount_cents: '0', tax_cents: '0' })],
    ['credit_note_lines_check', noteLine({ tax_cents: 't.amount_cents + 1' })],
    ['credit_note_lines_credit_note_id_fkey', noteLine({ credit_note_id: UNKNOWN_ID })],
    ['credit_note_lines_pkey', noteLine({ invoice_item_id: 't.invoice_item_id' })],
    ['write_offs_amount_cents_check', writeOff({ amount_cents: '0' })],
    ['write_offs_reason_check', writeOff({ reason: LONG })],
    ['write_offs_invoice_id_currency_fkey', writeOff({ currency: `'eur'` })],
    ['write_offs_staff_id_fkey', writeOff({ staff_id: UNKNOWN_ID })],
    ['write_offs_pkey', writeOff({ id: 't.id' })],
    ['credit_uses_amount_cents_check', use({ amount_cents: '0' })],
    ['credit_uses_applied', use({ invoice_id: 'null' })],
    ['credit_uses_kind_check', use({ kind: `'lost'`, method: 'null', reference: 'null' }, ':paidOut')],
    ['credit_uses_method_check', use({ method: `'barter'` }, ':paidOut')],
    ['credit_uses_reference', use({ reference: `'x'` })],
    ['credit_uses_reference_check', use({ reference: `''` }, ':paidOut')],
    ['credit_uses_refunded', use({ method: 'null' }, ':paidOut')],
    ['credit_uses_invoice_id_currency_fkey', use({ currency: `'eur'` })],
    ['credit_uses_invoice_id_patient_id_fkey', use({ patient_id: ':other' })],
    ['credit_uses_patient_id_fkey', use({ patient_id: UNKNOWN_ID }, ':paidOut')],
    ['credit_uses_staff_id_fkey', use({ staff_id: UNKNOWN_ID })],
    ['credit_uses_pkey', use({ id: 't.id' })],
    ['due_date_changes_check', moved({ to_date: 't.from_date' })],
    ['due_date_changes_reason_check', moved({ reason: `''` })],
    ['due_date_changes_invoice_id_fkey', moved({ invoice_id: UNKNOWN_ID })],
    ['due_date_changes_staff_id_fkey', moved({ staff_id: UNKNOWN_ID })],
    [
      'due_date_changes_sequence_key',
      `insert into due_date_changes (sequence, invoice_id, from_date, to_date, reason, staff_id, changed_at) overriding system value
         select sequence, invoice_id, from_date, to_date, reason, staff_id, changed_at from due_date_changes limit 1`,
    ],
    ['due_date_changes_pkey', moved({ id: 't.id' })],
    ['document_numbers_kind_check', place({ kind: `'order'` })],
    ['document_numbers_month_check', place({ month: `'2099'`, number: `'CLINIC-2099-0001'` })],
    ['document_numbers_sequence_check', place({ sequence: '0', number: `'CLINIC-209901-0000'` })],
    [
      'document_numbers_number_key',
      // An invoice's number, once more as the next credit note's.
      place({
        kind: `'credit_note'`,
        month,
        sequence: next,
        number: `(select number from document_numbers
        where kind = 'invoice' and sequence = ${next} and month = ${month})`,
      }),
    ],
    ['document_numbers_pkey', place({ month, number: `'OTHER-' || ${month} || '-0001'` })],
    [
      'number_series_kind_check',
      `insert into number_series (kind, month, last) values ('order', '209901', 1)`,
    ],
    [
      'number_series_month_check',
      `insert into number_series (kind, month, last) values ('invoice', '2099', 1)`,
    ],
    [
      'number_series_pkey',
      `insert into number_series (kind, month, last) select kind, month, 1 from number_series`,
    ],
  ];
};

const stripeLimits = (copied: Copier): Limit[] => {
  const event = (changed: Record<string, string>) => {
    const row = {
      id: `'evt_limit'`,
      source: `'webhook'`,
      hash: `sha256('x')`,
      state: `'received'`,
      settled: 'null',
      ...changed,
    };
    return `insert into stripe_events (id, type, livemode, created_at, payload, payload_sha256, source, request_id, state, settled_at)
      values (${row.id}, 'x', false, now(), '\\x00', ${row.hash}, ${row.source}, 'x', ${row.state}, ${row.settled});`;
  };
  const audit = (changed: Record<string, string>) =>
    copied('audit_logs', `t.actor_type = 'staff'`, { ...ANEW, ...changed });
  return [
    ['stripe_events_check', event({ settled: 'now()' })],
    ['stripe_events_check1', event({ state: `'quarantined'`, settled: 'now()' })],
    ['stripe_events_id_check', event({ id: `'evt 1'` })],
    ['stripe_events_payload_sha256_check', event({ hash: `'\\x00'` })],
    ['stripe_events_source_check', event({ source: `'rumour'` })],
    ['stripe_events_state_check', event({ state: `'lost'`, settled: 'now()' })],
    ['stripe_events_pkey', `${event({})} ${event({})}`],
    ['audit_logs_action_check', audit({ action: `'No Action'` })],
    ['audit_logs_check', audit({ actor_id: 'null' })],
    ['audit_logs_outcome_check', audit({ outcome: `'maybe'` })],
    ['audit_logs_target_type_check', audit({ target_type: `'X'` })],
    [
      'audit_logs_sequence_key',
      `insert into audit_logs (sequence, actor_type, action, target_type, request_id) overriding system value
         select min(sequence), 'system', 'hostile', 'invoice', 'x' from audit_logs`,
    ],
    [
      'stripe_events_patient_id_fkey',
      `${event({})} update stripe_events set patient_id = ${UNKNOWN_ID} where id = 'evt_limit'`,
    ],
    ['audit_logs_pkey', audit({ id: 't.id' })],
  ];
};

const refundLimits = (copied: Copier): Limit[] => {
  const refund = (changed: Record<string, string>) =>
    copied('refunds', 't.id = :refund', { ...ANEW, amount_cents: '100', ...changed });
  const made = { made_at_stripe: 'true', requested_by: 'null', status: `'processing'` };
  const dispute = (changed: Record<string, string>) => {
    const row = {
      payment: ':payment',
      currency: `'usd'`,
      amount: '100',
      withdrawn: '0',
      reinstated: '0',
      fee: '0',
      outcome: 'null',
      by: 'null',
      at: 'null',
      ...changed,
    };
    return `insert into disputes (stripe_dispute_id, payment_id, currency, amount_cents, reason, status, is_charge_refundable, opened_at,
        withdrawn_cents, reinstated_cents, fee_cents, outcome, decided_by, decided_at)
      values ('dp_limit', ${row.payment}, ${row.currency}, ${row.amount}, 'x', 'x', false, now(), ${row.withdrawn}, ${row.reinstated},
        ${row.fee}, ${row.outcome}, ${row.by}, ${row.at});`;
  };
  return [
    ['refunds_amount_cents_check', refund({ amount_cents: '0' })],
    ['refunds_reason_check', refund({ reason: `'whim'` })],
    ['refunds_effect_check', refund({ effect: `'vanish'` })],
    ['refunds_check', refund({ requested_by: 'null' })],
    ['refunds_check3', refund({ decided_at: 'now()' })],
    ['refunds_check4', `update refunds set status = 'rejected', decided_at = now() where id = :refund`],
    ['refunds_check5', refund({ sent_at: 'now()' })],
    [
      'refunds_sent',
      `update refunds set status = 'approved', decided_by = :admin, decided_at = now() where id = :refund;
      update refunds set status = 'processing' where id = :refund`,
    ],
    ['refunds_check7', refund({ settled_at: 'now()' })],
    ['refunds_payment_id_currency_fkey', refund({ currency: `'eur'` })],
    ['refunds_requested_by_fkey', refund({ requested_by: UNKNOWN_ID })],
    ['refunds_decided_by_fkey', refund({ decided_by: UNKNOWN_ID })],
    ['refunds_pkey', refund({ id: 't.id' })],
    [
      'refunds_stripe_refund_id_key',
      `${refund({ ...made, stripe_refund_id: `'re_1'` })} ${refund({ ...made, stripe_refund_id: `'re_1'` })}`,
    ],
    ['disputes_amount_cents_check', dispute({ amount: '0' })],
    ['disputes_check', dispute({ reinstated: '1' })],
    ['disputes_check1', dispute({ withdrawn: '5', outcome: `'absorb'` })],
    ['disputes_check2', dispute({ outcome: `'absorb'`, by: ':admin', at: 'now()' })],
    ['disputes_fee_cents_check', dispute({ fee: '-1' })],
    ['disputes_fee_currency_check', dispute({ fee: '5' })],
    ['disputes_outcome_check', dispute({ withdrawn: '5', outcome: `'x'`, by: ':admin', at: 'now()' })],
    [
      'disputes_decided_by_fkey',
      dispute({ withdrawn: '5', outcome: `'absorb'`, by: UNKNOWN_ID, at: 'now()' }),
    ],
    ['disputes_payment_id_currency_fkey', dispute({ currency: `'eur'` })],
    [
      'disputes_pkey',
      `insert into disputes (id, stripe_dispute_id, payment_id, currency, amount_cents, reason, status, is_charge_refundable, opened_at)
         values (:fresh, 'dp_1', :payment, 'usd', 1, 'x', 'x', false, now()), (:fresh, 'dp_2', :payment, 'usd', 1, 'x', 'x', false, now())`,
    ],
    ['disputes_check', dispute({ withdrawn: '-1', reinstated: '-1' })],
    ['disputes_stripe_dispute_id_key', `${dispute({})} ${dispute({})}`],
  ];
};

const payoutLimits = (copied: Copier): Limit[] => {
  const asked = (changed: Record<string, string>) =>
    copied('credit_payouts', 't.id = :askedPayout', { ...ANEW, amount_cents: '1', ...changed });
  const decided = (set: string) => `update credit_payouts set ${set} where id = :askedPayout`;
  const by = 'decided_by = :otherAdmin, decided_at = now()';
  return [
    ['credit_payouts_amount_cents_check', asked({ amount_cents: '0' })],
    ['credit_payouts_method_check', asked({ method: `'barter'` })],
    ['credit_payouts_reference_check', asked({ reference: `''` })],
    ['credit_payouts_patient_id_fkey', asked({ patient_id: UNKNOWN_ID })],
    ['credit_payouts_pkey', asked({ id: 't.id' })],
    ['credit_payouts_status_check', decided(`status = 'lost', ${by}`)],
    ['credit_payouts_decided', decided(`status = 'rejected', decision_reason = 'x'`)],
    ['credit_payouts_reason', decided(`status = 'rejected', ${by}`)],
    ['credit_payouts_decision_reason_check', decided(`status = 'rejected', decision_reason = '', ${by}`)],
    [
      'credit_payouts_decided_by_fkey',
      decided(`status = 'rejected', decision_reason = 'x', decided_by = ${UNKNOWN_ID}, decided_at = now()`),
    ],
  ];
};

const creditNoteRequestLimits = (copied: Copier): Limit[] => {
  const asked = (changed: Record<string, string>) =>
    copied('credit_note_requests', 't.id = :askedNote', { ...ANEW, invoice_id: ':issued', ...changed });
  const decided = (set: string) => `update credit_note_requests set ${set} where id = :askedNote`;
  const by = 'decided_by = :admin, decided_at = now()';
  return [
    ['credit_note_requests_amount_cents_check', asked({ amount_cents: '0' })],
    ['credit_note_requests_lines_check', asked({ lines: `'[]'` })],
    ['credit_note_requests_reason_check', asked({ reason: LONG })],
    ['credit_note_requests_pkey', asked({ id: 't.id' })],
    ['credit_note_requests_one_pending', asked({ invoice_id: 't.invoice_id' })],
    ['credit_note_requests_status_check', decided(`status = 'lost', ${by}`)],
    ['credit_note_requests_decided', decided(`status = 'withdrawn'`)],
    ['credit_note_requests_reason', decided(`status = 'rejected', ${by}`)],
    [
      'credit_note_requests_decision_reason_check',
      decided(`status = 'rejected', decision_reason = '', ${by}`),
    ],
    [
      'credit_note_requests_decided_by_fkey',
      decided(`status = 'withdrawn', decided_by = ${UNKNOWN_ID}, decided_at = now()`),
    ],
  ];
};

type Copier = (table: string, where: string, changed: Record<string, string>) => string;

/** The rows, as statements of the owner: no grant stands between them and the constraint. */
export function limits(columns: Columns): Hostile[] {
  const copied: Copier = (table, where, changed) => copy(columns, table, where, changed);
  return [
    ...invoiceLimits(copied),
    ...ledgerLimits,
    ...paymentLimits(copied),
    ...documentLimits(copied),
    ...stripeLimits(copied),
    ...refundLimits(copied),
    ...payoutLimits(copied),
    ...creditNoteRequestLimits(copied),
  ].map(([refusedBy, sql]) => ({ name: `break ${refusedBy}`, as: 'clinic_owner', refusedBy, sql }));
}
