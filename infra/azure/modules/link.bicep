// Serves the Functions app under the portal's /api, so that both are one origin.
param portalName string
param apiId string
param apiLocation string

resource portal 'Microsoft.Web/staticSites@2024-04-01' existing = { name: portalName }

resource backend 'Microsoft.Web/staticSites/linkedBackends@2024-04-01' = {
  parent: portal
  name: 'api'
  properties: { backendResourceId: apiId, region: apiLocation }
}
