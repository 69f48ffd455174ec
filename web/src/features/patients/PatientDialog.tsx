/** Adds a patient, or changes one. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api } from '../../api/api.ts';
import { detailOf, Problem } from '../../api/problem.ts';
import { problemErrors } from '../../shared/inputs/form-errors.ts';
import { FROM_480 } from '../../shared/layout/breakpoints.ts';
import { Notice } from '../../shared/layout/Notice.tsx';
import { useReturnFocus } from '../../shared/layout/use-return-focus.ts';
import { useSheet } from '../../shared/layout/use-sheet.ts';
import { PatientFields } from './PatientFields.tsx';
import { type PatientCheck, PatientWarnings } from './PatientWarnings.tsx';
import { type PatientValues, patientInput, patientMistakes, patientValues } from './patient-form.ts';
import type { Patient } from './queries.ts';

const useStyles = makeStyles({
  fields: {
    display: 'grid',
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    gridTemplateColumns: 'minmax(0, 1fr)',
    [FROM_480]: { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
    alignItems: 'start',
    paddingBottom: '2px',
  },
});

type PatientDialogProps = { patient?: Patient; onClose: () => void; onSaved: (patient: Patient) => void };

export function PatientDialog({ patient, onClose, onSaved }: PatientDialogProps) {
  const styles = useStyles();
  const sheet = useSheet();
  useReturnFocus();
  const cache = useQueryClient();
  const form = useForm<PatientValues>({ defaultValues: patientValues(patient), shouldFocusError: true });

  /** What the server said of these details; saving the same again goes on. */
  const [checked, setChecked] = useState<{ of: string; found: PatientCheck }>();
  const others = checked?.found.possible_duplicates ?? [];
  const warned = others.length > 0;
  const phone = useMutation({
    mutationFn: (typed: string) => api.patients.check({ phone: typed }),
    onError: (error) => {
      const message = problemErrors(error).get('phone');
      if (message) form.setError('phone', { message });
    },
  });

  /** Marks the fields and moves to the first; false when there are none. */
  const mark = (errors: ReadonlyMap<string, string>): boolean => {
    const fields = Object.keys(patientValues()) as (keyof PatientValues)[];
    const wrong = fields.filter((name) => errors.has(name));
    wrong.forEach((name, index) => {
      form.setError(name, { message: errors.get(name) ?? '' }, { shouldFocus: index === 0 });
    });
    return wrong.length > 0;
  };

  const save = useMutation({
    mutationFn: async (values: PatientValues): Promise<Patient | undefined> => {
      const input = patientInput(values, patient);
      const { name, email = null, phone = null, dob = null } = input;
      const identity = { ...(patient ? { id: patient.id } : {}), name, email, phone, dob };
      if (checked?.of !== JSON.stringify(identity)) {
        const found = await api.patients.check(identity);
        setChecked({ of: JSON.stringify(identity), found });
        if (found.possible_duplicates.length > 0) return undefined;
      }
      return patient
        ? api.patients.update({ id: patient.id, ...input }, { version: patient.version })
        : api.patients.create(input);
    },
    onSuccess: async (saved) => {
      if (!saved) return;
      cache.setQueryData(['patients', 'one', saved.id], saved);
      await cache.invalidateQueries({ queryKey: ['patients', 'list'] });
      onSaved(saved);
    },
    onError: (error) => mark(problemErrors(error)),
  });

  const submit = form.handleSubmit((values) => {
    if (!mark(patientMistakes(patientInput(values, patient)))) save.mutate(values);
  });
  const stale = save.error instanceof Problem && save.error.status === 412;

  return (
    <Dialog open onOpenChange={(_, data) => !data.open && !save.isPending && onClose()}>
      <DialogSurface className={sheet}>
        <form
          onSubmit={(event) => void submit(event)}
          onBlur={({ target }) => {
            if (target instanceof HTMLInputElement && target.name === 'phone' && target.value.trim()) {
              phone.mutate(target.value);
            }
          }}
          noValidate
        >
          <DialogBody>
            <DialogTitle>{patient ? 'Edit patient' : 'Add patient'}</DialogTitle>
            <DialogContent>
              {save.error && (
                <Notice intent="error">
                  {stale
                    ? 'Someone changed this patient meanwhile. Nothing was saved.'
                    : detailOf(save.error)}
                  {stale && patient && (
                    <Button
                      onClick={() => {
                        void cache.invalidateQueries({ queryKey: ['patients', 'one', patient.id] });
                        onClose();
                      }}
                    >
                      Show the newest version
                    </Button>
                  )}
                </Notice>
              )}
              <PatientWarnings others={others} phone={phone.data?.phone} />
              <div className={styles.fields}>
                <PatientFields control={form.control} />
              </div>
            </DialogContent>
            <DialogActions>
              <Button appearance="secondary" disabledFocusable={save.isPending} onClick={onClose}>
                Cancel
              </Button>
              <Button appearance="primary" type="submit" disabledFocusable={save.isPending}>
                {save.isPending
                  ? 'Saving…'
                  : `${patient ? 'Save changes' : 'Add patient'}${warned ? ' anyway' : ''}`}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
