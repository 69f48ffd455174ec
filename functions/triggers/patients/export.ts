/** GET /api/v1/patients/{id}/export */
import { exportPatient } from '../../capabilities/patients/export.ts';
import { patients } from '../../contracts/patients.ts';
import { endpoint } from '../../http/endpoint.ts';
import { Download } from '../../http/reply.ts';

endpoint(patients.export, async ({ app, input, caller }) => {
  const archive = await exportPatient(app, input.id, caller);
  return new Download('application/json', `patient-${input.id}.json`, whole(archive));
});

async function* whole(archive: object) {
  yield JSON.stringify(archive, undefined, 2);
}
