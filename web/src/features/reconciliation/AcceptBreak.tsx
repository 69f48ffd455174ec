/** Accepts a difference that was looked into; it is not raised again. */
import { Textarea } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { adminApi } from '../../api/office.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import type { Break } from './queries.ts';
import { CLASS_WORDS } from './words.ts';

export function AcceptBreak({ of, onClose }: { of: Break; onClose: () => void }) {
  const cache = useQueryClient();
  const toasts = useToasts();
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const accept = useMutation({
    mutationFn: () => adminApi.reconciliation.accept({ id: of.id, note: note.trim() }),
    onSuccess: () => {
      toasts.success('The difference was accepted');
      onClose();
      void cache.invalidateQueries({ queryKey: ['reconciliation'] });
      void cache.invalidateQueries({ queryKey: ['dashboard'] });
    },
  });
  return (
    <FormDialog
      title={`Accept “${CLASS_WORDS[of.class]}”?`}
      action="Accept difference"
      stay="Not now"
      busy={accept.isPending}
      error={accept.error}
      onSubmit={() => {
        setTried(true);
        if (note.trim()) accept.mutate();
      }}
      onClose={onClose}
    >
      <p>
        The difference about {of.object} stays in the list as accepted and is not raised again. Nothing is
        booked by this.
      </p>
      <FormField label="Note" required error={tried && !note.trim() ? 'Say what it was.' : undefined}>
        <Textarea value={note} maxLength={LIMITS.reason} onChange={(_, { value }) => setNote(value)} />
      </FormField>
    </FormDialog>
  );
}
