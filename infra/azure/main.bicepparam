using 'main.bicep'

param name = readEnvironmentVariable('AZURE_ENV_NAME', 'clinic')
param location = readEnvironmentVariable('AZURE_LOCATION', 'eastus2')
param deployerPrincipalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID')
param operatorEmail = readEnvironmentVariable('OPERATOR_EMAIL')

// billing.clinic.example; empty: the host name of Front Door.
param customDomain = readEnvironmentVariable('CUSTOM_DOMAIN', '')
param trustedProxies = 2
param maximumInstances = 40

// From the environment of whoever deploys (azd env set): nothing secret is written here.
param databaseAdministratorPassword = readEnvironmentVariable('DATABASE_ADMINISTRATOR_PASSWORD')
param databaseOwnerPassword = readEnvironmentVariable('CLINIC_OWNER_PASSWORD')
param databaseAppPassword = readEnvironmentVariable('CLINIC_APP_PASSWORD')

param secrets = {
  JWT_SECRET: readEnvironmentVariable('JWT_SECRET')
  LINK_SECRET: readEnvironmentVariable('LINK_SECRET')
  DATA_KEYS: readEnvironmentVariable('DATA_KEYS')
  BLIND_INDEX_KEY: readEnvironmentVariable('BLIND_INDEX_KEY')
  AUDIT_SEAL_KEY: readEnvironmentVariable('AUDIT_SEAL_KEY')
  SETUP_CODE: readEnvironmentVariable('SETUP_CODE')
  STRIPE_SECRET_KEY: readEnvironmentVariable('STRIPE_SECRET_KEY')
  STRIPE_WEBHOOK_SECRET: readEnvironmentVariable('STRIPE_WEBHOOK_SECRET')
  SMTP_URL: readEnvironmentVariable('SMTP_URL')
  TWILIO_AUTH_TOKEN: readEnvironmentVariable('TWILIO_AUTH_TOKEN', '')
  METRICS_TOKEN: readEnvironmentVariable('METRICS_TOKEN', '')
  ALERT_WEBHOOK_SECRET: readEnvironmentVariable('ALERT_WEBHOOK_SECRET', '')
}

param settings = {
  CLINIC_ID: 'clinic'
  CLINIC_NAME: 'Harbour Street Clinic'
  CLINIC_EMAIL: 'billing@harbourstreet.example'
  CLINIC_PHONE: '+1 555 0100'
  CLINIC_TIME_ZONE: 'America/New_York'
  CLINIC_CURRENCY: 'usd'
  CLINIC_COUNTRY: 'US'
  INVOICE_NUMBER_PREFIX: 'CLINIC'
  MAIL_FROM: 'Harbour Street Clinic <billing@harbourstreet.example>'
  REFUND_SELF_APPROVAL: 'false'
  AUDIT_SEAL_PUBLIC_KEYS: ''
  SENDGRID_WEBHOOK_KEY: ''
  // Empty: no texts.
  TWILIO_ACCOUNT_SID: readEnvironmentVariable('TWILIO_ACCOUNT_SID', '')
  TWILIO_FROM: readEnvironmentVariable('TWILIO_FROM', '')
  LOG_LEVEL: 'info'
  // Operators who get alerts by mail, with commas between them, and an address that gets them as signed JSON.
  ALERT_EMAILS: ''
  ALERT_WEBHOOK_URL: ''
}
