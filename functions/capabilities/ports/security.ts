/** Tokens, passwords, second factors, seals and rate limits. */
import type { StaffMember } from '../../contracts/auth.ts';
import type { LinkPurpose } from '../../domain/patient-link.ts';
import type { PatientLink } from './links.ts';

export type Tokens = {
  accessToken(staff: StaffMember, sessionId: string, now: Date): Promise<string>;
  /** Who a token says it is, if we signed it and it still lives. */
  readAccessToken(token: string): Promise<{ staffId: string; sessionId: string } | undefined>;
  newRefreshToken(): { token: string; hash: Uint8Array };
  /** The one token that follows a used one, whoever computes it; it needs our secret. */
  refreshSuccessor(before: string): { token: string; hash: Uint8Array };
  hashRefreshToken(token: string): Uint8Array;
  linkToken(link: PatientLink): string;
  readLinkToken(token: string): { linkId: string; purpose: LinkPurpose; expiresAt: Date } | undefined;
  setupCodeIs(code: string): boolean;
};

export const ACCESS_TOKEN_SECONDS = 900;

export type Passwords = {
  hash(password: string): Promise<string>;
  /** Runs as long for an unknown e-mail as for a wrong password. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
  /**
   * Whether lists of stolen passwords, words, names and keyboard patterns, or what is known of the person, lead to it in
   * few guesses.
   */
  isGuessable(password: string, context: readonly string[]): Promise<boolean>;
};

/** Codes of authenticator apps, and the codes for losing one. */
export type SecondFactors = {
  newSecret(account: string): { secret: string; uri: string };
  /** The half-minute that the code belongs to, if it is one of now. */
  stepOf(secret: string, code: string, now: Date): number | undefined;
  newRecoveryCodes(): { code: string; hash: Uint8Array }[];
  recoveryHash(code: string): Uint8Array;
};

/** Signs the heads of the audit chain. */
export type Seals = {
  /** Returns an identifier of the key that does not reveal it. */
  keyId: string;
  /** What checks the signatures: SPKI in base64. */
  publicKey: string;
  sign(text: string): Uint8Array;
  /** Whether this clinic signed it, under this key or an earlier one. */
  verify(text: string, signature: Uint8Array): boolean;
};

export type Limit =
  | 'setup_code'
  | 'sign_in_account'
  | 'sign_in_account_hour'
  | 'sign_in_address'
  | 'password_check'
  | 'second_factor'
  | 'one_time_link'
  | 'refused_webhook'
  | 'patient_link'
  | 'refused_token'
  | 'missing_record'
  | 'probing_recorded'
  | 'cap_recorded'
  | 'link_renewal'
  | 'link_pdf'
  | 'address_pdf'
  | 'checkout'
  | 'refresh'
  | 'messages_invoice'
  | 'messages_patient'
  | 'messages_address'
  | 'messages_staff'
  | 'messages_clinic'
  | 'pages_invoice'
  | 'pages_staff'
  | 'pages_clinic';

export type RateLimits = {
  /** Restores the points of a key after a success. */
  restore(limit: Limit, key: string): Promise<void>;
  /** Refuses with 429 when the key has used up its points; else counts one. */
  spend(limit: Limit, key: string): Promise<void>;
  /** The same without a refusal: whether there was a point left. */
  take(limit: Limit, key: string): Promise<boolean>;
  /** Refuses with 429 when the key has used up its points, and counts nothing. */
  require(limit: Limit, key: string): Promise<void>;
  /** Throws away the counters whose time is over. */
  deleteExpired(): Promise<void>;
};
