/** PATCH /api/v1/patients/{id} */
import { changePatient } from '../../capabilities/patients/change.ts';
import { patients } from '../../contracts/patients.ts';
import { endpoint } from '../endpoint.ts';
import { given } from '../given.ts';
import { requireIfMatch } from '../if-match.ts';
import { readSavedPatient } from './read.ts';

endpoint(patients.update, async ({ app, input: { id, ...change }, caller, request }) => {
  await changePatient(app, { id, version: requireIfMatch(request) }, given(change), caller);
  return readSavedPatient(app, id);
});
