/** POST /api/v1/patients */
import { addPatient } from '../../capabilities/patients/create.ts';
import { patients } from '../../contracts/patients.ts';
import { command } from '../../http/command.ts';
import { given } from '../../http/given.ts';
import { readSavedPatient } from '../../http/replies/patients.ts';

/** What is kept of a patient who is added with a name only. */
const NOTHING_KNOWN = {
  email: null,
  phone: null,
  dob: null,
  language: 'en',
  metadata: null,
  postal_address: null,
  external_id: null,
  tax_number: null,
  preferred_channel: null,
} as const;

command(
  patients.create,
  ({ app, input, caller }) => {
    const details = { ...NOTHING_KNOWN, ...given(input), name: input.name };
    return addPatient(app, details, caller);
  },
  ({ app }, id) => readSavedPatient(app, id),
);
