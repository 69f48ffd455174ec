/** What staff should know before a patient is saved: who may be here already, and a phone that no text reaches. */
import type * as z from 'zod';
import type { patients } from '../../../../functions/contracts/patients.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { formatDay } from '../../shared/text/dates.ts';

export type PatientCheck = z.output<typeof patients.check.reply>;

type PatientWarningsProps = {
  others: PatientCheck['possible_duplicates'];
  phone: PatientCheck['phone'] | undefined;
};

export function PatientWarnings({ others, phone }: PatientWarningsProps) {
  return (
    <>
      {others.length > 0 && (
        <Notice intent="warning" title="This patient may be here already">
          {others.map((other) => (
            <AppLink key={other.id} to={`/staff/patients/${other.id}`}>
              {[other.name, other.dob && `born ${formatDay(other.dob)}`, other.email ?? other.phone]
                .filter(Boolean)
                .join(', ')}
            </AppLink>
          ))}
        </Notice>
      )}
      {phone?.textable === false && (
        <Notice intent="warning">
          Text messages may not reach {phone.international}. Check the number, or save it for calls.
        </Notice>
      )}
    </>
  );
}
