/** GET /api/v1/clinic-details */
import { currentDetails } from '../../capabilities/clinic-details/versions.ts';
import { clinicDetails } from '../../contracts/clinic-details.ts';
import { endpoint } from '../../http/endpoint.ts';
import { clinicDetailsReply } from '../../http/replies/clinic-details.ts';

endpoint(clinicDetails.get, async ({ app }) => clinicDetailsReply(await currentDetails(app)));
