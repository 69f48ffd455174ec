/** The promises and the functions are the same list, and the database step that the code needs is the newest one. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contracts } from '../../functions/contracts/contracts.ts';
import type { Route } from '../../functions/contracts/route.ts';
import { NEWEST_MIGRATION } from '../../functions/newest-migration.ts';
import { migrationNames } from '../../infra/operate/migration-source.ts';
import { type Service, startService } from '../support/service.ts';

const routes: Route[] = Object.values(contracts).flatMap((area) =>
  Object.values(area as Record<string, Route>),
);

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

test('every route has a function, and every HTTP function keeps a promise', () => {
  const promised = routes.map(({ name, method, path }) => `${name} ${method} api/${path}`).sort();
  const served = service.host.functions
    .filter((fn) => fn.trigger === 'http' && fn.name !== 'zz-no-route')
    .map((fn) => `${fn.name} ${fn.methods?.join()} ${fn.route}`.replace(' /', ' '))
    .sort();
  expect(served).toEqual(promised);
});

test('no two routes have one name, and none hides behind another', () => {
  const names = routes.map((route) => route.name);
  expect(new Set(names).size).toBe(names.length);
  // The host tries functions by name and takes the first that matches: a literal must come before a parameter.
  const byName = [...routes].sort((a, b) => (a.name < b.name ? -1 : 1));
  const hidden = byName.flatMap((route, index) =>
    byName
      .slice(0, index)
      .filter(
        (earlier) =>
          earlier.method === route.method && pattern(earlier.path).test(route.path.replace(/\{\w+\}/g, 'x')),
      )
      .map((earlier) => `${route.name} behind ${earlier.name}`),
  );
  expect(hidden).toEqual([]);
});

test('every GET of a path without parameters answers someone who is not signed in with 401, or is open on purpose', async () => {
  for (const route of routes.filter((each) => each.method === 'GET' && !each.path.includes('{'))) {
    const answer = await service.call('GET', route.path.replace(/^v1/, ''));
    const expected = route.who === 'anyone' ? [200, 503] : [401];
    expect(expected, route.name).toContain(answer.status);
  }
});

test('health waits for the newest step of the database', () => {
  expect(NEWEST_MIGRATION).toBe(migrationNames().at(-1));
});

const pattern = (path: string) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`, 'i');
