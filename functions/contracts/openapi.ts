/** The OpenAPI document, made from the same schemas that validate (decision 27). */
import * as z from 'zod';
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import { contracts } from './contracts.ts';
import { problem } from './fields.ts';
import type { Route } from './route.ts';

const PROBLEMS = {
  '400': 'Bad request',
  '401': 'Unauthorized',
  '403': 'Forbidden',
  '404': 'Not found',
  '409': 'Conflict',
  '422': 'Unprocessable content',
  '429': 'Too many requests',
  '503': 'Service unavailable',
};

const KNOWN = z.string().max(2_000).optional().meta({
  description: 'The ETag of an earlier answer: when it is still the answer, 304 comes without a body.',
});

/** Instead of `query`. */
const SEARCH_TEXT = z.string().max(2_000).optional().meta({
  description:
    'What to search for, percent-encoded, in place of `query`: a header is in no address and no access log. The portal searches this way.',
});

const allRoutes = (): [string, Route][] =>
  Object.entries(contracts).flatMap(([area, routes]) =>
    Object.values(routes as Record<string, Route>).map((route): [string, Route] => [area, route]),
  );

/** The whole API as OpenAPI 3.1. */
export function openApi() {
  const paths: ZodOpenApiPathsObject = {};
  for (const [area, route] of allRoutes()) {
    const path = `/api/${route.path}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(area, route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Clinic Billing',
      version: 'v1',
      description: 'Amounts are integers in the minor unit of the currency.',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { staff: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  });
}

function operation(area: string, route: Route) {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const shape = route.input instanceof z.ZodObject ? (route.input.shape as Record<string, z.ZodType>) : {};
  const fields = (keep: (name: string) => boolean) =>
    z.strictObject(Object.fromEntries(Object.entries(shape).filter(([name]) => keep(name))));
  const rest = fields((name) => !inPath.includes(name));
  const asQuery = route.method === 'GET' || route.method === 'DELETE';
  const hasRest = Object.keys(rest.shape).length > 0;
  const headers = {
    ...(route.idempotent && { 'Idempotency-Key': z.string().max(255).optional() }),
    ...(hasEtag(route) && { 'If-None-Match': KNOWN }),
    ...(asQuery && 'query' in shape && { 'Search-Text': SEARCH_TEXT }),
  };
  return {
    operationId: route.name,
    tags: [area],
    summary: route.summary,
    ...(route.who !== 'anyone' &&
      route.who !== 'signed' && { security: [{ staff: [] }], description: `Needs: ${route.who}.` }),
    requestParams: {
      ...(inPath.length > 0 && { path: fields((name) => inPath.includes(name)) }),
      ...(asQuery && hasRest && { query: rest }),
      ...(Object.keys(headers).length > 0 && { header: z.object(headers) }),
    },
    ...(!asQuery &&
      hasRest && { requestBody: { required: true, content: { 'application/json': { schema: rest } } } }),
    responses: {
      [route.status]: answerOf(route),
      ...(hasEtag(route) && { '304': { description: 'The answer that the caller knows' } }),
      ...Object.fromEntries(
        Object.entries(PROBLEMS).map(([status, description]) => [
          status,
          { description, content: { 'application/problem+json': { schema: problem } } },
        ]),
      ),
    },
  };
}

/** Files, and answers with the version of a record. */
const hasEtag = (route: Route): boolean =>
  route.method === 'GET' &&
  (route.file !== undefined || (route.reply instanceof z.ZodObject && 'version' in route.reply.shape));

function answerOf(route: Route) {
  if (route.file !== undefined) return { description: route.summary, content: { [route.file]: {} } };
  if (route.status === 204 || route.reply instanceof z.ZodUndefined) return { description: 'Done' };
  return { description: route.summary, content: { 'application/json': { schema: route.reply } } };
}
