/** What would go if records were purged now, and why; and what never goes. */
import { RETENTION_CLASSES, type RetentionClass } from '../../domain/settings.ts';
import type { RetentionReport } from '../ports/retention.ts';
import type { App } from '../ports.ts';

export type ClassReport = RetentionReport & { class: RetentionClass; years: number | null; why: string };

/** One line for each class of records. */
export async function reportRetention(app: App): Promise<ClassReport[]> {
  const { retention } = await app.db.read.settings.get();
  return Promise.all(
    RETENTION_CLASSES.map(async (name) => {
      const years = retention.years[name];
      const report = await app.db.read.retention.report(name, years, retention.hold_patients);
      if (retention.hold_everything) {
        const held = report.held + report.due;
        return { ...report, due: 0, held, class: name, years, why: 'Everything is on legal hold.' };
      }
      return { ...report, class: name, years, why: why(report, years) };
    }),
  );
}

function why({ saved, held }: RetentionReport, years: number | null): string {
  if (years === null) return 'Kept permanently: no retention rule applies.';
  const kept = `Kept for ${years} ${years === 1 ? 'year' : 'years'}`;
  if (!saved) return `${kept} by default; nothing goes before an admin has saved the rule.`;
  return `${kept}; legal hold keeps ${held} of those that are older.`;
}
