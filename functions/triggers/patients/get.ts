/** GET /api/v1/patients/{id} */
import { patients } from '../../contracts/patients.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readPatient } from '../../http/replies/patients.ts';

endpoint(patients.get, ({ app, input }) => readPatient(app, input.id));
