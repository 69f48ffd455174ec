/** Staff and their sessions, as the database keeps them. */
import type { StaffMember } from '../../contracts/auth.ts';
import type { ListedStaff, StaffSession } from '../../contracts/staff.ts';
import type { StaffRole } from '../../domain/access.ts';
import type { AccessGrant, AccessGrantKind } from '../../domain/approval.ts';
import type { Language } from '../../domain/messages.ts';
import type { SessionDelivery } from '../../domain/session.ts';
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

export type SessionStore = {
  open(session: {
    staffId: string;
    delivery: SessionDelivery;
    expiresAt: Date;
    /** Where it was opened from, for the list of sessions. */
    address: string | null;
    agent: string | null;
  }): Promise<string>;
  addToken(token: { sessionId: string; hash: Uint8Array; expiresAt: Date }): Promise<void>;
  /** The token with its session and staff, locked so that a second use of one token is detected. */
  lockToken(hash: Uint8Array): Promise<
    | {
        tokenId: string;
        sessionId: string;
        /** When it was first used. */
        usedAt: Date | null;
        expiresAt: Date;
        sessionExpiresAt: Date;
        lastSeenAt: Date;
        revoked: boolean;
        delivery: SessionDelivery;
        staff: StaffMember;
        disabled: boolean;
        secondFactor: boolean;
      }
    | undefined
  >;
  markUsed(tokenId: string, at: Date): Promise<void>;
  revoke(sessionId: string, because: string): Promise<void>;
  /**
   * The staff behind a session that is still good, as of now: role, state and what the clinic demands of them are read,
   * never trusted to a token.
   */
  staffOf(sessionId: string, now: Date): Promise<{ staff: StaffMember; mustEnrol: boolean } | undefined>;
  /** Whether the member of staff signed in from there lately. */
  knownAddress(staffId: string, address: string, since: Date): Promise<boolean>;
  /** Whether the person signed in before, but never from this address with this program. */
  isNewDevice(staffId: string, device: { address: string | null; agent: string | null }): Promise<boolean>;
  /** The sessions that still work, newest first. */
  list(staffId: string, now: Date): Promise<StoredSession[]>;
  ownerOf(sessionId: string): Promise<string | undefined>;
  /** Ends every session of an account except `kept`; returns how many there were. */
  revokeAll(staffId: string, because: string, except?: string): Promise<number>;
  steppedUp(sessionId: string, at: Date): Promise<void>;
  /** When the person of the session last proved who they are: at the sign-in and since. */
  provenAt(sessionId: string): Promise<{ signedInAt: Date; steppedUpAt: Date | null } | undefined>;
  /** A proof for one request, named by its fingerprint. */
  addProof(sessionId: string, request: string, at: Date): Promise<void>;
  /** Uses it up; false when there is none that still counts. */
  useProof(sessionId: string, request: string, now: Date): Promise<boolean>;
  /** The role behind a session that is still good, held as it is until the transaction ends. */
  lockActor(sessionId: string, now: Date): Promise<StaffRole | undefined>;
};

export type StoredSession = Omit<StaffSession, 'current'>;
