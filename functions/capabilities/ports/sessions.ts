/** The sessions of staff, and their tokens. */
import type { StaffMember } from '../../contracts/auth.ts';
import type { StaffSession } from '../../contracts/staff.ts';
import type { StaffRole } from '../../domain/access.ts';
import type { SessionDelivery } from '../../domain/session.ts';

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
