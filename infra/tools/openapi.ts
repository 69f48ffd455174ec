/** `npm run -s openapi > openapi.json`: the OpenAPI document, as the service serves it. */
import { openApi } from '../../functions/contracts/openapi.ts';

process.stdout.write(`${JSON.stringify(openApi(), null, 2)}\n`);
