/** Staff, as the database keeps them. */
import type { StaffMember } from '../../contracts/auth.ts';
import type { ListedStaff } from '../../contracts/staff.ts';
import type { StaffRole } from '../../domain/access.ts';
import type { AccessGrant, AccessGrantKind } from '../../domain/approval.ts';
import type { Language } from '../../domain/messages.ts';
import type { StaffLinkPurpose } from '../../domain/staff-link.ts';
import type { Page, PageOf } from './common.ts';

/** An account with what its sign-in needs. */
export type StaffAccount = StaffMember & {
  /** Counts the changes of name, address, role and access. */
  version: number;
  /** Null: invited, and no password chosen yet. */
  passwordHash: string | null;
  disabled: boolean;
  /** Of e-mails about the account. */
  language: Language;
  /** Counts once it is confirmed. */
  secondFactor: { secret: string; confirmed: boolean } | null;
};

export type StaffStore = {
  count(): Promise<number>;
  /** Locks the decision whether staff exist, so that simultaneous set-ups create one admin. */
  lockAll(): Promise<void>;
  add(staff: Omit<StaffMember, 'id'> & { passwordHash: string | null }): Promise<StaffMember | 'email_taken'>;
  byEmail(email: string): Promise<StaffAccount | undefined>;
  get(id: string): Promise<StaffAccount | undefined>;
  lock(id: string): Promise<StaffAccount | undefined>;
  list(page: Page): Promise<PageOf<ListedStaff>>;
  view(id: string): Promise<ListedStaff | undefined>;
  /** Whether another active admin exists; other callers wait until this transaction ends. */
  hasOtherAdmin(id: string): Promise<boolean>;
  change(id: string, change: { name?: string; role?: StaffRole }): Promise<void>;
  setLanguage(id: string, language: Language): Promise<void>;
  setPassword(id: string, hash: string): Promise<void>;
  setDisabled(id: string, at: Date | null): Promise<void>;
  setSecondFactor(id: string, secret: string | null): Promise<void>;
  confirmSecondFactor(id: string, at: Date): Promise<void>;
  /** Uses up the code of a half-minute; false when it, or a later one, was used before. */
  useStep(id: string, step: number): Promise<boolean>;
  setRecoveryCodes(id: string, hashes: readonly Uint8Array[]): Promise<void>;
  recoveryCodesLeft(id: string): Promise<number>;
  useRecoveryCode(id: string, hash: Uint8Array): Promise<boolean>;
  addLink(link: {
    staffId: string;
    purpose: StaffLinkPurpose;
    hash: Uint8Array;
    expiresAt: Date;
    createdBy: string | null;
  }): Promise<void>;
  revokeLinks(staffId: string): Promise<void>;
  /** Whose link it is, if it still works. */
  staffOfLink(hash: Uint8Array, now: Date): Promise<string | undefined>;
  /** Uses it up and answers who made it; nothing when it did not work any more. */
  useLink(
    hash: Uint8Array,
    now: Date,
  ): Promise<{ purpose: StaffLinkPurpose; createdBy: string | null } | undefined>;
  /** Records that another member of staff gave this person access, or more of it. */
  addGrant(grant: {
    staffId: string;
    kind: AccessGrantKind;
    grantedBy: string | null;
    at: Date;
  }): Promise<void>;
  grants(staffId: string, since: Date): Promise<AccessGrant[]>;
  /** The admins who can sign in. */
  activeAdmins(): Promise<StaffMember[]>;
};
