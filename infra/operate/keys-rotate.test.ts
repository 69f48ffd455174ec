import { describe, expect, test } from 'vitest';
import { finished, rotated } from './keys-rotate.ts';

const zeros = (bytes: number) => Buffer.alloc(bytes);

describe('rotating a key', () => {
  test('keeps the old one behind the new one until it is finished', () => {
    const before = { JWT_SECRET: 'old', LINK_SECRET: 'other' };
    const during = rotated('jwt', before, zeros);
    expect(during).toMatchObject({ JWT_SECRET_PREVIOUS: 'old', LINK_SECRET: 'other' });
    expect(during.JWT_SECRET).not.toBe('old');
    expect(finished('jwt', during)).toEqual({ JWT_SECRET: during.JWT_SECRET, LINK_SECRET: 'other' });
  });

  test('of the ring puts a new active key before all others', () => {
    const ring = rotated('data', { DATA_KEYS: 'k2:bbb,k1:aaa' }, zeros);
    expect(ring.DATA_KEYS).toMatch(/^k3:[A-Za-z0-9+/=]{44},k2:bbb,k1:aaa$/);
    expect(finished('data', ring).DATA_KEYS).toMatch(/^k3:[^,]+$/);
  });
});
