/** When old invoices go to the archive. */
import { AppLink } from '../../shared/layout/links.tsx';
import { SwitchSetting, TextSetting } from './fields.tsx';
import type { Settings } from './queries.ts';
import { SettingsForm } from './SettingsForm.tsx';

export function ArchiveSettings({ settings }: { settings: Settings }) {
  return (
    <SettingsForm part="archive" title="Archive" settings={settings}>
      {({ control }) => (
        <>
          <SwitchSetting label="Archive old invoices every night" control={control} name="enabled" />
          <TextSetting
            label="After they were paid or cancelled"
            unit="days"
            control={control}
            name="after_days"
          />
          <p>
            An archived invoice stays in the books and can be read and restored.{' '}
            <AppLink to="/staff/archive">See the archive</AppLink>
          </p>
        </>
      )}
    </SettingsForm>
  );
}
