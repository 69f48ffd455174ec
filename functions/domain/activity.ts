/** What people did, in the words of the dashboard. What timers, deliveries and lookups do is only in the audit. */

/** Actions of the audit that the dashboard shows when a member of staff did them. */
const BY_STAFF: Readonly<Record<string, string>> = {
  create_patient: 'Added a patient',
  update_patient: 'Changed a patient',
  erase_patient: 'Erased a patient',
  export_patient: 'Exported a patient’s data',
  decline_reminders: 'Turned reminders off for a patient',
  accept_reminders: 'Turned reminders on for a patient',
  create_invoice: 'Drafted an invoice',
  edit_invoice: 'Changed a draft',
  delete_invoice: 'Deleted a draft',
  issue_invoice: 'Issued an invoice',
  send_invoice: 'Sent an invoice',
  cancel_invoice: 'Canceled an invoice',
  move_due_date: 'Moved a due date',
  agree_payment_plan: 'Agreed on a payment plan',
  replan_payments: 'Changed a payment plan',
  cancel_payment_plan: 'Canceled a payment plan',
  accept_payment_plan: 'Recorded the terms of a payment plan as accepted',
  start_job: 'Started a job for many invoices',
  stop_job: 'Stopped a job',
  retry_job: 'Tried a job’s failures again',
  pause_reminders: 'Paused reminders',
  send_reminder: 'Sent a reminder',
  resume_reminders: 'Resumed reminders',
  remind_patient: 'Sent a reminder',
  resend_message: 'Sent a message again',
  revoke_link: 'Revoked a patient’s link',
  create_account_link: 'Made a link to a patient’s account',
  credit_invoice: 'Issued a credit note',
  request_credit_note: 'Requested a credit note',
  approve_credit_note: 'Approved a credit note',
  reject_credit_note: 'Rejected a credit note',
  withdraw_credit_note: 'Withdrew a request for a credit note',
  write_off_invoice: 'Wrote off a balance',
  reverse_write_off: 'Reversed a write-off',
  apply_credit: 'Applied credit to an invoice',
  refund_credit: 'Paid credit out',
  request_credit_payout: 'Requested a pay-out of credit',
  approve_credit_payout: 'Approved a pay-out of credit',
  reject_credit_payout: 'Rejected a pay-out of credit',
  mark_paid: 'Recorded a payment in full',
  record_payment: 'Recorded a payment',
  reverse_payment: 'Reversed a payment',
  move_allocation: 'Moved a payment to another invoice',
  request_refund: 'Requested a refund',
  approve_refund: 'Approved a refund',
  reject_refund: 'Rejected a refund',
  decide_dispute: 'Resolved a lost dispute',
  accept_break: 'Accepted a discrepancy',
  book_break: 'Booked a discrepancy',
  assign_event: 'Assigned a Stripe event',
  dismiss_event: 'Dismissed a Stripe event',
  archive_invoice: 'Archived an invoice',
  restore_invoice: 'Restored an invoice',
  create_price_list_item: 'Added an item to the price list',
  edit_price_list_item: 'Changed the price list',
  import_price_list: 'Imported a price list',
  undo_price_list_import: 'Undid an import of the price list',
  change_clinic_details: 'Changed the clinic’s details',
  change_settings: 'Changed the settings',
  invite_staff: 'Invited a member of staff',
  change_staff: 'Changed a member of staff',
  change_role: 'Changed a role',
  disable_staff: 'Disabled an account',
  enable_staff: 'Enabled an account',
};

/** What patients did at Stripe, which the audit records without a member of staff. */
const BY_PATIENTS: Readonly<Record<string, string>> = {
  mark_paid: 'Paid an invoice in full online',
  record_payment: 'Paid a part of an invoice online',
  payment_failed: 'An online payment failed',
};

export const STAFF_ACTIVITY = Object.keys(BY_STAFF);
export const PATIENT_ACTIVITY = Object.keys(BY_PATIENTS);

/** Who did what, and to which invoice: `Issued an invoice · CLINIC-202611-0001`. */
export function activityInWords(entry: {
  action: string;
  actorName: string | null;
  invoiceNumber: string | null;
}): { actor: string; summary: string } {
  const { action, actorName, invoiceNumber } = entry;
  const words = (actorName === null ? BY_PATIENTS : BY_STAFF)[action] ?? '';
  return { actor: actorName ?? 'Patient', summary: [words, invoiceNumber].filter(Boolean).join(' · ') };
}
