/** The API's description of itself. */
import * as z from 'zod';
import { route } from './route.ts';

export const documentation = {
  openapi: route({
    name: 'documentation-openapi',
    method: 'GET',
    path: 'v1/openapi.json',
    who: 'anyone',
    summary: 'This API as an OpenAPI 3.1 document',
    input: z.strictObject({}),
    reply: z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()).optional() }),
    status: 200,
  }),
};
