// PostgreSQL with backups for 35 days; TLS is required by the service. The step on the database makes roles and tables.
param name string
param location string
param tags object
param administrator string

@secure()
param administratorPassword string

// Connections that the size of the server allows, and how many one process of the app may hold. A test counts them.
var connections = 859
var connectionsOfOneProcess = 4

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
}

resource extensions 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01' = {
  parent: server
  name: 'azure.extensions'
  properties: { value: 'PG_TRGM,UNACCENT', source: 'user-override' }
}

// One change of a server at a time.
resource maxConnections 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01' = {
  parent: server
  name: 'max_connections'
  properties: { value: string(connections), source: 'user-override' }
  dependsOn: [extensions]
}

// Other resources of Azure may connect; the password and TLS stay required.
resource azureServices 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2024-08-01' = {
  parent: server
  name: 'azure-services'
  properties: { startIpAddress: '0.0.0.0', endIpAddress: '0.0.0.0' }
  dependsOn: [maxConnections]
}

output id string = server.id
output host string = server.properties.fullyQualifiedDomainName
output maxConnections int = connections
output pool int = connectionsOfOneProcess
