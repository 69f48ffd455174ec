/** POST /api/v1/patients/{id}/erase */
import { erasePatient } from '../../capabilities/patients/erase.ts';
import { patients } from '../../contracts/patients.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(patients.erase, async ({ app, input, caller }) => {
  await erasePatient(app, input.id, input.override_reason, caller);
  return undefined;
});
