/** When a disk or a certificate is an alert, read from what the processes say of their machine. */
import type { AlertOf } from './alert-facts.ts';
import type { Reading } from './metrics.ts';

const GIB = 1024 ** 3;
const DAY_SECONDS = 86_400;
const CERTIFICATE_DAYS = 14;

export type MachineAlert = AlertOf<'disk_low' | 'certificate_expiring'>;

/** Less than a gibibyte, or less than a tenth of a disk and less than ten gibibytes. */
export const isDiskLow = (free: number, size: number): boolean =>
  free < GIB || (free < size / 10 && free < 10 * GIB);

/** Each folder and the certificate once, however many processes read them. */
export function machineAlerts(readings: readonly Reading[]): MachineAlert[] {
  const found = new Map<string, MachineAlert>();
  for (const reading of readings) {
    const alert = diskAlert(reading, readings) ?? certificateAlert(reading);
    if (alert) found.set(`${alert.kind} ${alert.id}`, alert);
  }
  return [...found.values()];
}

function diskAlert(
  { name, labels, value: free }: Reading,
  readings: readonly Reading[],
): MachineAlert | undefined {
  const { folder, process } = labels;
  if (name !== 'clinic_disk_free_bytes' || folder === undefined) return undefined;
  const size = readings.find(
    (each) =>
      each.name === 'clinic_disk_size_bytes' &&
      each.labels.folder === folder &&
      each.labels.process === process,
  );
  if (size === undefined || !isDiskLow(free, size.value)) return undefined;
  return {
    kind: 'disk_low',
    id: folder,
    facts: { free_bytes: free, size_bytes: size.value },
  };
}

function certificateAlert({ name, value: seconds }: Reading): MachineAlert | undefined {
  const days = Math.floor(seconds / DAY_SECONDS);
  if (name !== 'clinic_certificate_expires_seconds' || days >= CERTIFICATE_DAYS) return undefined;
  return { kind: 'certificate_expiring', id: 'certificate', facts: { seconds_left: seconds } };
}
