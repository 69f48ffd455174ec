/** What the patient pages ask of the server. */
import { useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { patient, patientSummary } from '../../../../functions/contracts/patients.ts';
import { invoiceListQuery } from '../../shared/queries/invoices.ts';
import { patientQueries } from '../../shared/queries/patients.ts';

export type Patient = z.output<typeof patient>;
export type PatientSummary = z.output<typeof patientSummary>;

type Page = { cursor?: string | undefined; limit: string };

export const usePatients = (search: Page & { query?: string | undefined }) =>
  useQuery(patientQueries.list(search));

export const usePatient = (id: string) => useQuery(patientQueries.one(id));

export const usePatientInvoices = (patientId: string, page: Page) =>
  useQuery(invoiceListQuery({ patient_id: patientId, ...page }));
