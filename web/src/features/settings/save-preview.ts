/** Saves a sample invoice with details that are not saved yet. */
import { withProof } from '../../api/step-up.ts';
import { session } from '../../session/current.ts';
import { saveFile } from '../../shared/inputs/save-file.ts';
import type { DetailsInput } from './clinic-details.ts';

/** Throws a Problem, as the API refuses. */
export const savePreview = (details: DetailsInput): Promise<void> =>
  withProof(() =>
    saveFile(
      session.send('/api/v1/clinic-details/preview', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(details),
      }),
      'preview.pdf',
    ),
  );
