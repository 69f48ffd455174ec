/** The notes of an invoice are health data: ciphertext under the patient's key. */
import type { Encryption } from '../security/encryption.ts';

/** Binds the ciphertext to its column. */
export const NOTES = 'invoice.notes';

/** The notes in clear; nothing when there are none, or when the patient was erased. */
export const openNotes = (encryption: Encryption, key: Buffer | null, notes: Buffer | null): string | null =>
  notes && key ? encryption.open(encryption.unwrap(key), notes, NOTES) : null;
