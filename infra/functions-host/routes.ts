/** The route table: functions in the order of their names, the first match wins, the method is part of the match. */
import type { HostFunction } from './function-table.ts';
import { type Parameter, parseTemplate, type Segment } from './route-template.ts';

export type Params = Record<string, string>;
export type Route = {
  fn: HostFunction;
  template: string;
  methods: readonly string[];
  segments: readonly Segment[];
};
export type RouteMatch = { fn: HostFunction; params: Params };

export type RouteTable = {
  routes: readonly Route[];
  match(method: string, path: string): RouteMatch | undefined;
};

const RESERVED = /^\/*(admin|runtime)/i;

/**
 * Builds the table from HTTP functions that are already in the host's order. A reserved or doubled route puts its
 * function in error; a route that an earlier one hides is worth a warning.
 */
export function createRouteTable(
  functions: readonly HostFunction[],
  prefix: string,
  report: { error(name: string, reason: string): void; warning(text: string): void },
): RouteTable {
  const routes: Route[] = [];
  for (const fn of functions.filter(({ kind }) => kind === 'http')) {
    try {
      const route = toRoute(fn, prefix);
      const hiding = findHiding(routes, route);
      if (hiding !== undefined) {
        report.warning(
          `'${hiding.template}' of '${hiding.fn.name}' hides '${route.template}' of '${fn.name}'.`,
        );
      }
      routes.push(route);
    } catch (error) {
      report.error(fn.name, error instanceof Error ? error.message : String(error));
    }
  }
  const byMethod = new Map<string, Route[]>();
  for (const route of routes.filter(({ fn }) => !fn.disabled)) {
    for (const method of route.methods) byMethod.set(method, [...(byMethod.get(method) ?? []), route]);
  }
  return { routes, match: (method, path) => firstMatch(byMethod.get(method) ?? [], path) };
}

/** The earlier route that takes the requests of a new one, if any; throws when both are the same route. */
function findHiding(routes: readonly Route[], route: Route): Route | undefined {
  const rivals = routes.filter((other) => sharesMethod(other, route));
  const same = rivals.find((other) => sameTemplate(other, route));
  if (same !== undefined)
    throw new Error(`The route '${route.template}' is already that of '${same.fn.name}'.`);
  return rivals.find((other) => hides(other.segments, route.segments));
}

function toRoute(fn: HostFunction, prefix: string): Route {
  const own = typeof fn.trigger.route === 'string' ? fn.trigger.route : fn.name;
  if (RESERVED.test(own)) throw new Error('The specified route conflicts with one or more built in routes.');
  const template = [prefix, own.replace(/^\/+/, '')].filter((part) => part !== '').join('/');
  const methods = Array.isArray(fn.trigger.methods) ? fn.trigger.methods : ['GET', 'POST'];
  return {
    fn,
    template,
    methods: methods.map((method) => String(method).toUpperCase()),
    segments: parseTemplate(template),
  };
}

function firstMatch(candidates: readonly Route[], path: string): RouteMatch | undefined {
  const parts = splitPath(path);
  for (const route of candidates) {
    const params = matchSegments(route.segments, parts);
    if (params !== undefined) return { fn: route.fn, params };
  }
  return undefined;
}

/** Percent-decodes each part, except that `%2F` stays as it is: it is not a separator. */
function splitPath(path: string): string[] {
  const trimmed = path.replace(/^\//, '').replace(/\/$/, '');
  if (trimmed === '') return [];
  const parts = trimmed.split('/');
  return path.includes('%') ? parts.map(decodePart) : parts;
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part.replace(/%2f/gi, (escaped) => `%25${escaped.slice(1)}`));
  } catch {
    return part;
  }
}

/** The parameters of a path, or undefined when it does not match. */
export function matchSegments(segments: readonly Segment[], parts: readonly string[]): Params | undefined {
  const params: Params = Object.create(null);
  let next = 0;
  for (const segment of segments) {
    if (segment.kind === 'parameter' && segment.parameter.catchAll) {
      return accept(segment.parameter, parts.slice(next).join('/'), params) ? params : undefined;
    }
    const part = parts[next];
    if (!matchSegment(segment, part, params)) return undefined;
    next += 1;
  }
  return next >= parts.length ? params : undefined;
}

function matchSegment(segment: Segment, part: string | undefined, params: Params): boolean {
  if (segment.kind === 'literal') return part !== undefined && part.toLowerCase() === segment.text;
  if (segment.kind === 'parameter') return accept(segment.parameter, part ?? '', params);
  const values = segment.pattern.exec(part ?? '')?.slice(1);
  return (
    values !== undefined &&
    segment.parameters.every((parameter, i) => accept(parameter, values[i] ?? '', params))
  );
}

/** An absent value is its default, or nothing when it may be absent; a present one must meet every constraint. */
function accept(
  { name, constraints, optional, catchAll, defaultValue }: Parameter,
  value: string,
  params: Params,
): boolean {
  if (value === '') {
    if (defaultValue !== undefined) params[name] = defaultValue;
    return optional || catchAll || defaultValue !== undefined;
  }
  if (!constraints.every((holds) => holds(value))) return false;
  params[name] = value;
  return true;
}

const sharesMethod = (a: Route, b: Route): boolean => a.methods.some((method) => b.methods.includes(method));
const sameTemplate = (a: Route, b: Route): boolean => a.template.toLowerCase() === b.template.toLowerCase();

/** Whether a parameter of the earlier route takes what the later one spells out. */
function hides(earlier: readonly Segment[], later: readonly Segment[]): boolean {
  if (earlier.length !== later.length) return false;
  let taken = false;
  for (const [i, segment] of earlier.entries()) {
    const other = later[i];
    if (segment.kind === 'parameter' && other?.kind === 'literal') {
      if (!segment.parameter.constraints.every((holds) => holds(other.text))) return false;
      taken = true;
    } else if (segment.kind !== other?.kind) return false;
    else if (segment.kind === 'literal' && other.kind === 'literal' && segment.text !== other.text)
      return false;
  }
  return taken;
}
