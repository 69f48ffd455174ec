/** GET /api/v1/audit/chain */
import { checkChain } from '../../capabilities/audit/chain.ts';
import { audit } from '../../contracts/audit.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(audit.chain, async ({ app }) => {
  const { entries, checkedFrom, checkedTo, intact, finding, seal } = await checkChain(app);
  return {
    entries,
    checked_from: checkedFrom,
    checked_to: checkedTo,
    intact,
    finding,
    seal: seal && {
      code: seal.code,
      position: seal.position,
      sealed_at: seal.sealedAt,
      kept_outside: seal.keptOutside,
    },
  };
});
