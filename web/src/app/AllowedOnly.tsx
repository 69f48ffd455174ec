/** Pages that not every role may open: the others read that they have no access. */
import { Outlet } from 'react-router';
import type { Action } from '../../../functions/domain/access.ts';
import { useSignedIn } from '../session/current.ts';
import { PageHeader } from '../shared/layout/PageHeader.tsx';
import { NoPermission } from '../shared/layout/states.tsx';

export function AllowedOnly({ needs, title, what }: { needs: Action; title: string; what: string }) {
  const { can } = useSignedIn();
  if (can(needs)) return <Outlet />;
  return (
    <>
      <PageHeader title={title} />
      <NoPermission what={what} />
    </>
  );
}
