/** One call of the API: its address, the parameters it takes, and what it does. */
import { invalidParameter, resourceMissing } from '../params/errors.ts';
import type { FormFields } from '../params/form.ts';
import { type Fields, integer, list, object, optional, text } from '../params/read.ts';
import type { Kind, Objects } from '../state/kinds.ts';
import type { Filter, Position } from '../state/store.ts';
import type { World } from '../state/world.ts';
import { checkListExpansion, present } from './present.ts';

export type Method = 'GET' | 'POST' | 'DELETE';
export type Endpoint = {
  method: Method;
  /** The address; `:id` stands for one part of it. */
  path: string;
  /** Checks the parameters at once; the work, done later, answers the body. */
  prepare(world: World, form: FormFields, id: string): () => unknown;
};

const EXPAND = { expand: optional(list(text())) };
type Expanding = { expand: string[] | undefined };
const PAGE = {
  limit: optional(integer(1, 100)),
  starting_after: optional(text()),
  ending_before: optional(text()),
};

type Run<T> = (world: World, input: NoInfer<T>, id: string) => object;

/** A reading call with strict parameters; `expand` is understood by all. */
export const get = <T>(path: string, fields: Fields<T>, run: Run<T>): Endpoint =>
  call('GET', path, { fields, run });

/** A changing call with strict parameters. */
export const post = <T>(path: string, fields: Fields<T>, run: Run<T>): Endpoint =>
  call('POST', path, { fields, run });

function call<T>(
  method: Method,
  path: string,
  { fields, run }: { fields: Fields<T>; run: Run<T> },
): Endpoint {
  const read = object({ ...fields, ...EXPAND } as Fields<T & Expanding>);
  return {
    method,
    path,
    prepare: (world, form, id) => {
      const input = read(form, '');
      return () => present(world, run(world, input, id), input.expand ?? []);
    },
  };
}

/** `DELETE /v1/things/:id`. */
export const del = (path: string, run: (world: World, id: string) => object): Endpoint =>
  call('DELETE', path, { fields: {}, run: (world, _, id) => run(world, id) });

/** `GET /v1/things/:id`. */
export function retrieve<K extends Kind>(path: string, kind: K): Endpoint {
  return get(path, {}, (world, _, id) => existing(world, kind, id));
}

/** The object that the address or the parameter `param` names. */
export function existing<K extends Kind>(world: World, kind: K, id: string, param = 'id'): Objects[K] {
  const found = world.store.find(kind, id);
  if (found === undefined) throw resourceMissing(kind, id, param);
  return found;
}

/** `GET /v1/things`: newest first, paged by the id before or after which to go on. */
export function listing<T>(
  { path, kind }: { path: string; kind: Kind },
  fields: Fields<T>,
  filterOf: (input: NoInfer<T>, world: World) => Filter,
): Endpoint {
  const read = object({ ...fields, ...PAGE, ...EXPAND } as Fields<T & PageInput & Expanding>);
  const filterNames = Object.keys(fields);
  return {
    method: 'GET',
    path,
    prepare: (world, form) => {
      const input = read(form, '');
      if (input.starting_after !== undefined && input.ending_before !== undefined) {
        const message = 'You cannot parameterize both starting_after and ending_before';
        throw invalidParameter(message, { code: 'parameters_exclusive' });
      }
      const expand = input.expand ?? [];
      checkListExpansion(kind, expand);
      const filter = filterOf(only(input, filterNames), world);
      return () => present(world, { ...page(world, kind, filter, input), url: path }, expand);
    },
  };
}

type PageInput = { limit: number | undefined } & Record<
  'starting_after' | 'ending_before',
  string | undefined
>;

function page(world: World, kind: Kind, filter: Filter, input: PageInput): object {
  const limit = input.limit ?? 10;
  const before = position(world, kind, input.starting_after, 'starting_after');
  const after = position(world, kind, input.ending_before, 'ending_before');
  const bounds = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
  const found = world.store.list(kind, filter, { ...bounds, limit: limit + 1 });
  const data = found.slice(0, limit);
  if (after !== undefined) data.reverse();
  return { object: 'list', data, has_more: found.length > limit };
}

function only<T extends object>(input: T, fields: string[]): T {
  return Object.fromEntries(Object.entries(input).filter(([name]) => fields.includes(name))) as T;
}

function position(world: World, kind: Kind, id: string | undefined, param: string): Position | undefined {
  if (id === undefined) return undefined;
  const found = world.store.positionOf(kind, id);
  if (found === undefined) throw resourceMissing(kind, id, param);
  return found;
}
