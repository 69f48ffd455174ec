/** Form-encoded parameters with brackets, `a[0][b]=c` and `a[]=c`, as a tree of texts. */
import { invalidParameter } from './errors.ts';

export type Form = string | FormFields;
export type FormFields = { [name: string]: Form };

const MAX_DEPTH = 12;
const MAX_PARAMETERS = 10_000;

/** Reads a query or a body. A name that is both a text and a branch is refused. */
export function decodeForm(encoded: string): FormFields {
  const root: FormFields = Object.create(null) as FormFields;
  let count = 0;
  for (const [name, value] of new URLSearchParams(encoded)) {
    count += 1;
    if (count > MAX_PARAMETERS) throw invalidParameter('Too many parameters.');
    put(root, keysOf(name), value, name);
  }
  return root;
}

function keysOf(name: string): string[] {
  const first = name.indexOf('[');
  if (first <= 0) return [name];
  const inner = name.slice(first);
  const keys = [...inner.matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? '');
  const wellFormed = inner === keys.map((key) => `[${key}]`).join('');
  if (!wellFormed || keys.length > MAX_DEPTH) throw invalidParameter(`Invalid parameter name: ${name}`);
  return [name.slice(0, first), ...keys];
}

function put(root: FormFields, keys: string[], value: string, name: string): void {
  let branch = root;
  for (const [index, key] of keys.entries()) {
    const step = key === '' ? String(Object.keys(branch).length) : key;
    if (index === keys.length - 1) {
      branch[step] = value;
      return;
    }
    const next = branch[step] ?? (Object.create(null) as FormFields);
    if (typeof next === 'string') throw invalidParameter(`Invalid parameter: ${name}`, { param: name });
    branch[step] = next;
    branch = next;
  }
}
