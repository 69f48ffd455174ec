// The step on the database: a job that a deployment starts, with an identity of its own, which alone reads the owner's secrets.
param name string
param location string
param tags object
param workspaceName string
param deployerPrincipalId string

@secure()
param secrets object

// The deployment puts the real image in its place before it starts the job.
param image string = 'mcr.microsoft.com/k8se/quickstart-jobs:latest'

var secretNames = ['DATABASE_ADMIN_URL', 'CLINIC_OWNER_PASSWORD', 'CLINIC_APP_PASSWORD']
var token = uniqueString(resourceGroup().id, name)

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-migrate-${name}'
  location: location
  tags: tags
}

module vault 'vault.bicep' = {
  name: 'migrate-vault'
  params: {
    name: 'km-${take(token, 13)}'
    location: location
    tags: tags
    principalId: identity.properties.principalId
    secrets: secrets
  }
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'cr${token}'
  location: location
  tags: tags
  sku: { name: 'Basic' }
  properties: { adminUserEnabled: false }
}

// AcrPull for the job, Contributor on the registry for who builds the image there.
var pull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'
var contributor = 'b24988ac-6180-42a0-ab88-20f7382dd24c'

resource mayPull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, 'migrate', pull)
  scope: registry
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', pull)
  }
}

resource mayBuild 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, deployerPrincipalId, contributor)
  scope: registry
  properties: {
    principalId: deployerPrincipalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', contributor)
  }
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = { name: workspaceName }

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: 'cae-${name}'
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: workspace.properties.customerId
        sharedKey: workspace.listKeys().primarySharedKey
      }
    }
  }
}

resource job 'Microsoft.App/jobs@2024-03-01' = {
  name: 'migrate-${take(token, 13)}'
  location: location
  tags: tags
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: environment.id
    configuration: {
      triggerType: 'Manual'
      manualTriggerConfig: { parallelism: 1, replicaCompletionCount: 1 }
      replicaTimeout: 3600
      // What failed is looked at first.
      replicaRetryLimit: 0
      registries: [{ server: registry.properties.loginServer, identity: identity.id }]
      secrets: [
        for secret in secretNames: {
          name: toLower(replace(secret, '_', '-'))
          keyVaultUrl: '${vault.outputs.uri}secrets/${replace(secret, '_', '-')}'
          identity: identity.id
        }
      ]
    }
    template: {
      containers: [
        {
          name: 'migrate'
          image: image
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: concat(
            [{ name: 'CLINIC_MODE', value: 'production' }],
            map(secretNames, secret => { name: secret, secretRef: toLower(replace(secret, '_', '-')) })
          )
        }
      ]
    }
  }
  dependsOn: [mayPull]
}

output registry string = registry.name
output job string = job.name
