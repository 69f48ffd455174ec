import { describe, expect, test } from 'vitest';
import { loginPath, safeNext } from './next.ts';

describe('where to go after signing in', () => {
  test.each([
    ['/staff/invoices?status=overdue', '/staff/invoices?status=overdue'],
    ['/staff', '/staff'],
    [null, '/staff'],
    ['https://evil.example/staff', '/staff'],
    ['//evil.example/staff', '/staff'],
    ['/\\evil.example/staff', '/staff'],
    ['/staffing', '/staff'],
    ['/patient/invoice/abc', '/staff'],
    ['/staff/../patient/x', '/staff'],
    ['/staff/login?next=/staff/login', '/staff'],
    ['javascript:alert(1)', '/staff'],
  ])('%s → %s', (next, expected) => {
    expect(safeNext(next, 'https://clinic.example')).toBe(expected);
  });

  test('the login page remembers the place, except the dashboard', () => {
    expect(loginPath({ pathname: '/staff', search: '' })).toBe('/staff/login');
    const path = loginPath({ pathname: '/staff/invoices', search: '?q=a&b=c' });
    expect(safeNext(new URL(path, 'https://c.example').searchParams.get('next'), 'https://c.example')).toBe(
      '/staff/invoices?q=a&b=c',
    );
  });
});
