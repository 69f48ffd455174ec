/** Metadata: at most 50 keys of 40 characters with values of 500; an empty value removes its key. */
import { invalidParameter } from './errors.ts';
import type { Read } from './read.ts';

const MAX_KEYS = 50;
const MAX_KEY_LENGTH = 40;
const MAX_VALUE_LENGTH = 500;

export type MetadataChange = Record<string, string>;

export const metadata: Read<MetadataChange | null | undefined> = (value, path) => {
  if (value === undefined) return undefined;
  if (value === '') return null;
  if (typeof value === 'string') throw invalidParameter('Invalid object', { param: path });
  const entries = Object.entries(value);
  if (entries.length > MAX_KEYS) throw tooManyKeys(path);
  for (const [key, item] of entries) {
    const param = `${path}[${key}]`;
    if (key.length > MAX_KEY_LENGTH) {
      const message = `Metadata keys can only be up to ${MAX_KEY_LENGTH} characters long.`;
      throw invalidParameter(message, { param });
    }
    if (typeof item !== 'string') throw invalidParameter('Metadata values must be strings.', { param });
    if (item.length > MAX_VALUE_LENGTH) {
      const message = `Metadata values can have up to ${MAX_VALUE_LENGTH} characters.`;
      throw invalidParameter(message, { param });
    }
  }
  return Object.fromEntries(entries) as MetadataChange;
};

/** The metadata after a change; null removes everything, undefined nothing. */
export function mergeMetadata(
  current: Record<string, string> | null,
  change: MetadataChange | null | undefined,
): Record<string, string> {
  if (change === null) return {};
  const merged = Object.entries({ ...current, ...change }).filter(([, value]) => value !== '');
  if (merged.length > MAX_KEYS) throw tooManyKeys('metadata');
  return Object.fromEntries(merged);
}

const tooManyKeys = (path: string): Error =>
  invalidParameter(`You can only have up to ${MAX_KEYS} metadata keys.`, { param: path });
