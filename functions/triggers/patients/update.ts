/** PATCH /api/v1/patients/{id} */
import { changePatient } from '../../capabilities/patients/update.ts';
import { patients } from '../../contracts/patients.ts';
import { endpoint } from '../../http/endpoint.ts';
import { given } from '../../http/given.ts';
import { requireIfMatch } from '../../http/if-match.ts';
import { readSavedPatient } from '../../http/replies/patients.ts';

endpoint(patients.update, async ({ app, input: { id, ...change }, caller, request }) => {
  await changePatient(app, { id, version: requireIfMatch(request) }, given(change), caller);
  return readSavedPatient(app, id);
});
