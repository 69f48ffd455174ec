// One installation in its resource group. The app and the step on the database have an identity each.
param name string
param location string
param tags object
param databaseAdministrator string

@secure()
param databaseAdministratorPassword string

@secure()
param databaseOwnerPassword string

@secure()
param databaseAppPassword string

@secure()
param secrets object

param settings object
param customDomain string
param trustedProxies int
param maximumInstances int
param operatorEmail string
param deployerPrincipalId string

var token = toLower(uniqueString(resourceGroup().id, name))

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
  params: {
    name: 'st${token}'
    backupName: 'bk${token}'
    portalName: 'web${token}'
    location: location
    tags: tags
    principalId: identity.properties.principalId
    deployerPrincipalId: deployerPrincipalId
  }
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

module frontDoor 'modules/front-door.bicep' = {
  name: 'front-door'
  params: { name: '${name}-${token}', tags: tags, customDomain: customDomain }
}

// The database's addresses are made here, of names that exist by then; TLS is verified.
var databaseUrl = 'postgresql://clinic_app:${uriComponent(databaseAppPassword)}@${database.outputs.host}:5432/clinic?sslmode=verify-full'
var adminUrl = 'postgresql://${databaseAdministrator}:${uriComponent(databaseAdministratorPassword)}@${database.outputs.host}:5432/postgres?sslmode=verify-full'
var secretNames = map(filter(items(secrets), entry => !empty(entry.value)), entry => entry.key)

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    name: 'kv-${take(token, 13)}'
    location: location
    tags: tags
    principalId: identity.properties.principalId
    secrets: union(secrets, { DATABASE_URL: databaseUrl })
  }
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
    backupStorageName: storage.outputs.backupName
    deploymentContainer: storage.outputs.deploymentContainer
    insightsConnection: monitoring.outputs.connectionString
    vaultUri: vault.outputs.uri
    secretNames: union(secretNames, ['DATABASE_URL'])
    settings: union(settings, { WEB_URL: frontDoor.outputs.webUrl })
    trustedProxies: trustedProxies
    maximumInstances: maximumInstances
    databasePool: database.outputs.pool
    frontDoorId: frontDoor.outputs.frontDoorId
  }
}

module routes 'modules/routes.bicep' = {
  name: 'routes'
  params: {
    profileName: frontDoor.outputs.profileName
    endpointName: frontDoor.outputs.endpointName
    customDomainId: frontDoor.outputs.customDomainId
    apiHost: api.outputs.hostName
    portalHost: storage.outputs.portalHost
  }
}

module migrate 'modules/migrate.bicep' = {
  name: 'migrate'
  params: {
    name: '${name}-${token}'
    location: location
    tags: tags
    workspaceName: monitoring.outputs.workspaceName
    deployerPrincipalId: deployerPrincipalId
    secrets: {
      DATABASE_ADMIN_URL: adminUrl
      CLINIC_OWNER_PASSWORD: databaseOwnerPassword
      CLINIC_APP_PASSWORD: databaseAppPassword
    }
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    name: '${name}-${token}'
    location: location
    tags: tags
    operatorEmail: operatorEmail
    insightsId: monitoring.outputs.insightsId
    databaseId: database.outputs.id
    databaseConnections: database.outputs.maxConnections
    frontDoorProfileId: frontDoor.outputs.profileId
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  params: { name: name, location: location, tags: tags, insightsId: monitoring.outputs.insightsId }
}

output webUrl string = frontDoor.outputs.webUrl
output portalStorage string = storage.outputs.portalName
output migrateRegistry string = migrate.outputs.registry
output migrateJob string = migrate.outputs.job
output customDomainToken string = frontDoor.outputs.validationToken
