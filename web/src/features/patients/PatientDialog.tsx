/** Adds a patient, or changes one. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { detailOf, Problem } from '../../api/problem.ts';
import { Notice } from '../../shared/layout/Notice.tsx';
import { useReturnFocus } from '../../shared/layout/use-return-focus.ts';
import { useSheet } from '../../shared/layout/use-sheet.ts';
import { patientQueries } from '../../shared/queries/patients.ts';
import { PatientFields } from './PatientFields.tsx';
import { PatientWarnings } from './PatientWarnings.tsx';
import type { Patient } from './queries.ts';
import { usePatientForm } from './use-patient-form.ts';

type PatientDialogProps = { patient?: Patient; onClose: () => void; onSaved: (patient: Patient) => void };

export function PatientDialog({ patient, onClose, onSaved }: PatientDialogProps) {
  const sheet = useSheet();
  useReturnFocus();
  const cache = useQueryClient();
  const { control, busy, error, onSubmit, others, phone, checkPhone } = usePatientForm(patient, (saved) => {
    cache.setQueryData(patientQueries.one(saved.id).queryKey, saved);
    onSaved(saved);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  const action = `${patient ? 'Save changes' : 'Add patient'}${others.length > 0 ? ' anyway' : ''}`;
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && !busy && onClose()}>
      <DialogSurface className={sheet}>
        <form
          onSubmit={submit}
          onBlur={({ target }) => {
            if (target instanceof HTMLInputElement && target.name === 'phone' && target.value.trim()) {
              checkPhone(target.value);
            }
          }}
          noValidate
        >
          <DialogBody>
            <DialogTitle>{patient ? 'Edit patient' : 'Add patient'}</DialogTitle>
            <DialogContent>
              <SaveProblem error={error} patient={patient} onClose={onClose} />
              <PatientWarnings others={others} phone={phone} />
              <PatientFields control={control} />
            </DialogContent>
            <DialogActions>
              <Button appearance="secondary" disabledFocusable={busy} onClick={onClose}>
                Cancel
              </Button>
              <Button data-saves appearance="primary" type="submit" disabledFocusable={busy}>
                {busy ? 'Saving…' : action}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}

type SaveProblemProps = { error: unknown; patient: Patient | undefined; onClose: () => void };

/** Why nothing was saved; with the way to the newest version when someone else changed the patient. */
function SaveProblem({ error, patient, onClose }: SaveProblemProps) {
  const cache = useQueryClient();
  if (error == null) return null;
  if (!(error instanceof Problem && error.status === 412 && patient)) {
    return <Notice intent="error">{detailOf(error)}</Notice>;
  }
  const showNewest = () => {
    void cache.invalidateQueries({ queryKey: patientQueries.one(patient.id).queryKey });
    onClose();
  };
  return (
    <Notice intent="error">
      This patient was changed by someone else. Nothing was saved.
      <Button onClick={showNewest}>Show the newest version</Button>
    </Notice>
  );
}
