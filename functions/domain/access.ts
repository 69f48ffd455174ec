/** Who may do what: one table that the endpoints, the portal and the documents read. */

export const STAFF_ROLES = ['admin', 'billing_clerk'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

const EVERYONE = ['admin', 'billing_clerk'] as const;
const ADMINS = ['admin'] as const;

const ACCESS = {
  'account.enter': EVERYONE,
  'account.use': EVERYONE,
  'patients.read': EVERYONE,
  'patients.write': EVERYONE,
  'patients.erase': ADMINS,
  'patients.export': ADMINS,
  'invoices.read': EVERYONE,
  'invoices.write': EVERYONE,
  'price_list.manage': ADMINS,
  'payment_plans.write': EVERYONE,
  'payments.read': EVERYONE,
  'payments.record': EVERYONE,
  'payments.reverse': ADMINS,
  'refunds.request': EVERYONE,
  'refunds.decide': ADMINS,
  'credit_notes.create': EVERYONE,
  'credit_notes.decide': ADMINS,
  'credits.apply': EVERYONE,
  'credits.pay_out': ADMINS,
  'write_offs.create': ADMINS,
  'disputes.decide': ADMINS,
  'lists.export': EVERYONE,
  'ledger.read': EVERYONE,
  'reports.read': EVERYONE,
  'reconciliation.read': EVERYONE,
  'reconciliation.run': EVERYONE,
  'reconciliation.accept': ADMINS,
  'reconciliation.book': ADMINS,
  'stripe_events.read': EVERYONE,
  'stripe_events.replay': ADMINS,
  'stripe_events.resolve': ADMINS,
  'messages.read': EVERYONE,
  'messages.send': EVERYONE,
  'work.redrive': ADMINS,
  'operations.read': ADMINS,
  'alerts.acknowledge': ADMINS,
  'archive.manage': ADMINS,
  'audit.read': EVERYONE,
  'audit.export': ADMINS,
  'staff.manage': ADMINS,
  'settings.manage': ADMINS,
} as const satisfies Record<string, readonly StaffRole[]>;

export type Action = keyof typeof ACCESS;
export const ACTIONS = Object.keys(ACCESS) as Action[];

/** What a user may do who must set up two-factor authentication first. */
const BEFORE_ENROLLING: readonly Action[] = ['account.enter'];

/** Whether a user may do this before they have set up a required second factor. */
export const mayBeforeEnrolling = (action: Action): boolean => BEFORE_ENROLLING.includes(action);

/** Whether a role may do this. */
export const may = (role: StaffRole, action: Action): boolean =>
  (ACCESS[action] as readonly StaffRole[]).includes(role);

/** The roles that may do this. */
export const rolesFor = (action: Action): readonly StaffRole[] => ACCESS[action];
