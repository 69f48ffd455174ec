/** Alerts about who got access: every admin who was let in or reset within the last 24 hours. */

import { notAcknowledged } from './alerts.ts';

/** One SELECT in parentheses with the columns of an alert; $1 limits its rows. */
export const ADMIN_ACCESS_ALERTS = `
  (select 'admin_access', g.id::text,
     s.name || case g.kind
         when 'invited' then ' was invited as an admin'
         when 'registered' then ' was registered as an admin'
         when 'reset' then ', an admin, got a new password link'
         when 'second_factor_removed' then ', an admin, lost their second factor'
         when 'role_changed' then ' was made an admin'
         else ', an admin, was enabled again' end
       || ' by ' || coalesce(granter.name, 'whoever runs the database'),
     g.granted_at, 'If this was not expected, disable the account on the page People at once'
   from staff_access_grants g join staff s on s.id = g.staff_id left join staff granter on granter.id = g.granted_by
   where s.role = 'admin' and s.disabled_at is null and g.granted_at > now() - interval '24 hours'
     and ${notAcknowledged('g.id')}
   order by g.granted_at desc limit $1)`;
