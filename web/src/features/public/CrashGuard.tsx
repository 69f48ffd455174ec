/** When a page breaks, the patient still reads what to do. */
import { Component, type ReactNode } from 'react';
import { Problem } from '../../api/problem.ts';
import { Trouble } from './Trouble.tsx';

/** Whether a receipt was on the screen: then nothing may be said about what was charged. */
const crashedPage = () => (window.location.pathname.startsWith('/patient/receipt') ? 'receipt' : 'invoice');

export class CrashGuard extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    const problem = new Problem({ status: 500, code: 'page_fault', detail: 'The page broke.' });
    return (
      <Trouble problem={problem} token="" page={crashedPage()} onRetry={() => window.location.reload()} />
    );
  }
}
