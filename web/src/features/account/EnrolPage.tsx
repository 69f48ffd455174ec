/** What someone sees whose clinic requires a second factor, until they have one. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { session } from '../../session/current.ts';
import { AuthCard } from '../../shared/layout/AuthCard.tsx';
import { Toasts } from '../../shared/layout/toasts.tsx';
import { SetUpSteps } from './SetUpSteps.tsx';

export function EnrolPage() {
  const [cache] = useState(() => new QueryClient());
  return (
    <QueryClientProvider client={cache}>
      <Toasts>
        <AuthCard
          title="Set up two-factor authentication"
          lead="Your clinic requires one: besides the password, a code from your phone. Nothing else is open until you have it."
        >
          <SetUpSteps onDone={session.enrolled} onCancel={() => void session.expire()} cancel="Sign out" />
        </AuthCard>
      </Toasts>
    </QueryClientProvider>
  );
}
