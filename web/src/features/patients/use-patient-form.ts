/** The form of a patient: checked while it is typed, warned about duplicates, and saved. */
import { useState } from 'react';
import type * as z from 'zod';
import { patients } from '../../../../functions/contracts/patients.ts';
import { api } from '../../api/api.ts';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { problemErrors } from '../../shared/inputs/form-errors.ts';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import type { PatientCheck } from './PatientWarnings.tsx';
import { patientRules, patientValues } from './patient-form.ts';
import type { Patient } from './queries.ts';

type Input = z.output<typeof patients.create.input>;

export function usePatientForm(patient: Patient | undefined, onSaved: (patient: Patient) => void) {
  const form = useContractForm(patients.create.input, {
    values: patientValues(patient),
    ...patientRules(patient),
  });
  /** What the server said of these details; saving the same again goes on. */
  const [checked, setChecked] = useState<{ of: string; found: PatientCheck }>();
  const phone = useAction({
    act: (typed: string) => api.patients.check({ phone: typed }),
    changes: [],
    onFailed: (error) => {
      const message = problemErrors(error).get('phone');
      if (message) form.setError('phone', { message });
    },
  });
  /** Undefined when there are possible duplicates that have not been shown yet. */
  const act = async (input: Input): Promise<Patient | undefined> => {
    const { name, email = null, phone: number = null, dob = null } = input;
    const identity = { ...(patient ? { id: patient.id } : {}), name, email, phone: number, dob };
    if (checked?.of !== JSON.stringify(identity)) {
      const found = await api.patients.check(identity);
      setChecked({ of: JSON.stringify(identity), found });
      if (found.possible_duplicates.length > 0) return undefined;
    }
    return patient
      ? api.patients.update({ id: patient.id, ...input }, { version: patient.version })
      : api.patients.create(input);
  };
  const save = useAction({
    act,
    changes: [KEYS.patientLists],
    onDone: (saved) => saved && onSaved(saved),
  });
  return {
    control: form.control,
    ...formProps(form, save),
    others: checked?.found.possible_duplicates ?? [],
    phone: phone.data?.phone,
    checkPhone: phone.mutate,
  };
}
