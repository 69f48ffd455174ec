/** The settings as the endpoints answer them. */
import type * as z from 'zod';
import type { StoredSettings } from '../../capabilities/ports/settings.ts';
import type { settings } from '../../contracts/settings.ts';

export const settingsReply = ({
  reminders,
  retention,
  ...rest
}: StoredSettings): z.input<typeof settings.get.reply> => ({
  ...rest,
  reminders: {
    ...reminders,
    days_before: [...reminders.days_before],
    days_after: [...reminders.days_after],
  },
  retention: { ...retention, hold_patients: [...retention.hold_patients] },
});
