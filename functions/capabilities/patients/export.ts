/** Everything that the clinic holds about a patient, as one archive (the right to data portability). */
import { requireFound } from '../../domain/not-found.ts';
import { archivedDetails } from '../archives/read.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses `patient_unknown` (404). */
export async function exportPatient(app: App, id: string, by: Caller): Promise<Record<string, unknown>> {
  const tables = requireFound(await app.db.read.patients.everything(id), 'patient');
  await app.db.read.audit.record(by, { action: 'export_patient', targetType: 'patient', targetId: id });
  // Of an erased patient nothing can be read any more.
  const readable = tables.patients?.[0]?.erased_at === null;
  const archived = (tables.invoices ?? []).filter((invoice) => readable && invoice.archived_at !== null);
  return {
    clinic: app.clinic.name,
    exported_at: app.clock.now().toISOString(),
    patient_id: id,
    ...tables,
    archived_invoices: await Promise.all(
      archived.map(async (invoice) => ({
        invoice_id: invoice.id,
        ...(await archivedDetails(app, String(invoice.id))),
      })),
    ),
  };
}
