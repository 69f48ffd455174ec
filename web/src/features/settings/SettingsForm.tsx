/** The frame of one part of the settings: its fields, and one bar to save or discard what was changed. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useCallback } from 'react';
import { type Control, type Resolver, useForm } from 'react-hook-form';
import { adminApi } from '../../api/admin-api.ts';
import { detailOf, Problem } from '../../api/problem.ts';
import { contractResolver } from '../../shared/inputs/contract-form.ts';
import { LeaveGuard } from '../../shared/layout/LeaveGuard.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import { useAction } from '../../shared/queries/use-action.ts';
import { type Fields, fieldsOf, rulesOf, schemaOf } from './form.ts';
import { type Part, REMINDER_PREVIEWS, type Settings, settingsQuery } from './queries.ts';
import { SaveBar } from './SaveBar.tsx';

const useStyles = makeStyles({
  form: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
  fields: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalL,
    maxWidth: '640px',
  },
});

export type FieldsProps<P extends Part> = {
  control: Control<Fields<P>, unknown, unknown>;
  values: Fields<P>;
};

type SettingsFormProps<P extends Part> = {
  part: P;
  title: string;
  settings: Settings;
  children: (props: FieldsProps<P>) => ReactNode;
};

/** Also what was changed here. */
const EVERYTHING = { keepDirtyValues: false };

/** The form of a part: newer settings show in it, but for what was changed here. */
function usePartForm<P extends Part>(part: P, settings: Settings) {
  const toasts = useToasts();
  const cache = useQueryClient();
  const stored = fieldsOf(part, settings);
  const form = useForm<Fields<P>, unknown, object>({
    values: stored,
    resetOptions: { keepDirtyValues: true },
    resolver: contractResolver(schemaOf(part), rulesOf(part)) as unknown as Resolver<
      Fields<P>,
      unknown,
      object
    >,
  });
  const save = useAction({
    act: (input: object) => adminApi.settings.edit({ [part]: input }, { version: settings.version }),
    // On success the reply is shown; after a conflict everything is read again.
    changes: [],
    onDone: (saved) => {
      form.reset(fieldsOf(part, saved), EVERYTHING);
      cache.setQueryData(settingsQuery.queryKey, saved);
      void cache.invalidateQueries({ queryKey: REMINDER_PREVIEWS });
      toasts.success('The settings are saved');
    },
    onFailed: (error) => {
      if (isStale(error)) void cache.invalidateQueries({ queryKey: settingsQuery.queryKey, exact: true });
    },
  });
  const discard = () => {
    form.reset(stored, EVERYTHING);
    save.reset();
  };
  return { form, save, discard };
}

const isStale = (error: unknown) => error instanceof Problem && error.status === 412;

export function SettingsForm<P extends Part>({ part, title, settings, children }: SettingsFormProps<P>) {
  const styles = useStyles();
  const { form, save, discard } = usePartForm(part, settings);
  const { isDirty: changed, errors } = form.formState;
  const stale = isStale(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending && changed) void form.handleSubmit((input) => save.mutate(input))();
  };
  const unsaved = useCallback(() => changed, [changed]);
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <Panel title={title}>
        <div className={styles.fields}>{children({ control: form.control, values: form.watch() })}</div>
      </Panel>
      {stale && changed && (
        <Notice intent="error" title="Changed by another admin">
          Nothing was saved. What you entered is still here: save it over the newest settings, or discard it
          to see theirs.
        </Notice>
      )}
      {save.error !== null && !stale && <Notice intent="error">{detailOf(save.error)}</Notice>}
      {Object.keys(errors).length > 0 && (
        <Notice intent="error">Please correct the marked fields. Nothing was saved.</Notice>
      )}
      {changed && <SaveBar pending={save.isPending} stale={stale} onDiscard={discard} />}
      <LeaveGuard unsaved={unsaved} lost="What you changed in these settings" tabs />
    </form>
  );
}
