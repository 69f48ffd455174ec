import { expect, test } from 'vitest';
import { activityInWords, PATIENT_ACTIVITY, STAFF_ACTIVITY } from './activity.ts';

test.each([
  ['issue_invoice', 'Robin', 'C-1', { actor: 'Robin', summary: 'Issued an invoice · C-1' }],
  ['create_patient', 'Robin', null, { actor: 'Robin', summary: 'Added a patient' }],
  ['mark_paid', 'Robin', 'C-1', { actor: 'Robin', summary: 'Recorded a payment in full · C-1' }],
  ['mark_paid', null, 'C-1', { actor: 'Patient', summary: 'Paid an invoice in full online · C-1' }],
])('%s of %s about %s', (action, actorName, invoiceNumber, words) => {
  expect(activityInWords({ action, actorName, invoiceNumber })).toEqual(words);
});

test('what machines do is left out', () => {
  for (const action of [
    'mark_overdue',
    'clear_overdue',
    'hear_of_message',
    'send_message',
    'create_payment_link',
    'sign_in',
    'read_patient',
    'step_up',
  ]) {
    expect([...STAFF_ACTIVITY, ...PATIENT_ACTIVITY]).not.toContain(action);
  }
});
