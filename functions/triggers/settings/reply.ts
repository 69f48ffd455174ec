/** The settings as the endpoints answer them. */
import type * as z from 'zod';
import type { StoredSettings } from '../../capabilities/ports.ts';
import type { settingsRoutes } from '../../contracts/settings.ts';

export const settingsReply = ({
  reminders,
  retention,
  ...settings
}: StoredSettings): z.input<typeof settingsRoutes.get.reply> => ({
  ...settings,
  reminders: {
    ...reminders,
    days_before: [...reminders.days_before],
    days_after: [...reminders.days_after],
  },
  retention: { ...retention, hold_patients: [...retention.hold_patients] },
});
