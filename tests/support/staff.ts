/** The two who work at every test clinic. */

export const ADMIN = { email: 'admin@clinic.example', password: 'quiet harbour lantern 7' };
export const CLERK = { email: 'clerk@clinic.example', password: 'seven paper boats drift' };
