/** Where an invoice is written: a new one, or a draft by its address. */
import { useState } from 'react';
import { useLocation, useParams } from 'react-router';
import { pageOf } from '../../../shared/layout/same-page.ts';
import { EditInvoicePage } from './EditInvoicePage.tsx';
import { NewInvoicePage } from './NewInvoicePage.tsx';

/** A new invoice keeps its form when its address becomes that of its draft; another page begins anew. */
export function BuilderPage() {
  return <Opened key={pageOf(useLocation())} />;
}

function Opened() {
  const { id } = useParams();
  const [opened] = useState(id);
  return opened === undefined ? <NewInvoicePage /> : <EditInvoicePage id={opened} />;
}
