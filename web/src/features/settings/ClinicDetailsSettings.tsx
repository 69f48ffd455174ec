/** What documents say of the clinic and how they look, with a sample invoice of what is not saved yet. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useCallback } from 'react';
import { useForm } from 'react-hook-form';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { adminApi } from '../../api/admin-api.ts';
import { detailOf, Problem } from '../../api/problem.ts';
import { contractResolver, formProps } from '../../shared/inputs/contract-form.ts';
import { LinesField, SelectField, TextField } from '../../shared/inputs/form-fields.tsx';
import { LeaveGuard } from '../../shared/layout/LeaveGuard.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import { useAction } from '../../shared/queries/use-action.ts';
import {
  type ClinicDetails,
  clinicDetailsQuery,
  type DetailsFields,
  type DetailsInput,
  detailsSchema,
  fieldsOf,
  rulesFor,
} from './clinic-details.ts';
import { LogoField } from './LogoField.tsx';
import { SaveBar } from './SaveBar.tsx';
import { savePreview } from './save-preview.ts';

const PAGE_CHOICES = [
  { value: 'A4', label: 'A4' },
  { value: 'LETTER', label: 'Letter' },
] as const;

const useStyles = makeStyles({
  form: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
  fields: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalL,
    maxWidth: '640px',
    justifyItems: 'stretch',
  },
  preview: { justifySelf: 'start' },
});

/** The form; newer details show in it, but for what was changed here. */
function useDetailsForm(details: ClinicDetails) {
  const toasts = useToasts();
  const cache = useQueryClient();
  const stored = fieldsOf(details);
  const form = useForm<DetailsFields, unknown, DetailsInput>({
    values: stored,
    resetOptions: { keepDirtyValues: true },
    resolver: contractResolver(detailsSchema, rulesFor(stored)),
  });
  const save = useAction({
    act: (input: DetailsInput) => adminApi.clinicDetails.edit(input, { version: details.version }),
    changes: [],
    onDone: (saved) => {
      form.reset(fieldsOf(saved), { keepDirtyValues: false });
      cache.setQueryData(clinicDetailsQuery.queryKey, saved);
      toasts.success('The clinic’s details are saved');
    },
    onFailed: (error) => {
      if (isStale(error)) void cache.invalidateQueries({ queryKey: clinicDetailsQuery.queryKey });
    },
  });
  const preview = useAction({
    act: savePreview,
    changes: [],
    failed: 'The preview was not made',
  });
  return { form, save, preview, stored };
}

const isStale = (error: unknown) => error instanceof Problem && error.status === 412;

function DetailsForm({ details }: { details: ClinicDetails }) {
  const styles = useStyles();
  const { form, save, preview, stored } = useDetailsForm(details);
  const { isDirty: changed } = form.formState;
  const { onSubmit, error, busy } = formProps(form, save);
  const stale = isStale(save.error);
  const unsaved = useCallback(() => changed, [changed]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && changed) onSubmit();
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <Panel title="Clinic details">
        <div className={styles.fields}>
          <p>Documents that are issued from now on show these details. Issued documents keep the old ones.</p>
          <DetailsFieldset form={form} />
          <Button
            className={styles.preview}
            icon={<ArrowDownload20Regular />}
            disabledFocusable={preview.isPending}
            onClick={() => void form.handleSubmit((input) => preview.mutate(input))()}
          >
            Preview as PDF
          </Button>
        </div>
      </Panel>
      {stale && changed && (
        <Notice intent="error" title="Changed by another admin">
          Nothing was saved. What you entered is still here: save it over the newest details, or discard it.
        </Notice>
      )}
      {error !== null && !stale && <Notice intent="error">{detailOf(error)}</Notice>}
      {changed && (
        <SaveBar
          pending={busy}
          stale={stale}
          onDiscard={() => {
            form.reset(stored, { keepDirtyValues: false });
            save.reset();
          }}
        />
      )}
      <LeaveGuard unsaved={unsaved} lost="What you changed in the clinic’s details" tabs />
    </form>
  );
}

function DetailsFieldset({ form: { control } }: { form: ReturnType<typeof useDetailsForm>['form'] }) {
  const own = { control };
  return (
    <>
      <TextField {...own} name="name" label="Name" required maxLength={LIMITS.clinicName} />
      <TextField {...own} name="legal_name" label="Legal name" maxLength={LIMITS.legalName} />
      <LinesField
        {...own}
        name="postal_address"
        label="Postal address"
        rows={3}
        maxLength={LIMITS.postalAddress}
      />
      <TextField {...own} name="email" label="E-mail" required />
      <TextField {...own} name="phone" label="Phone" required />
      <LinesField
        {...own}
        name="tax_numbers"
        label="Tax numbers"
        hint="One on each line, with its label, such as VAT: DE811907980."
        rows={3}
        maxLength={(LIMITS.taxNumberLabel + LIMITS.taxNumber + 3) * LIMITS.taxNumbers}
      />
      <LogoField {...own} />
      <TextField
        {...own}
        name="brand_color"
        label="Color of titles"
        hint="Such as #1a7f64, dark enough for a white page."
      />
      <LinesField
        {...own}
        name="bank_details"
        label="Bank details"
        hint="Printed while something is owed."
        rows={3}
        maxLength={LIMITS.bankDetails}
      />
      <LinesField {...own} name="footer" label="Footer" rows={2} maxLength={LIMITS.documentFooter} />
      <SelectField {...own} name="page_size" label="Page size" choices={PAGE_CHOICES} />
    </>
  );
}

export function ClinicDetailsSettings() {
  const query = useQuery(clinicDetailsQuery);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <LoadingRows label="Loading the clinic’s details" />;
  return <DetailsForm details={query.data} />;
}
