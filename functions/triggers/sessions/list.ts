/** GET /api/v1/sessions */
import { sessions } from '../../contracts/staff.ts';
import { endpoint } from '../endpoint.ts';
import { sessionViews } from '../session-views.ts';

endpoint(sessions.list, ({ app, caller }) => sessionViews(app, caller.actor.id, caller));
