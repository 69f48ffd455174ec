/** POST /api/v1/patients */
import { addPatient } from '../../capabilities/patients/create.ts';
import { patients } from '../../contracts/patients.ts';
import { command } from '../../http/command.ts';
import { readSavedPatient } from '../../http/replies/patients.ts';

command(
  patients.create,
  ({ app, input, caller }) => {
    const { name, email = null, phone = null, dob = null, language = 'en', metadata = null } = input;
    return addPatient(app, { name, email, phone, dob, language, metadata }, caller);
  },
  ({ app }, id) => readSavedPatient(app, id),
);
