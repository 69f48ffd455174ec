/** What the patient pages ask of the server. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { patient, patientSummary } from '../../../../functions/contracts/patients.ts';
import { api } from '../../api/api.ts';

export type Patient = z.output<typeof patient>;
export type PatientSummary = z.output<typeof patientSummary>;

type Search = { query?: string | undefined; cursor?: string | undefined; limit: string };

export const usePatients = (search: Search) =>
  useQuery({
    queryKey: ['patients', 'list', search],
    queryFn: ({ signal }) => api.patients.search(search, { signal }),
    placeholderData: keepPreviousData,
  });

export const usePatient = (id: string) =>
  useQuery({
    queryKey: ['patients', 'one', id],
    queryFn: ({ signal }) => api.patients.get({ id }, { signal }),
  });

export const usePatientInvoices = (patientId: string, page: { cursor?: string | undefined; limit: string }) =>
  useQuery({
    queryKey: ['invoices', 'list', { patient_id: patientId, ...page }],
    queryFn: ({ signal }) => api.invoices.list({ patient_id: patientId, ...page }, { signal }),
    placeholderData: keepPreviousData,
  });
