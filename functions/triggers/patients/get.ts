/** GET /api/v1/patients/{id} */
import { patients } from '../../contracts/patients.ts';
import { endpoint } from '../endpoint.ts';
import { readPatient } from './read.ts';

endpoint(patients.get, ({ app, input }) => readPatient(app, input.id));
