/** E-mails to staff. */
import type { Language } from '../../domain/messages.ts';
import type { StaffMessageKind } from '../../domain/staff-messages.ts';

export type StaffMessage = {
  id: string;
  staffId: string;
  kind: StaffMessageKind;
  causedBy: string | null;
  happenedAt: Date;
  state: 'pending' | 'sent' | 'failed';
  email: string;
  language: Language;
  aboutName: string | null;
};

export type StaffMessageStore = {
  add(message: {
    staffId: string;
    kind: StaffMessageKind;
    causedBy: string | null;
    aboutId: string | null;
    at: Date;
  }): Promise<string>;
  get(id: string): Promise<StaffMessage | undefined>;
  sent(id: string, at: Date): Promise<void>;
  failed(id: string, error: string): Promise<void>;
};
