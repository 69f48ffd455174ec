/** The clinic's settings, a tab for each part. */
import { lazy, Suspense } from 'react';
import * as z from 'zod';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { QuickFilters } from '../../shared/lists/QuickFilters.tsx';
import { useUrlState } from '../../shared/lists/url-state.ts';
import { ArchiveSettings } from './ArchiveSettings.tsx';
import { LateFeeSettings } from './LateFeeSettings.tsx';
import { PaymentPlanSettings } from './PaymentPlanSettings.tsx';
import { useSettings } from './queries.ts';
import { RefundSettings } from './RefundSettings.tsx';
import { ReminderSettings } from './ReminderSettings.tsx';
import { RetentionSettings } from './RetentionSettings.tsx';
import { SecuritySettings } from './SecuritySettings.tsx';

/** Loaded when it is opened: an upload and its fields are more than the other parts. */
const ClinicDetailsSettings = lazy(async () => ({
  default: (await import('./ClinicDetailsSettings.tsx')).ClinicDetailsSettings,
}));

const TABS = [
  { id: 'reminders', label: 'Reminders', Form: ReminderSettings },
  { id: 'late-fees', label: 'Late fees', Form: LateFeeSettings },
  { id: 'payment-plans', label: 'Payment plans', Form: PaymentPlanSettings },
  { id: 'refunds', label: 'Refunds', Form: RefundSettings },
  { id: 'archive', label: 'Archive', Form: ArchiveSettings },
  { id: 'retention', label: 'Retention', Form: RetentionSettings },
  { id: 'security', label: 'Security', Form: SecuritySettings },
  { id: 'clinic-details', label: 'Clinic details', Form: ClinicDetailsSettings },
] as const;

const addressSchema = z.object({
  tab: z
    .enum([
      'reminders',
      'late-fees',
      'payment-plans',
      'refunds',
      'archive',
      'retention',
      'security',
      'clinic-details',
    ])
    .default('reminders'),
});

export function SettingsPage() {
  const [{ tab }] = useUrlState(addressSchema);
  const query = useSettings();
  const Form = TABS.find(({ id }) => id === tab)?.Form ?? ReminderSettings;
  return (
    <>
      <PageHeader title="Settings" />
      <QuickFilters
        label="Parts of the settings"
        tabs={TABS}
        current={tab}
        address={(id) => ({ tab: id === 'reminders' ? undefined : id })}
      />
      {query.isPending && <LoadingRows label="Loading the settings" />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <Suspense fallback={<LoadingRows label="Loading the settings" />}>
          <Form settings={query.data} />
        </Suspense>
      )}
    </>
  );
}
