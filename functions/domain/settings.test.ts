import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS, settingsWith } from './settings.ts';

test('a setting that was never saved has the default', () => {
  expect(settingsWith({})).toEqual(DEFAULT_SETTINGS);
  expect(settingsWith({ archive: { after_days: 90 } }).archive).toEqual({
    ...DEFAULT_SETTINGS.archive,
    after_days: 90,
  });
});

test('a change keeps everything that it does not name, inside the years of retention too', () => {
  const before = settingsWith({ retention: { years: { messages: 3 }, hold_everything: true } });
  const after = settingsWith({ retention: { years: { work: 1 } } }, before);
  expect(after.retention).toEqual({
    ...before.retention,
    years: { ...before.retention.years, messages: 3, work: 1 },
  });
  expect(after.reminders).toEqual(before.reminders);
});
