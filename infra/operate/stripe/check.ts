/** Everything between the clinic and its Stripe account, in the order in which it can be put right. */
import { bad, type Finding, findingsOf, isBad, ok } from '../finding.ts';
import { accountFindings, modeFindings, permissionFindings } from './account.ts';
import { isLiveKey, type StripeValues, stripeFor } from './connection.ts';
import { agreeOnEndpoint, type EndpointWork } from './endpoint.ts';
import { booksFinding, testEvent } from './test-event.ts';

export type StripeCheck = Omit<EndpointWork, 'stripe'> & {
  values: StripeValues;
  /** Whether a test event is sent. */
  sendsEvent: boolean;
};

/** Checks, and puts right what may be changed. Each finding is given away as soon as it is known. */
export async function checkStripe(check: StripeCheck, found: (finding: Finding) => void): Promise<boolean> {
  const all: Finding[] = [];
  const add = (findings: Finding[]): void => {
    for (const finding of findings) {
      all.push(finding);
      found(finding);
    }
  };
  const { values } = check;
  const stripe = stripeFor(values);
  add(await findingsOf('Mode', () => modeFindings(stripe, values)));
  // A key of the wrong mode, or none at all: nothing may be made with it.
  if (isBad(all)) return false;
  add(await findingsOf('Account', () => accountFindings(stripe, values)));
  add(await permissionFindings(stripe));
  let isNew = false;
  add(
    await findingsOf('Endpoint', async () => {
      const outcome = await agreeOnEndpoint({ ...check, stripe });
      isNew = outcome.isNew;
      return outcome.findings;
    }),
  );
  const database = values.DATABASE_URL ?? '';
  add(await findingsOf('Books', () => booksFinding(database, isLiveKey(values.STRIPE_SECRET_KEY ?? ''))));
  if (isNew)
    add([
      bad(
        'Test event: not sent yet. Restart the server, so that it knows the new secret, and run this again.',
      ),
    ]);
  else if (!check.sendsEvent) add([ok('Test event: not sent (--dry-run)')]);
  else if (isBad(all)) add([bad('Test event: not sent. Put the lines above right first.')]);
  else add(await findingsOf('Test event', () => testEvent(stripe, values)));
  return !isBad(all);
}
