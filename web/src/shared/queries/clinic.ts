/** How patients reach the clinic, for what is printed for them. */
import { useQuery } from '@tanstack/react-query';
import { patientApi } from '../../api/patient.ts';
import { KEYS } from './keys.ts';

/** Asked for when a page opens that can be printed: while printing it would come too late. */
export const useClinicContact = () =>
  useQuery({
    queryKey: KEYS.clinic,
    queryFn: () => patientApi.clinic({}),
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
