// PostgreSQL with backups for 35 days; TLS is required by the service.
param name string
param location string
param tags object
param administrator string

@secure()
param administratorPassword string

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Standard_D2ds_v5', tier: 'GeneralPurpose' }
  properties: {
    version: '18'
    administratorLogin: administrator
    administratorLoginPassword: administratorPassword
    storage: { storageSizeGB: 64, autoGrow: 'Enabled' }
    backup: { backupRetentionDays: 35, geoRedundantBackup: 'Disabled' }
    highAvailability: { mode: 'ZoneRedundant' }
  }

  resource extensions 'configurations' = {
    name: 'azure.extensions'
    properties: { value: 'PG_TRGM,UNACCENT', source: 'user-override' }
  }

  resource clinic 'databases' = {
    name: 'clinic'
    properties: { charset: 'UTF8', collation: 'en_US.utf8' }
  }

  // Other resources of Azure may connect; the password and TLS stay required.
  resource azureServices 'firewallRules' = {
    name: 'azure-services'
    properties: { startIpAddress: '0.0.0.0', endIpAddress: '0.0.0.0' }
  }
}

output host string = server.properties.fullyQualifiedDomainName
