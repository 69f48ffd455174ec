/** How long records are kept at least, and what may not go whatever its age. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { Controller } from 'react-hook-form';
import { RETENTION_CLASSES, type RetentionClass } from '../../../../functions/domain/settings.ts';
import { FROM_480 } from '../../shared/layout/breakpoints.ts';
import { SwitchSetting, TextSetting } from './fields.tsx';
import { HeldPatients } from './HeldPatients.tsx';
import type { Settings } from './queries.ts';
import { SettingsForm } from './SettingsForm.tsx';

const CLASS_WORDS: Record<RetentionClass, string> = {
  patient_records: 'Records of patients, after their last bill or payment',
  messages: 'Messages to patients',
  sessions: 'Sessions of staff',
  requests: 'Answers kept for repeated requests',
  work: 'Finished background work',
  invoice_details: 'Lines of archived invoices',
};

const useStyles = makeStyles({
  years: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalL,
    alignItems: 'end',
    [FROM_480]: {
      gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
      columnGap: tokens.spacingHorizontalL,
    },
  },
});

export function RetentionSettings({ settings }: { settings: Settings }) {
  const styles = useStyles();
  return (
    <SettingsForm part="retention" title="Retention and legal hold" settings={settings}>
      {({ control }) => (
        <>
          <p>
            Records are deleted only after these years, and only when an admin purges them. Leave empty to
            keep them for ever. The books, the numbers and the audit trail always stay.
          </p>
          <div className={styles.years}>
            {RETENTION_CLASSES.map((name) => (
              <TextSetting
                key={name}
                label={CLASS_WORDS[name]}
                unit="years"
                control={control}
                name={`years.${name}`}
              />
            ))}
          </div>
          <SwitchSetting
            label="Hold everything: nothing at all is purged"
            control={control}
            name="hold_everything"
          />
          <Controller
            control={control}
            name="hold_patients"
            render={({ field: { value, onChange } }) => <HeldPatients held={value} onChange={onChange} />}
          />
        </>
      )}
    </SettingsForm>
  );
}
