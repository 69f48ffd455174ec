/** POST /api/v1/archives/{id}/verify */
import { verifyArchive } from '../../capabilities/archives/verify.ts';
import { archives } from '../../contracts/archives.ts';
import { endpoint } from '../../http/endpoint.ts';
import { archiveReply } from '../../http/replies/archives.ts';

endpoint(archives.verify, async ({ app, input, caller }) =>
  archiveReply(await verifyArchive(app, input.id, caller)),
);
