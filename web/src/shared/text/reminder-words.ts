/** Why a patient is not reminded. */
import type { NoReminder } from '../../../../functions/domain/reminder.ts';

export const NO_REMINDER_WORDS: Record<NoReminder, string> = {
  switched_off: 'Reminders are switched off in the settings.',
  nothing_owed: 'None: nothing is owed.',
  under_plan: 'None: the installments of its payment plan are reminded of.',
  paying: 'None while a payment of the patient is being confirmed.',
  disputed: 'None while the payment is disputed.',
  paused: 'Paused for this invoice.',
  declined: 'None: the patient wants no reminders.',
  no_address: 'None: the patient has no e-mail or phone.',
  enough_sent: 'None: as many as the rules allow were sent.',
  none_left: 'None: the rules plan no more.',
};
