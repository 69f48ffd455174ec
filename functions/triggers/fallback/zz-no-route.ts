/** Any other path under /api/v1: the host tries functions by name, so this one, named last, answers what none does. */
import { app as functions } from '@azure/functions';
import { runningApp } from '../../app.ts';
import { refuse } from '../../domain/refusal.ts';
import { requestId } from '../origin.ts';
import { problemOf, traced } from '../reply.ts';

functions.http('zz-no-route', {
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
  route: 'v1/{*path}',
  authLevel: 'anonymous',
  handler: async (request) => {
    const id = requestId(request);
    const app = runningApp();
    try {
      return refuse('missing', 'no_such_route', `There is no ${request.method} here.`);
    } catch (error) {
      return traced(app, problemOf(app, error, id), id);
    }
  },
});
