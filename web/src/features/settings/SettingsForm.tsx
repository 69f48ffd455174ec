/** The frame of one part of the settings: its fields, and one bar to save or discard what was changed. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useCallback, useState } from 'react';
import { adminApi } from '../../api/office.ts';
import { detailOf, Problem } from '../../api/problem.ts';
import type { FieldMessages } from '../../shared/inputs/form-errors.ts';
import { LeaveGuard } from '../../shared/layout/LeaveGuard.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import { FIELDS, type Fields, INPUTS, mistakesIn } from './form.ts';
import type { Part, Settings } from './queries.ts';

const useStyles = makeStyles({
  form: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
  fields: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalL,
    maxWidth: '640px',
  },
  bar: {
    position: 'sticky',
    bottom: 0,
    zIndex: 1,
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'flex-end',
    gap: tokens.spacingHorizontalM,
    padding: '12px 16px',
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    boxShadow: tokens.shadow8,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  unsaved: { marginInlineEnd: 'auto', '@media (max-width: 479px)': { flexBasis: '100%' } },
});

export type FieldsProps<P extends Part> = {
  values: Fields<P>;
  errors: FieldMessages;
  set: (change: Partial<Fields<P>>) => void;
};

type SettingsFormProps<P extends Part> = {
  part: P;
  title: string;
  settings: Settings;
  children: (props: FieldsProps<P>) => ReactNode;
};

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export function SettingsForm<P extends Part>({ part, title, settings, children }: SettingsFormProps<P>) {
  const styles = useStyles();
  const cache = useQueryClient();
  const toasts = useToasts();
  // The compiler cannot follow which part a function of the table is for.
  const toFields = FIELDS[part] as unknown as (stored: Settings[P]) => Fields<P>;
  const toInput: (fields: Fields<P>) => object = INPUTS[part];
  const stored = toFields(settings[part]);
  /** What was changed here; undefined while everything is as stored. */
  const [draft, setDraft] = useState<Fields<P>>();
  const [errors, setErrors] = useState<FieldMessages>(new Map());
  const values = draft ?? stored;
  const changed = draft !== undefined && !same(draft, stored);

  const save = useMutation({
    mutationFn: () => adminApi.settings.edit({ [part]: toInput(values) }, { version: settings.version }),
    onSuccess: (saved) => {
      cache.setQueryData(['settings'], saved);
      void cache.invalidateQueries({ queryKey: ['settings', 'reminders'] });
      setDraft(undefined);
      toasts.success('The settings are saved');
    },
    onError: (error) => {
      if (error instanceof Problem && error.status === 412) {
        void cache.invalidateQueries({ queryKey: ['settings'], exact: true });
      }
    },
  });
  const stale = save.error instanceof Problem && save.error.status === 412;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (save.isPending || !changed) return;
    const found = mistakesIn(part, toInput(values));
    setErrors(found);
    if (found.size === 0) save.mutate();
  };
  const discard = () => {
    setDraft(undefined);
    setErrors(new Map());
    save.reset();
  };
  const unsaved = useCallback(() => changed, [changed]);
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <Panel title={title}>
        <div className={styles.fields}>
          {children({ values, errors, set: (change) => setDraft({ ...values, ...change }) })}
        </div>
      </Panel>
      {stale && changed && (
        <Notice intent="error" title="Changed by somebody else">
          Nothing was saved. What you entered is still here: save it over the newest settings, or discard it
          to see theirs.
        </Notice>
      )}
      {save.error && !stale && <Notice intent="error">{detailOf(save.error)}</Notice>}
      {errors.size > 0 && (
        <Notice intent="error">Please correct the marked fields. Nothing was saved.</Notice>
      )}
      {changed && (
        <div className={styles.bar}>
          <span className={styles.unsaved} role="status">
            Unsaved changes
          </span>
          <Button disabledFocusable={save.isPending} onClick={discard}>
            Discard
          </Button>
          <Button appearance="primary" type="submit" disabledFocusable={save.isPending}>
            {save.isPending ? 'Saving…' : stale ? 'Save over theirs' : 'Save'}
          </Button>
        </div>
      )}
      <LeaveGuard unsaved={unsaved} lost="What you changed in these settings" tabs />
    </form>
  );
}
