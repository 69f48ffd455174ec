/** Asks before everything personal of a patient is destroyed: what goes, what stays, and what the law says. */
import { useState } from 'react';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { patients } from '../../../../functions/contracts/patients.ts';
import { api } from '../../api/api.ts';
import { Problem } from '../../api/problem.ts';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { LinesField } from '../../shared/inputs/form-fields.tsx';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import type { Patient } from './queries.ts';

const tooEarly = (error: unknown): boolean => error instanceof Problem && error.code === 'retention_not_over';

type ErasePatientProps = { patient: Patient; onClose: () => void; onErased: () => void };

export function ErasePatient({ patient, onClose, onErased }: ErasePatientProps) {
  /** The records have to be kept longer: only a reason goes on from here. */
  const [early, setEarly] = useState(false);
  const form = useContractForm(patients.erase.input, {
    values: { id: patient.id, override_reason: early ? '' : undefined },
    advice: { override_reason: 'Say why the records are erased before the years of retention are over.' },
  });
  const erase = useAction({
    act: api.patients.erase,
    changes: [KEYS.patients, KEYS.invoices, KEYS.payments, KEYS.messages],
    done: 'The patient was erased',
    onDone: onErased,
    onFailed: (error) => {
      if (!tooEarly(error)) return;
      setEarly(true);
      form.setValue('override_reason', '');
    },
  });
  return (
    <FormDialog
      {...formProps(form, erase)}
      title="Erase this patient?"
      action={early ? 'Erase before the time' : 'Erase patient'}
      stay="Keep patient"
      danger
      onClose={onClose}
    >
      <p>
        <bdi>{patient.name}</bdi>: name, e-mail, phone, birth date and notes are destroyed and cannot be
        brought back. Links to pay end. Backups that were made before keep them until they run out.
      </p>
      <p>
        Invoices, payments, numbers, the ledger and the audit trail stay, without the name: the books must be
        kept. Nothing is erased while money is owed, a refund or dispute is open, or the patient is on legal
        hold.
      </p>
      {early && (
        <LinesField
          control={form.control}
          name="override_reason"
          label="Reason for erasing early"
          required
          maxLength={LIMITS.reason}
        />
      )}
    </FormDialog>
  );
}
