// Three accounts without keys: the app's (queues, leases, the package, records), another for backups, and the portal's files.
param name string
param backupName string
param portalName string
param location string
param tags object
param principalId string
param deployerPrincipalId string

var deploymentContainerName = 'app-package'
var closed = {
  allowBlobPublicAccess: false
  allowSharedKeyAccess: false
  minimumTlsVersion: 'TLS1_2'
  supportsHttpsTrafficOnly: true
}

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: closed

  resource blobs 'blobServices' = {
    name: 'default'
    properties: { isVersioningEnabled: true, deleteRetentionPolicy: { enabled: true, days: 30 } }

    resource package 'containers' = { name: deploymentContainerName }
  }
}

resource backups 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: backupName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_GRS' }
  properties: closed

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      isVersioningEnabled: true
      deleteRetentionPolicy: { enabled: true, days: 90 }
      containerDeleteRetentionPolicy: { enabled: true, days: 90 }
    }
  }
}

// The static website of this account is switched on by the deployment: only its data plane can do it.
resource portal 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: portalName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: closed
}

// Storage Blob Data Owner, Storage Queue Data Contributor, Storage Blob Data Contributor.
var blobOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var queueContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var blobContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

resource appRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [blobOwner, queueContributor]: {
    name: guid(account.id, principalId, role)
    scope: account
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource backupRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(backups.id, principalId, blobContributor)
  scope: backups
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobContributor)
  }
}

resource portalRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(portal.id, deployerPrincipalId, blobOwner)
  scope: portal
  properties: {
    principalId: deployerPrincipalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobOwner)
  }
}

output name string = account.name
output backupName string = backups.name
output portalName string = portal.name
output portalHost string = replace(replace(portal.properties.primaryEndpoints.web, 'https://', ''), '/', '')
output deploymentContainer string = '${account.properties.primaryEndpoints.blob}${deploymentContainerName}'
