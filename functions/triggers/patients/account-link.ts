/** POST /api/v1/patients/{id}/account-link */
import { createAccountLink } from '../../capabilities/patients/account-link.ts';
import { patientAccount } from '../../contracts/patient-account.ts';
import { linkUrl } from '../../domain/patient-link.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(patientAccount.accountLink, async ({ app, input, caller }) => {
  const link = await createAccountLink(app, input.id, caller);
  return {
    id: link.id,
    url: linkUrl(app.clinic.webUrl, 'account', app.tokens.linkToken(link)),
    expires_at: link.expiresAt.toISOString(),
  };
});
