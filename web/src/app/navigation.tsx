/** The sections of the portal, in the order of the sidebar. */
import {
  Archive20Filled,
  Archive20Regular,
  DocumentText20Filled,
  DocumentText20Regular,
  Home20Filled,
  Home20Regular,
  Mail20Filled,
  Mail20Regular,
  Payment20Filled,
  Payment20Regular,
  People20Filled,
  People20Regular,
  PersonKey20Filled,
  PersonKey20Regular,
  Pulse20Filled,
  Pulse20Regular,
  Scales20Filled,
  Scales20Regular,
  Settings20Filled,
  Settings20Regular,
  ShieldTask20Filled,
  ShieldTask20Regular,
  Tag20Filled,
  Tag20Regular,
  Timer20Filled,
  Timer20Regular,
} from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import type { Action } from '../../../functions/domain/access.ts';

export type Section = {
  to: string;
  label: string;
  icon: ReactNode;
  activeIcon: ReactNode;
  /** Who sees it. */
  needs: Action;
  /** Only this very address counts as being here. */
  exact?: true;
};

export const SECTIONS: readonly Section[] = [
  {
    to: '/staff',
    label: 'Dashboard',
    icon: <Home20Regular />,
    activeIcon: <Home20Filled />,
    needs: 'invoices.read',
    exact: true,
  },
  {
    to: '/staff/patients',
    label: 'Patients',
    icon: <People20Regular />,
    activeIcon: <People20Filled />,
    needs: 'patients.read',
  },
  {
    to: '/staff/invoices',
    label: 'Invoices',
    icon: <DocumentText20Regular />,
    activeIcon: <DocumentText20Filled />,
    needs: 'invoices.read',
  },
  {
    to: '/staff/payments',
    label: 'Payments & Refunds',
    icon: <Payment20Regular />,
    activeIcon: <Payment20Filled />,
    needs: 'payments.read',
  },
  {
    to: '/staff/price-list',
    label: 'Price list',
    icon: <Tag20Regular />,
    activeIcon: <Tag20Filled />,
    needs: 'invoices.read',
  },
  {
    to: '/staff/audit',
    label: 'Audit & Ledger',
    icon: <ShieldTask20Regular />,
    activeIcon: <ShieldTask20Filled />,
    needs: 'audit.read',
  },
  {
    to: '/staff/ageing',
    label: 'Aging',
    icon: <Timer20Regular />,
    activeIcon: <Timer20Filled />,
    needs: 'reports.read',
  },
  {
    to: '/staff/reconciliation',
    label: 'Reconciliation',
    icon: <Scales20Regular />,
    activeIcon: <Scales20Filled />,
    needs: 'reconciliation.read',
  },
  {
    to: '/staff/messages',
    label: 'Messages',
    icon: <Mail20Regular />,
    activeIcon: <Mail20Filled />,
    needs: 'messages.read',
  },
  {
    to: '/staff/archive',
    label: 'Archive',
    icon: <Archive20Regular />,
    activeIcon: <Archive20Filled />,
    needs: 'archive.manage',
  },
  {
    to: '/staff/operations',
    label: 'Operations',
    icon: <Pulse20Regular />,
    activeIcon: <Pulse20Filled />,
    needs: 'operations.read',
  },
  {
    to: '/staff/people',
    label: 'Staff',
    icon: <PersonKey20Regular />,
    activeIcon: <PersonKey20Filled />,
    needs: 'staff.manage',
  },
  {
    to: '/staff/settings',
    label: 'Settings',
    icon: <Settings20Regular />,
    activeIcon: <Settings20Filled />,
    needs: 'settings.manage',
  },
];
