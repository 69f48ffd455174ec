/** POST /api/v1/clinic-details/preview */
import { previewClinicDetails } from '../../capabilities/clinic-details/preview.ts';
import { clinicDetails } from '../../contracts/clinic-details.ts';
import { endpoint } from '../../http/endpoint.ts';
import { detailsChange } from '../../http/inputs/clinic-details.ts';
import { File } from '../../http/reply.ts';

endpoint(clinicDetails.preview, async ({ app, input }) => {
  const { bytes, name } = await previewClinicDetails(app, detailsChange(input));
  return new File(bytes, name);
});
