import { describe, expect, test } from 'vitest';
import { isTimely, judgeNotice, type NoticedMessage } from './delivery-notice.ts';

const at = (iso: string) => new Date(iso);
const sent: NoticedMessage = {
  state: 'sent',
  createdAt: at('2026-03-02T10:00:00Z'),
  sentAt: at('2026-03-02T10:00:05Z'),
  providerId: 'SM1',
  newestAt: null,
  isSettled: false,
};
const now = at('2026-03-02T11:00:00Z');

test.each([
  [1_000, 1_300, true],
  [1_000, 1_301, false],
  [1_300, 1_000, true],
  [1_301, 1_000, false],
  [Number.NaN, 1_000, false],
])('signed at %d and read at %d', (signedAt, readAt, timely) => {
  expect(isTimely(signedAt, readAt)).toBe(timely);
});

describe('a dated notice', () => {
  const judge = (iso: string, message: Partial<NoticedMessage> = {}) =>
    judgeNotice({ ...sent, ...message }, { providerId: 'other', occurredAt: at(iso) }, now);

  test.each<[string, Partial<NoticedMessage>, 'apply' | 'superseded']>([
    ['2026-03-02T10:00:07Z', {}, 'apply'],
    ['2026-03-02T09:56:00Z', {}, 'apply'],
    ['2026-03-02T09:54:59Z', { sentAt: null }, 'superseded'],
    // Of an attempt before the one that was taken.
    ['2026-03-02T10:20:00Z', { sentAt: at('2026-03-02T10:30:00Z') }, 'superseded'],
    ['2026-03-02T10:00:07Z', { newestAt: at('2026-03-02T10:00:07Z') }, 'apply'],
    ['2026-03-02T10:00:07Z', { newestAt: at('2026-03-02T10:00:08Z') }, 'superseded'],
    ['2026-03-02T10:00:09Z', { newestAt: at('2026-03-02T10:00:08Z'), isSettled: true }, 'apply'],
  ])('of %s with %o is judged by its time', (iso, message, judged) => {
    expect(judge(iso, message)).toBe(judged);
  });
});

describe('an undated notice', () => {
  test.each<[string, Partial<NoticedMessage>, 'apply' | 'superseded' | 'too_old']>([
    ['about a text that was just sent', {}, 'apply'],
    ['of three days', { sentAt: at('2026-02-27T11:00:00Z') }, 'apply'],
    ['of more than three days', { sentAt: at('2026-02-27T10:59:59Z') }, 'too_old'],
    [
      'about one that failed long ago',
      { state: 'failed', sentAt: null, createdAt: at('2026-02-01T00:00:00Z') },
      'too_old',
    ],
    [
      'about one that is tried again',
      { state: 'pending', sentAt: null, createdAt: at('2026-02-01T00:00:00Z') },
      'apply',
    ],
    ['after a final one about the same text', { isSettled: true }, 'superseded'],
    ['about an earlier text', { providerId: 'SM2' }, 'superseded'],
    ['before the answer to the sending', { state: 'pending', providerId: null }, 'apply'],
  ])('%s', (_, message, judged) => {
    expect(judgeNotice({ ...sent, ...message }, { providerId: 'SM1', occurredAt: null }, now)).toBe(judged);
  });
});
