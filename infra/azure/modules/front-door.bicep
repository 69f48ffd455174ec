// Front Door: one origin for the portal and the API, and the clinic's own host name. The routes need the app's host (routes.bicep).
param name string
param tags object
param customDomain string

resource profile 'Microsoft.Cdn/profiles@2024-02-01' = {
  name: 'afd-${name}'
  location: 'global'
  tags: tags
  sku: { name: 'Standard_AzureFrontDoor' }
  properties: { originResponseTimeoutSeconds: 240 }
}

resource endpoint 'Microsoft.Cdn/profiles/afdEndpoints@2024-02-01' = {
  parent: profile
  name: name
  location: 'global'
  tags: tags
  properties: { enabledState: 'Enabled' }
}

resource domain 'Microsoft.Cdn/profiles/customDomains@2024-02-01' = if (!empty(customDomain)) {
  parent: profile
  name: empty(customDomain) ? 'none' : replace(customDomain, '.', '-')
  properties: {
    hostName: customDomain
    tlsSettings: { certificateType: 'ManagedCertificate', minimumTlsVersion: 'TLS12' }
  }
}

output profileId string = profile.id
output profileName string = profile.name
output endpointName string = endpoint.name
output frontDoorId string = profile.properties.frontDoorId
output webUrl string = 'https://${empty(customDomain) ? endpoint.properties.hostName : customDomain}'
output customDomainId string = empty(customDomain) ? '' : domain.id
output validationToken string = empty(customDomain) ? '' : domain!.properties.validationProperties.validationToken
