/** GET /api/v1/openapi.json */
import { documentation } from '../../contracts/documentation.ts';
import { openApi } from '../../contracts/openapi.ts';
import { endpoint } from '../../http/endpoint.ts';
import { etagOf } from '../../http/etag.ts';
import { Reply } from '../../http/reply.ts';

let made: { document: ReturnType<typeof openApi>; etag: string } | undefined;

function make(): NonNullable<typeof made> {
  const document = openApi();
  return { document, etag: etagOf(JSON.stringify(document)) };
}

endpoint(documentation.openapi, async () => {
  made ??= make();
  return new Reply({ ...made.document }, { headers: { etag: made.etag } });
});
