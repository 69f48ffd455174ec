/** Parameter schemas: small readers that turn form texts into values and refuse what Stripe refuses, with the path. */
import { invalidParameter } from './errors.ts';
import type { Form } from './form.ts';

/** Reads one parameter; `path` is its full name, such as `line_items[0][quantity]`. */
export type Read<T> = (value: Form | undefined, path: string) => T;
/** The readers of an object's fields, by the values that they give. */
export type Fields<T> = { [K in keyof T]: Read<T[K]> };
/** What a const of readers gives. */
export type Values<F extends Record<string, Read<unknown>>> = { [K in keyof F]: ReturnType<F[K]> };

/** An object with exactly these fields; any other name in it is refused. */
export function object<T>(fields: Fields<T>): Read<T> {
  return (value, path) => {
    if (value === undefined) throw missing(path);
    if (typeof value === 'string') throw invalidParameter('Invalid object', { param: path });
    const named = (key: string): string => (path === '' ? key : `${path}[${key}]`);
    const unknown = Object.keys(value).filter((key) => !Object.hasOwn(fields, key));
    if (unknown.length > 0) throw unknownParameters(unknown.map(named));
    const readers = Object.entries(fields) as [string, Read<unknown>][];
    return Object.fromEntries(readers.map(([key, read]) => [key, read(value[key], named(key))])) as T;
  };
}

export function optional<T>(read: Read<T>): Read<T | undefined> {
  return (value, path) => (value === undefined ? undefined : read(value, path));
}

/** Optional, and an empty text unsets the field (null). */
export function clearable<T>(read: Read<T>): Read<T | null | undefined> {
  return (value, path) => (value === '' ? null : optional(read)(value, path));
}

export function text(max = 5000): Read<string> {
  return (value, path) => {
    const given = scalar(value, path, 'string');
    if (given.length > max) {
      const message = `Invalid string: must be at most ${max} characters`;
      throw invalidParameter(message, { code: 'parameter_invalid_string', param: path });
    }
    return given;
  };
}

export function integer(min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): Read<number> {
  return (value, path) => {
    const given = scalar(value, path, 'integer');
    const refuse = (message: string): Error =>
      invalidParameter(message, { code: 'parameter_invalid_integer', param: path });
    if (!/^[+-]?\d{1,15}$/.test(given)) throw refuse(`Invalid integer: ${given}`);
    const number = Number(given);
    if (number < min) throw refuse(`This value must be greater than or equal to ${min}.`);
    if (number > max) throw refuse(`This value must be less than or equal to ${max}.`);
    return number;
  };
}

export const boolean: Read<boolean> = (value, path) => {
  const given = scalar(value, path, 'boolean');
  if (given !== 'true' && given !== 'false') {
    throw invalidParameter(`Invalid boolean: ${given}`, { param: path });
  }
  return given === 'true';
};

export function choice<const T extends string>(...allowed: T[]): Read<T> {
  return (value, path) => {
    const given = scalar(value, path, 'string');
    const found = allowed.find((one) => one === given);
    if (found === undefined) {
      throw invalidParameter(`Invalid ${path}: must be one of ${allowed.join(', ')}`, { param: path });
    }
    return found;
  };
}

/** A list, indexed `a[0]` or `a[]`; the order is that of the indices. */
export function list<T>(read: Read<T>, min = 0, max = 100): Read<T[]> {
  return (value, path) => {
    if (value === undefined) throw missing(path);
    const wrong =
      typeof value === 'string' ? value !== '' : Object.keys(value).some((key) => !/^\d{1,6}$/.test(key));
    if (wrong) throw invalidParameter('Invalid array', { param: path });
    const items = typeof value === 'string' ? [] : Object.entries(value);
    if (items.length < min || items.length > max) {
      throw invalidParameter(`Array must have between ${min} and ${max} elements.`, { param: path });
    }
    return items.map(([index, item]) => read(item, `${path}[${index}]`));
  };
}

export const url: Read<string> = (value, path) => {
  const given = text(5000)(value, path);
  if (!/^https?:\/\/[^\s/]+/.test(given) || !URL.canParse(given)) {
    throw invalidParameter('Not a valid URL', { code: 'url_invalid', param: path });
  }
  return given;
};

export const email: Read<string> = (value, path) => {
  const given = text(800)(value, path);
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(given)) {
    throw invalidParameter(`Invalid email address: ${given}`, { code: 'email_invalid', param: path });
  }
  return given;
};

/** A parameter that Stripe takes and this emulator does not model: refused aloud rather than ignored. */
export const unmodelled: Read<undefined> = (value, path) => {
  if (value === undefined) return undefined;
  const message = `The Stripe emulator does not model the parameter ${path}.`;
  throw invalidParameter(message, { code: 'emulator_unmodelled_parameter', param: path });
};

/** Fields that Stripe declares and this emulator does not model. */
export function unmodelledFields<const K extends string>(...names: K[]): Record<K, Read<undefined>> {
  return Object.fromEntries(names.map((name) => [name, unmodelled])) as Record<K, Read<undefined>>;
}

function scalar(value: Form | undefined, path: string, type: string): string {
  if (value === undefined) throw missing(path);
  if (typeof value !== 'string') throw invalidParameter(`Invalid ${type}: {...}`, { param: path });
  if (value !== '') return value;
  const message =
    `You passed an empty string for '${path}'. We assume empty values are an attempt to unset a field; however ` +
    `'${path}' cannot be unset. You should remove '${path}' from your request or supply a non-empty value.`;
  throw invalidParameter(message, { code: 'parameter_invalid_empty', param: path });
}

function missing(path: string): Error {
  return invalidParameter(`Missing required param: ${path}.`, { code: 'parameter_missing', param: path });
}

function unknownParameters(paths: string[]): Error {
  const noun = paths.length === 1 ? 'parameter' : 'parameters';
  const more = { code: 'parameter_unknown', param: paths[0] ?? '' };
  return invalidParameter(`Received unknown ${noun}: ${paths.join(', ')}`, more);
}
