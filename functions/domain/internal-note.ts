/** Internal notes on an invoice: how many there are, and who may remove one. */
import { refuse } from './refusal.ts';

/** The most notes of one invoice. */
export const INTERNAL_NOTES_MAX = 100;

/** Refuses another note above the most (`too_many_notes`, 409). */
export function requireRoomForNote(notes: number): void {
  if (notes < INTERNAL_NOTES_MAX) return;
  const message = `An invoice has at most ${INTERNAL_NOTES_MAX} internal notes. Remove one first.`;
  refuse('conflict', 'too_many_notes', message);
}

/** Refuses to remove what someone else wrote, except to an admin (`note_of_another`, 403). */
export function requireOwnNote(note: { staffId: string }, by: { id: string; role: string }): void {
  if (note.staffId === by.id || by.role === 'admin') return;
  refuse('forbidden', 'note_of_another', 'Only its author or an admin can remove this note.');
}
