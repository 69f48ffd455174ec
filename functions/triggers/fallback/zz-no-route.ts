/** Any other path under /api/v1: the host tries functions by name, so this one, named last, answers what none does. */
import { app as functions } from '@azure/functions';
import { runningApp } from '../../app.ts';
import { methodsOf } from '../../contracts/methods.ts';
import { Refusal } from '../../domain/refusal.ts';
import { requestId } from '../../http/origin.ts';
import { problemOf, traced } from '../../http/reply.ts';

functions.http('zz-no-route', {
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
  route: 'v1/{*path}',
  authLevel: 'anonymous',
  handler: async (request) => {
    const id = requestId(request);
    const app = runningApp();
    const allowed = methodsOf(`v1/${request.params.path ?? ''}`);
    const known = allowed.length > 0;
    const refusal = known
      ? new Refusal('wrong_method', 'method_not_allowed', `Use ${allowed.join(' or ')} here.`)
      : new Refusal('missing', 'no_such_route', 'No such endpoint.');
    const { headers, ...problem } = problemOf(app, refusal, id);
    return traced(
      app,
      { ...problem, headers: { ...headers, ...(known && { allow: allowed.join(', ') }) } },
      id,
    );
  },
});
