// The figures of the app on one page: what is asked, how fast it is answered, and what fails.
param name string
param location string
param tags object
param insightsId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, name, 'operations')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Clinic billing: operations'
    category: 'workbook'
    sourceId: insightsId
    serializedData: loadTextContent('../workbook.json')
  }
}
