// The clinic on Azure: a resource group with everything in it. `azd up` deploys this (azure.yaml).
targetScope = 'subscription'

@minLength(3)
@maxLength(12)
@description('Short name of this installation; part of every resource name.')
param name string

@description('Region of everything but Front Door, which has none.')
param location string

@description('Administrator of PostgreSQL; used by the deployment only, never by the app.')
param databaseAdministrator string = 'clinic_admin'

@secure()
param databaseAdministratorPassword string

@secure()
@description('Password of clinic_owner, the role that owns the schema; used by the deployment only.')
param databaseOwnerPassword string

@secure()
@description('Password of clinic_app, the role of the app.')
param databaseAppPassword string

@secure()
@description('Values of the secrets that the app reads, by setting name; an empty one is left out.')
param secrets object

@description('The settings that are no secrets, by name: CLINIC_NAME, CLINIC_TIME_ZONE, MAIL_FROM ...')
param settings object

@description('Host name of the clinic, such as billing.clinic.example; empty: that of Front Door.')
param customDomain string = ''

@description('Proxies that write X-Forwarded-For: Front Door and the front end of App Service.')
@minValue(1)
@maxValue(5)
param trustedProxies int = 2

@description('Most instances of the app at a time, of each group of functions that scales by itself.')
@minValue(1)
@maxValue(40)
param maximumInstances int = 40

@description('Who gets a mail when something needs attention.')
param operatorEmail string

@description('Who runs the deployment: may publish the portal and read the output of the database step.')
param deployerPrincipalId string

var tags = { application: 'clinic-billing', installation: name, 'azd-env-name': name }

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${name}'
  location: location
  tags: tags
}

module clinic 'clinic.bicep' = {
  name: 'clinic'
  scope: group
  params: {
    name: name
    location: location
    tags: tags
    databaseAdministrator: databaseAdministrator
    databaseAdministratorPassword: databaseAdministratorPassword
    databaseOwnerPassword: databaseOwnerPassword
    databaseAppPassword: databaseAppPassword
    secrets: secrets
    settings: settings
    customDomain: customDomain
    trustedProxies: trustedProxies
    maximumInstances: maximumInstances
    operatorEmail: operatorEmail
    deployerPrincipalId: deployerPrincipalId
  }
}

// What the steps of azure.yaml read from their environment.
output AZURE_RESOURCE_GROUP string = group.name
output WEB_URL string = clinic.outputs.webUrl
output PORTAL_STORAGE string = clinic.outputs.portalStorage
output MIGRATE_REGISTRY string = clinic.outputs.migrateRegistry
output MIGRATE_JOB string = clinic.outputs.migrateJob
output CUSTOM_DOMAIN_TOKEN string = clinic.outputs.customDomainToken
