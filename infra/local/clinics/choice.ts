/** The clinics that `npm run demo -- --clinic NAME` plays, by their names. */
import type { DemoClinic } from './clinic.ts';
import { germany } from './germany.ts';
import { kuwait } from './kuwait.ts';
import { newyork } from './newyork.ts';
import { tokyo } from './tokyo.ts';

const CLINICS: Readonly<Record<string, DemoClinic>> = { germany, newyork, tokyo, kuwait };

/** The clinic of that name. Throws, with the names that there are, when there is none. */
export function chooseClinic(name: string): DemoClinic {
  const chosen = Object.hasOwn(CLINICS, name) ? CLINICS[name] : undefined;
  if (chosen === undefined) {
    throw new Error(`There is no demo clinic "${name}". Choose ${Object.keys(CLINICS).join(', ')}.`);
  }
  return chosen;
}
