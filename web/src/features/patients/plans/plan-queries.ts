/** What the tab of payment plans asks of the server. */
import { queryOptions } from '@tanstack/react-query';
import { planApi } from '../../../api/payment-plans.ts';
import { KEYS } from '../../../shared/queries/keys.ts';

/** Under the key of patients: a payment changes what each instalment has received. */
export const patientPlansQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEYS.patients, 'payment-plans', id],
    queryFn: ({ signal }) => planApi.patients.paymentPlans({ id }, { signal }),
  });
