/** The facts of a clinic that tests and proofs share; secrets and addresses are each one's own. */
export const CLINIC_FACTS = {
  CLINIC_MODE: 'local',
  CLINIC_ID: 'clinic',
  CLINIC_NAME: 'Harbour Street Clinic',
  CLINIC_EMAIL: 'billing@harbourstreet.example',
  CLINIC_PHONE: '+1 555 0100',
  CLINIC_TIME_ZONE: 'America/New_York',
  CLINIC_CURRENCY: 'usd',
  INVOICE_NUMBER_PREFIX: 'CLINIC',
  WEB_URL: 'http://127.0.0.1:4280',
  MAIL_FROM: 'Harbour Street Clinic <billing@harbourstreet.example>',
  // Nothing listens on port 9 of this machine: the mail server is away.
  SMTP_URL: 'smtp://127.0.0.1:9',
  LOG_LEVEL: 'silent',
};
