// The Functions app on Flex Consumption; its secrets are references into the key vault. Only Front Door reaches it.
param name string
param location string
param tags object
param identityId string
param identityClientId string
param storageName string
param backupStorageName string
param deploymentContainer string
param insightsConnection string
param vaultUri string
param secretNames array
param settings object
param trustedProxies int
param maximumInstances int
param databasePool int
param frontDoorId string
param nodeVersion string = '24'

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainer
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'node', version: nodeVersion }
      scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: maximumInstances }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
      // X-Forwarded-For is believed as far as Front Door wrote it, so nothing else may call.
      ipSecurityRestrictionsDefaultAction: 'Deny'
      ipSecurityRestrictions: [
        {
          name: 'front-door'
          action: 'Allow'
          priority: 100
          tag: 'ServiceTag'
          ipAddress: 'AzureFrontDoor.Backend'
          headers: { 'x-azure-fdid': [frontDoorId] }
        }
      ]
      // Publishing goes to another host name.
      scmIpSecurityRestrictionsUseMain: false
      scmIpSecurityRestrictionsDefaultAction: 'Allow'
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(
      toObject(
        secretNames,
        secret => secret,
        secret => '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${replace(secret, '_', '-')})'
      ),
      settings,
      {
        AzureWebJobsStorage__accountName: storageName
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: identityClientId
        BACKUP_STORAGE__accountName: backupStorageName
        BACKUP_STORAGE__credential: 'managedidentity'
        BACKUP_STORAGE__clientId: identityClientId
        APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnection
        CLINIC_MODE: 'production'
        DATABASE_POOL_MAX: string(databasePool)
        TRUSTED_PROXIES: string(trustedProxies)
        FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '4194304'
        AzureWebJobsDisableHomepage: 'true'
        // Standard output is the log; a file would be lost with its instance.
        LOG_FILE: ''
      }
    )
  }
}

output hostName string = app.properties.defaultHostName
