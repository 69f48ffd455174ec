/** POST /api/v1/staff/{id}/reset-link */
import { resetLink } from '../../capabilities/staff/link.ts';
import { staff } from '../../contracts/staff.ts';
import { endpoint } from '../endpoint.ts';
import { linkReply } from './read.ts';

endpoint(staff.resetLink, async ({ app, input, caller }) =>
  linkReply(await resetLink(app, input.id, caller)),
);
