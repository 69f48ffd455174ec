/** GET /api/v1/exports/patients */
import { exports } from '../../contracts/exports.ts';
import { endpoint } from '../../http/endpoint.ts';
import { patientsFile } from '../../http/exports/patients.ts';

endpoint(exports.patients, async ({ app, input }) => patientsFile(app, input.query));
