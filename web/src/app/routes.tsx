/** Which address shows which page. Each page is loaded when it is first opened. */
import { createBrowserRouter, Navigate } from 'react-router';
import { AppCrash, NotFound, PageCrash, SignedInOnly } from './guards.tsx';
import { PRICE_LIST_ROUTES } from './price-list-routes.ts';

/** As in the document, until the first page is loaded. */
const StartOutline = () => (
  <div className="start" role="status" aria-label="Loading">
    <div />
    <div />
    <div />
    <div />
  </div>
);

export const router = createBrowserRouter([
  {
    errorElement: <AppCrash />,
    hydrateFallbackElement: <StartOutline />,
    children: [
      { path: '/', element: <Navigate to="/staff" replace /> },
      {
        path: '/staff/login',
        lazy: async () => ({ Component: (await import('../features/auth/LoginPage.tsx')).LoginPage }),
      },
      {
        path: '/staff/register',
        lazy: async () => ({ Component: (await import('../features/auth/RegisterPage.tsx')).RegisterPage }),
      },
      {
        path: '/staff/set-password',
        lazy: async () => ({
          Component: (await import('../features/auth/SetPasswordPage.tsx')).SetPasswordPage,
        }),
      },
      {
        path: '/staff/api',
        lazy: async () => ({
          Component: (await import('../features/documentation/ApiReferencePage.tsx')).ApiReferencePage,
        }),
      },
      {
        path: '/staff',
        element: <SignedInOnly />,
        children: [
          {
            lazy: async () => ({ Component: (await import('./Shell.tsx')).Shell }),
            children: [
              {
                errorElement: <PageCrash />,
                children: [
                  {
                    index: true,
                    lazy: async () => ({
                      Component: (await import('../features/dashboard/DashboardPage.tsx')).DashboardPage,
                    }),
                  },
                  {
                    path: 'patients',
                    lazy: async () => ({
                      Component: (await import('../features/patients/PatientsPage.tsx')).PatientsPage,
                    }),
                  },
                  {
                    path: 'patients/:id',
                    lazy: async () => ({
                      Component: (await import('../features/patients/PatientPage.tsx')).PatientPage,
                    }),
                  },
                  {
                    path: 'invoices',
                    lazy: async () => ({
                      Component: (await import('../features/invoices/InvoicesPage.tsx')).InvoicesPage,
                    }),
                  },
                  {
                    path: 'invoices/new',
                    lazy: async () => ({
                      Component: (await import('../features/invoices/builder/BuilderPage.tsx')).BuilderPage,
                    }),
                  },
                  {
                    path: 'invoices/:id',
                    lazy: async () => ({
                      Component: (await import('../features/invoices/InvoicePage.tsx')).InvoicePage,
                    }),
                  },
                  {
                    path: 'invoices/:id/edit',
                    lazy: async () => ({
                      Component: (await import('../features/invoices/builder/BuilderPage.tsx')).BuilderPage,
                    }),
                  },
                  {
                    path: 'jobs',
                    lazy: async () => ({
                      Component: (await import('../features/jobs/JobsPage.tsx')).JobsPage,
                    }),
                  },
                  {
                    path: 'jobs/:id',
                    lazy: async () => ({
                      Component: (await import('../features/jobs/JobPage.tsx')).JobPage,
                    }),
                  },
                  ...PRICE_LIST_ROUTES,
                  {
                    path: 'payments',
                    lazy: async () => ({
                      Component: (await import('../features/payments/PaymentsPage.tsx')).PaymentsPage,
                    }),
                  },
                  {
                    path: 'patients/:id/statement',
                    lazy: async () => ({
                      Component: (await import('../features/reports/StatementPage.tsx')).StatementPage,
                    }),
                  },
                  {
                    path: 'ageing',
                    lazy: async () => ({
                      Component: (await import('../features/reports/AgeingPage.tsx')).AgeingPage,
                    }),
                  },
                  {
                    path: 'reconciliation',
                    lazy: async () => ({
                      Component: (await import('../features/reconciliation/ReconciliationPage.tsx'))
                        .ReconciliationPage,
                    }),
                  },
                  {
                    path: 'messages',
                    lazy: async () => ({
                      Component: (await import('../features/messages/MessagesPage.tsx')).MessagesPage,
                    }),
                  },
                  {
                    path: 'attention',
                    lazy: async () => ({
                      Component: (await import('../features/work/WorkPage.tsx')).WorkPage,
                    }),
                  },
                  {
                    path: 'account',
                    lazy: async () => ({
                      Component: (await import('../features/account/AccountPage.tsx')).AccountPage,
                    }),
                  },
                  {
                    path: 'archive',
                    lazy: async () => ({
                      Component: (await import('../features/archives/ArchivePage.tsx')).ArchivePage,
                    }),
                  },
                  {
                    path: 'settings',
                    lazy: async () => {
                      const { AllowedOnly } = await import('./AllowedOnly.tsx');
                      return {
                        element: <AllowedOnly needs="settings.manage" title="Settings" what="the settings" />,
                      };
                    },
                    children: [
                      {
                        index: true,
                        lazy: async () => ({
                          Component: (await import('../features/settings/SettingsPage.tsx')).SettingsPage,
                        }),
                      },
                    ],
                  },
                  {
                    path: 'operations',
                    lazy: async () => {
                      const { AllowedOnly } = await import('./AllowedOnly.tsx');
                      return {
                        element: (
                          <AllowedOnly
                            needs="operations.read"
                            title="Operations"
                            what="how the system runs"
                          />
                        ),
                      };
                    },
                    children: [
                      {
                        index: true,
                        lazy: async () => ({
                          Component: (await import('../features/operations/OperationsPage.tsx'))
                            .OperationsPage,
                        }),
                      },
                    ],
                  },
                  {
                    path: 'people',
                    lazy: async () => {
                      const { AllowedOnly } = await import('./AllowedOnly.tsx');
                      return {
                        element: (
                          <AllowedOnly needs="staff.manage" title="Staff" what="the accounts of staff" />
                        ),
                      };
                    },
                    children: [
                      {
                        index: true,
                        lazy: async () => ({
                          Component: (await import('../features/staff/PeoplePage.tsx')).PeoplePage,
                        }),
                      },
                      {
                        path: ':id',
                        lazy: async () => ({
                          Component: (await import('../features/staff/PersonPage.tsx')).PersonPage,
                        }),
                      },
                    ],
                  },
                  {
                    path: 'audit',
                    lazy: async () => ({
                      Component: (await import('../features/audit/AuditPage.tsx')).AuditPage,
                    }),
                  },
                  { path: '*', element: <NotFound /> },
                ],
              },
            ],
          },
        ],
      },
      {
        path: '*',
        element: (
          <main>
            <NotFound />
          </main>
        ),
      },
    ],
  },
]);
