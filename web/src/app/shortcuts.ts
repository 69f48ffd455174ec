/** The keyboard shortcuts of the portal: one list, which the help sheet shows and the keys follow. */
import type { Action } from '../../../functions/domain/access.ts';

/** Ctrl, or Command where keyboards have it. */
export const MOD = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';

export type Effect =
  | { kind: 'go'; to: string }
  | { kind: 'search' | 'help' | 'next' | 'previous' | 'open' | 'save' };

export type Shortcut = {
  /** Keys one after the other; `Mod` is Ctrl, or Command on a Mac. */
  keys: readonly string[];
  label: string;
  group: 'Everywhere' | 'Go to' | 'New' | 'In a list';
  effect: Effect;
  needs?: Action;
};

const go = (second: string, label: string, to: string, needs: Action): Shortcut => ({
  keys: ['g', second],
  label,
  group: 'Go to',
  effect: { kind: 'go', to },
  needs,
});

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ['Mod+k'], label: 'Search everything', group: 'Everywhere', effect: { kind: 'search' } },
  { keys: ['/'], label: 'Search everything', group: 'Everywhere', effect: { kind: 'search' } },
  { keys: ['Mod+s'], label: 'Save', group: 'Everywhere', effect: { kind: 'save' } },
  { keys: ['?'], label: 'This list', group: 'Everywhere', effect: { kind: 'help' } },
  go('d', 'Dashboard', '/staff', 'invoices.read'),
  go('p', 'Patients', '/staff/patients', 'patients.read'),
  go('i', 'Invoices', '/staff/invoices', 'invoices.read'),
  go('y', 'Payments & Refunds', '/staff/payments', 'payments.read'),
  go('n', 'Needs attention', '/staff/attention', 'invoices.read'),
  go('u', 'Audit & Ledger', '/staff/audit', 'audit.read'),
  go('a', 'Aging', '/staff/ageing', 'reports.read'),
  go('r', 'Reconciliation', '/staff/reconciliation', 'reconciliation.read'),
  go('m', 'Messages', '/staff/messages', 'messages.read'),
  go('s', 'Settings', '/staff/settings', 'settings.manage'),
  {
    keys: ['n', 'i'],
    label: 'New invoice',
    group: 'New',
    effect: { kind: 'go', to: '/staff/invoices/new' },
    needs: 'invoices.write',
  },
  {
    keys: ['n', 'p'],
    label: 'Add patient',
    group: 'New',
    effect: { kind: 'go', to: '/staff/patients?add=yes' },
    needs: 'patients.write',
  },
  { keys: ['j'], label: 'Next row', group: 'In a list', effect: { kind: 'next' } },
  { keys: ['k'], label: 'Previous row', group: 'In a list', effect: { kind: 'previous' } },
  { keys: ['o'], label: 'Open the row', group: 'In a list', effect: { kind: 'open' } },
];

/** What of a key press counts. */
export type Press = {
  key: string;
  modified: boolean;
  /** Ctrl, or Command on a Mac, and no other. */
  command: boolean;
  /** Whether it goes into a field, or a dialog or a list box takes it. */
  taken: boolean;
  at: number;
};

/** The second key of a pair comes within this time. */
const PAIR_MILLISECONDS = 1_500;

/**
 * Follows key presses. A single key does nothing where someone types, and nothing when they are off; what has a
 * modifier works everywhere.
 */
export function shortcutReader(
  may: (action: Action) => boolean,
  isOn: () => boolean,
): (press: Press) => Effect | undefined {
  let first: { key: string; at: number } | undefined;
  const allowed = SHORTCUTS.filter(({ needs }) => needs === undefined || may(needs));
  const effectOf = (...keys: string[]) =>
    allowed.find((shortcut) => shortcut.keys.join(' ') === keys.join(' '))?.effect;
  return ({ key, modified, command, taken, at }) => {
    const before = first && at - first.at <= PAIR_MILLISECONDS ? first.key : undefined;
    first = undefined;
    if (command) return effectOf(`Mod+${key.toLowerCase()}`);
    if (modified || taken || !isOn()) return undefined;
    const second = before && effectOf(before, key);
    if (second) return second;
    if (allowed.some(({ keys }) => keys.length === 2 && keys[0] === key)) first = { key, at };
    return effectOf(key);
  };
}

const OFF = 'clinic-shortcuts-off';

/** Whether single keys act for this member of staff in this browser (WCAG 2.1.4). */
export const shortcutsOn = (staffId: string): boolean => localStorage.getItem(`${OFF}-${staffId}`) === null;

export function switchShortcuts(staffId: string, on: boolean): void {
  if (on) localStorage.removeItem(`${OFF}-${staffId}`);
  else localStorage.setItem(`${OFF}-${staffId}`, 'yes');
}
