/** Two-factor authentication. */

/** Codes of authenticator apps, and the codes for losing one. */
export type SecondFactors = {
  newSecret(account: string): { secret: string; uri: string };
  /** The half-minute that the code belongs to, if it is one of now. */
  stepOf(secret: string, code: string, now: Date): number | undefined;
  newRecoveryCodes(): { code: string; hash: Uint8Array }[];
  recoveryHash(code: string): Uint8Array;
};
