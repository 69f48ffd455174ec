/** Access tokens, refresh tokens and the tokens of links. */
import type { StaffMember } from '../../contracts/auth.ts';
import type { LinkPurpose } from '../../domain/patient-link.ts';
import type { AccountLink, PatientLink } from './links.ts';

export type Tokens = {
  accessToken(staff: StaffMember, sessionId: string, now: Date): Promise<string>;
  /** Who a token says it is, if we signed it and it still lives. */
  readAccessToken(token: string): Promise<{ staffId: string; sessionId: string } | undefined>;
  newRefreshToken(): { token: string; hash: Uint8Array };
  /** The one token that follows a used one, whoever computes it; it needs our secret. */
  refreshSuccessor(before: string): { token: string; hash: Uint8Array };
  hashRefreshToken(token: string): Uint8Array;
  linkToken(link: Pick<PatientLink | AccountLink, 'id' | 'purpose' | 'expiresAt'>): string;
  readLinkToken(token: string): { linkId: string; purpose: LinkPurpose; expiresAt: Date } | undefined;
  setupCodeIs(code: string): boolean;
};

export const ACCESS_TOKEN_SECONDS = 900;
