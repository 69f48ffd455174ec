/** How the clinic is reached, for pages on which no invoice could be loaded. */
import { useEffect, useState } from 'react';
import { patientApi } from '../../api/patient.ts';

export type ClinicContact = { name: string; email: string; phone: string };

const KEY = 'clinic-contact';

/** What the last page knew. It names the clinic only, nothing of the patient. */
function remembered(): ClinicContact | undefined {
  try {
    const known: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    const fits =
      typeof known === 'object' &&
      known !== null &&
      ['name', 'email', 'phone'].every(
        (part) => typeof (known as Record<string, unknown>)[part] === 'string',
      );
    return fits ? (known as ClinicContact) : undefined;
  } catch {
    return undefined;
  }
}

function remember({ name, email, phone }: ClinicContact): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ name, email, phone }));
  } catch {
    // A browser that stores nothing asks again.
  }
}

/**
 * The contact that the page came with, else the clinic's own answer, else what an earlier page knew.
 *
 * @param wanted false while the page is still loading what names the clinic
 */
export function useClinicContact(
  known: ClinicContact | undefined,
  wanted: boolean,
): ClinicContact | undefined {
  const [found, setFound] = useState<ClinicContact>();
  useEffect(() => {
    if (known) return remember(known);
    if (!wanted) return;
    setFound(remembered());
    patientApi.clinic({}).then(
      (clinic) => {
        remember(clinic);
        setFound(clinic);
      },
      // Without an answer the remembered contact stays.
      () => undefined,
    );
  }, [known, wanted]);
  return known ?? found;
}
