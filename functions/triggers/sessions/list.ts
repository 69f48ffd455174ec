/** GET /api/v1/sessions */
import { sessions } from '../../contracts/staff.ts';
import { endpoint } from '../../http/endpoint.ts';
import { sessionViews } from '../../http/replies/sessions.ts';

endpoint(sessions.list, ({ app, caller }) => sessionViews(app, caller.actor.id, caller));
