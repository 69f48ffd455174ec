// Mails for operators where the app itself cannot send one: it mails its own alerts.
param name string
param location string
param tags object
param operatorEmail string
param insightsId string
param databaseId string
param databaseConnections int
param frontDoorProfileId string

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'clinic'
    enabled: true
    emailReceivers: [{ name: 'operator', emailAddress: operatorEmail, useCommonAlertSchema: true }]
  }
}

// The log’s lines are JSON in the messages of traces; every event named here is one that the app logs.
var entries = 'traces | extend entry = parse_json(message) | extend event = tostring(entry.event), level = tostring(entry.level)'
var queries = [
  {
    name: 'errors'
    severity: 1
    text: 'The app logged an error.'
    query: '${entries} | where level == "error"'
    above: 0
    minutes: 5
  }
  {
    name: 'failed-requests'
    severity: 1
    text: 'Requests end with an internal error.'
    query: '${entries} | where event == "request" and toint(entry.status) >= 500'
    above: 5
    minutes: 5
  }
  {
    name: 'alerts-not-sent'
    severity: 1
    text: 'The app could not mail an alert to its operators.'
    query: '${entries} | where event == "alerts_not_sent"'
    above: 0
    minutes: 15
  }
  {
    name: 'many-failed-messages'
    severity: 2
    text: 'Queue messages fail again and again.'
    query: '${entries} | where event == "message_failed"'
    above: 20
    minutes: 15
  }
]

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for entry in queries: {
    name: '${entry.name}-${name}'
    location: location
    tags: tags
    properties: {
      description: entry.text
      severity: entry.severity
      enabled: true
      scopes: [insightsId]
      evaluationFrequency: 'PT${entry.minutes}M'
      windowSize: 'PT${entry.minutes}M'
      autoMitigate: true
      criteria: {
        allOf: [
          { query: entry.query, timeAggregation: 'Count', operator: 'GreaterThan', threshold: entry.above }
        ]
      }
      actions: { actionGroups: [operators.id] }
    }
  }
]

var metrics = [
  { name: 'database-away', scope: databaseId, metric: 'is_db_alive', aggregation: 'Maximum', operator: 'LessThan', threshold: 1, severity: 0 }
  { name: 'database-disk', scope: databaseId, metric: 'storage_percent', aggregation: 'Average', operator: 'GreaterThan', threshold: 80, severity: 1 }
  { name: 'database-cpu', scope: databaseId, metric: 'cpu_percent', aggregation: 'Average', operator: 'GreaterThan', threshold: 90, severity: 2 }
  { name: 'database-connections', scope: databaseId, metric: 'active_connections', aggregation: 'Maximum', operator: 'GreaterThan', threshold: databaseConnections * 8 / 10, severity: 1 }
  { name: 'origin-health', scope: frontDoorProfileId, metric: 'OriginHealthPercentage', aggregation: 'Average', operator: 'LessThan', threshold: 90, severity: 1 }
]

resource metricAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for entry in metrics: {
    name: '${entry.name}-${name}'
    location: 'global'
    tags: tags
    properties: {
      severity: entry.severity
      enabled: true
      scopes: [entry.scope]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: entry.name
            metricName: entry.metric
            timeAggregation: entry.aggregation
            operator: entry.operator
            threshold: entry.threshold
          }
        ]
      }
      actions: [{ actionGroupId: operators.id }]
    }
  }
]
