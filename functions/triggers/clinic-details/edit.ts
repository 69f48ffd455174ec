/** PATCH /api/v1/clinic-details */
import { editClinicDetails } from '../../capabilities/clinic-details/edit.ts';
import { clinicDetails } from '../../contracts/clinic-details.ts';
import { endpoint } from '../../http/endpoint.ts';
import { requireIfMatch } from '../../http/if-match.ts';
import { detailsChange } from '../../http/inputs/clinic-details.ts';
import { clinicDetailsReply } from '../../http/replies/clinic-details.ts';

endpoint(clinicDetails.edit, async ({ app, input, caller, request }) =>
  clinicDetailsReply(await editClinicDetails(app, detailsChange(input), requireIfMatch(request), caller)),
);
