/** The clinic's settings, and what follows from those of reminders. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { reminders } from '../../../../functions/contracts/messages.ts';
import type { settings } from '../../../../functions/contracts/settings.ts';
import { moneyApi } from '../../api/money.ts';
import { adminApi } from '../../api/admin-api.ts';
import { KEYS } from '../../shared/queries/keys.ts';

export type Settings = z.output<typeof settings.get.reply>;
export type Part = Exclude<keyof Settings, 'version' | 'updated_at'>;
export type ReminderPreview = z.output<typeof reminders.preview.reply>['data'][number];

export const settingsQuery = queryOptions({
  queryKey: KEYS.settings,
  queryFn: ({ signal }) => adminApi.settings.get({}, { signal }),
});

export const useSettings = () => useQuery(settingsQuery);

export const REMINDER_PREVIEWS = [...KEYS.settings, 'reminders'] as const;

const reminderPreviewQuery = (page: { days: number; limit: number; cursor: string | undefined }) =>
  queryOptions({
    queryKey: [...REMINDER_PREVIEWS, page],
    queryFn: ({ signal }) => moneyApi.reminders.preview(page, { signal }),
    placeholderData: keepPreviousData,
  });

export const useReminderPreview = (page: { days: number; limit: number; cursor: string | undefined }) =>
  useQuery(reminderPreviewQuery(page));
