/** What can be asked of a path, for whoever asks in another way. */
import { contracts } from './contracts.ts';
import type { Method, Route } from './route.ts';

const PATHS = Object.values(contracts)
  .flatMap((area) => Object.values(area as Record<string, Route>))
  .map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`, 'i'),
  }));

/** The methods of the routes at a path such as `v1/patients`; none when there is no such path. */
export const methodsOf = (path: string): Method[] =>
  PATHS.filter(({ pattern }) => pattern.test(path))
    .map(({ method }) => method)
    .sort();
