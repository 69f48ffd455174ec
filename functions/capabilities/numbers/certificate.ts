/** The certificate of a month: every number that was given, what became of it, and that none is missing (decision 5). */
import type { NumberCertificate } from '../../contracts/numbers.ts';
import type { NumberedDocument } from '../../domain/numbering.ts';
import { sha256Of } from '../documents/sha256.ts';
import type { App } from '../ports.ts';

/** Certifies a month (`202611`); the hash is over the numbers and their documents, which never change. */
export async function certifyNumbers(
  app: App,
  kind: NumberedDocument,
  month: string,
): Promise<NumberCertificate> {
  const numbers = await app.db.read.numbers.ofMonth(kind, month);
  const last = numbers.at(-1)?.sequence ?? 0;
  const given = new Set(numbers.map(({ sequence }) => sequence));
  const setAside = await app.db.read.numbers.setAside(kind, month);
  const explained = (place: number) =>
    given.has(place) || setAside.some((range) => range.first <= place && place <= range.last);
  const missing = Array.from({ length: last }, (_, index) => index + 1).filter((place) => !explained(place));
  const lasting = numbers.map(({ number, document_id, given_at }) => [number, document_id, given_at]);
  return {
    kind,
    month,
    gapless: missing.length === 0 && given.size === numbers.length,
    missing,
    count: numbers.length,
    last,
    numbers,
    set_aside: setAside,
    content_hash: sha256Of(JSON.stringify(lasting)),
  };
}
