/** Signatures of the audit chain. */

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
