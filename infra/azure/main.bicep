// The clinic on Azure: a Functions app, PostgreSQL, storage, a key vault and the portal, joined by one identity.
targetScope = 'resourceGroup'

@minLength(3)
@maxLength(12)
@description('Short name of this installation; part of every resource name.')
param name string

param location string = resourceGroup().location

@description('Region of the static web app, which exists in a few regions only.')
param portalLocation string = 'westeurope'

@description('Administrator of PostgreSQL; used to make the two roles, never by the app.')
param databaseAdministrator string = 'clinic_admin'

@secure()
param databaseAdministratorPassword string

@secure()
@description('Values of the secrets that the app reads, by setting name: JWT_SECRET, LINK_SECRET, DATA_KEYS, BLIND_INDEX_KEY, AUDIT_SEAL_KEY, SETUP_CODE, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, DATABASE_URL, SMTP_URL, TWILIO_AUTH_TOKEN, METRICS_TOKEN, ALERT_WEBHOOK_SECRET.')
param secrets object

@description('The settings that are no secrets, by name: CLINIC_NAME, CLINIC_TIME_ZONE, MAIL_FROM ...')
param settings object

var token = toLower(uniqueString(resourceGroup().id, name))
var tags = { application: 'clinic-billing', installation: name }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${name}-${token}'
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: { name: '${name}-${token}', location: location, tags: tags }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: { name: 'st${token}', location: location, tags: tags, principalId: identity.properties.principalId }
}

module database 'modules/database.bicep' = {
  name: 'database'
  params: {
    name: 'psql-${name}-${token}'
    location: location
    tags: tags
    administrator: databaseAdministrator
    administratorPassword: databaseAdministratorPassword
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    name: 'kv-${take(token, 13)}'
    location: location
    tags: tags
    principalId: identity.properties.principalId
    secrets: secrets
  }
}

module portal 'modules/portal.bicep' = {
  name: 'portal'
  params: { name: 'stapp-${name}-${token}', location: portalLocation, tags: tags }
}

module api 'modules/api.bicep' = {
  name: 'api'
  params: {
    name: 'func-${name}-${token}'
    location: location
    tags: tags
    identityId: identity.id
    identityClientId: identity.properties.clientId
    storageName: storage.outputs.name
    deploymentContainer: storage.outputs.deploymentContainer
    insightsConnection: monitoring.outputs.connectionString
    vaultUri: vault.outputs.uri
    secretNames: objectKeys(secrets)
    settings: union(settings, { WEB_URL: 'https://${portal.outputs.hostName}' })
  }
}

module link 'modules/link.bicep' = {
  name: 'link'
  params: { portalName: portal.outputs.name, apiId: api.outputs.id, apiLocation: location }
}

output webUrl string = 'https://${portal.outputs.hostName}'
output apiUrl string = 'https://${api.outputs.hostName}'
output functionAppName string = api.outputs.name
output portalName string = portal.outputs.name
output databaseHost string = database.outputs.host
