/** Alerts about who got access: every admin who was let in or reset within the last 24 hours. */

import { notAcknowledged } from './alert-acknowledgements.ts';

/** One SELECT in parentheses with the columns of an alert; $1 limits its rows. */
export const ADMIN_ACCESS_ALERTS = `
  (select 'admin_access', g.id::text,
     jsonb_build_object('name', s.name, 'grant', g.kind, 'granted_by', granter.name), g.granted_at
   from staff_access_grants g join staff s on s.id = g.staff_id left join staff granter on granter.id = g.granted_by
   where s.role = 'admin' and s.disabled_at is null and g.granted_at > now() - interval '24 hours'
     and ${notAcknowledged('g.id')}
   order by g.granted_at desc limit $1)`;
