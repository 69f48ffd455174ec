/** Rate limits. */

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
  | 'document_check'
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
