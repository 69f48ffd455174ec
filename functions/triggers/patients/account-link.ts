/** POST /api/v1/patients/{id}/account-link */
import { createAccountLink } from '../../capabilities/patients/account-link.ts';
import { patientAccount } from '../../contracts/patient-account.ts';
import { command } from '../../http/command.ts';
import { accountLinkReply } from '../../http/replies/links.ts';

command(
  patientAccount.accountLink,
  ({ app, input: { id: patientId, notify: channels = [] }, caller }) =>
    createAccountLink(app, { patientId, channels }, caller),
  ({ app }, id) => accountLinkReply(app, id),
);
