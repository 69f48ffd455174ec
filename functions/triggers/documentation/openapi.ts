/** GET /api/v1/openapi.json */
import { documentation } from '../../contracts/documentation.ts';
import { openApi } from '../../contracts/openapi.ts';
import { endpoint } from '../../http/endpoint.ts';

let made: ReturnType<typeof openApi> | undefined;

endpoint(documentation.openapi, async () => {
  made ??= openApi();
  return { ...made };
});
