// Secrets by setting name; one identity may read them and nothing else. An empty one is left out: a vault takes none.
param name string
param location string
param tags object
param principalId string

@secure()
param secrets object

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: { family: 'A', name: 'standard' }
    tenantId: tenant().tenantId
    enableRbacAuthorization: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
  }
}

// A vault's names have hyphens where settings have underscores.
resource entries 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = [
  for entry in filter(items(secrets), entry => !empty(entry.value)): {
    parent: vault
    name: replace(entry.key, '_', '-')
    properties: { value: entry.value }
  }
]

// Key Vault Secrets User.
var reader = '4633458b-17de-408a-b874-0445c86b69e6'

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, reader)
  scope: vault
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', reader)
  }
}

output uri string = vault.properties.vaultUri
