/** The pages and the actions that the palette offers, with what each needs. */
import type { Action } from '../../../../functions/domain/access.ts';

export type Place = {
  label: string;
  to: string;
  needs: Action;
  kind: 'page' | 'action';
  /** Other words by which it is found. */
  also?: string;
};

const page = (label: string, to: string, needs: Action, also?: string): Place => ({
  ...{ label, to, needs, kind: 'page' },
  ...(also && { also }),
});
const action = (label: string, to: string, needs: Action, also: string): Place => ({
  ...{ label, to, needs, also, kind: 'action' },
});

/** Not an address: the list of the keys, which opens over the page. */
export const SHORTCUT_SHEET = 'shortcuts';

export const PLACES: readonly Place[] = [
  action('New invoice', '/staff/invoices/new', 'invoices.write', 'bill create write'),
  action('Add patient', '/staff/patients?add=yes', 'patients.write', 'new create person'),
  action('Keyboard shortcuts', SHORTCUT_SHEET, 'account.use', 'keys help'),
  page('Dashboard', '/staff', 'invoices.read', 'home start'),
  page('Patients', '/staff/patients', 'patients.read'),
  page('Invoices', '/staff/invoices', 'invoices.read', 'bills'),
  page('Drafts', '/staff/invoices?status=draft', 'invoices.read', 'invoices'),
  page('Overdue invoices', '/staff/invoices?status=overdue', 'invoices.read', 'late'),
  page('Outstanding invoices', '/staff/invoices?status=outstanding', 'invoices.read', 'owed unpaid'),
  page('Jobs', '/staff/jobs', 'invoices.read', 'background bulk progress'),
  page('Price list', '/staff/price-list', 'invoices.read', 'services codes prices fees catalog'),
  page('Payments & Refunds', '/staff/payments', 'payments.read', 'money'),
  page('Refunds awaiting approval', '/staff/payments?tab=approval', 'payments.read', 'decide'),
  page('Failed payments', '/staff/payments?tab=failed', 'payments.read', 'declined'),
  page('Disputes', '/staff/payments?tab=disputed', 'payments.read', 'chargeback'),
  page('Patient credit', '/staff/payments?tab=credit', 'payments.read'),
  page('Audit', '/staff/audit', 'audit.read', 'trail log'),
  page('Ledger', '/staff/audit?tab=ledger', 'ledger.read', 'books accounts trial balance'),
  page('Aging', '/staff/ageing', 'reports.read', 'report receivables'),
  page('Reconciliation', '/staff/reconciliation', 'reconciliation.read', 'payouts bank stripe'),
  page('Messages', '/staff/messages', 'messages.read', 'e-mail text sms inbox'),
  page('Needs attention', '/staff/attention', 'invoices.read', 'alerts failures'),
  page('Archive', '/staff/archive', 'archive.manage', 'backups'),
  page('Operations', '/staff/operations', 'operations.read', 'metrics health'),
  page('Staff', '/staff/people', 'staff.manage', 'people users roles'),
  page('Settings', '/staff/settings', 'settings.manage', 'clinic preferences'),
  page('Your account', '/staff/account', 'account.use', 'password two-factor sessions language'),
  page('API reference', '/staff/api', 'account.use', 'documentation developers'),
  action('Add price list item', '/staff/price-list?add=yes', 'price_list.manage', 'new create service price'),
];

/** The places whose words begin with every typed word, for someone with these rights. */
export function placesFor(text: string, can: (action: Action) => boolean): Place[] {
  const typed = text.toLowerCase().split(/\s+/).filter(Boolean);
  const begins = (place: Place) => {
    const words = `${place.label} ${place.also ?? ''}`.toLowerCase().split(/[^\p{L}\p{N}-]+/u);
    return typed.every((part) => words.some((word) => word.startsWith(part)));
  };
  return PLACES.filter((place) => can(place.needs) && begins(place));
}
