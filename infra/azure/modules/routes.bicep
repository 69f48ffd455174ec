// The two routes of the one origin: /api to the Functions app, everything else to the portal's files. Front Door passes the
// Authorization header on and appends the client's address to X-Forwarded-For.
param profileName string
param endpointName string
param customDomainId string
param apiHost string
param portalHost string

resource profile 'Microsoft.Cdn/profiles@2024-02-01' existing = { name: profileName }

resource endpoint 'Microsoft.Cdn/profiles/afdEndpoints@2024-02-01' existing = {
  parent: profile
  name: endpointName
}

resource apiOrigins 'Microsoft.Cdn/profiles/originGroups@2024-02-01' = {
  parent: profile
  name: 'api'
  properties: {
    loadBalancingSettings: { sampleSize: 4, successfulSamplesRequired: 3 }
    healthProbeSettings: {
      probePath: '/api/v1/health/live'
      probeRequestType: 'GET'
      probeProtocol: 'Https'
      probeIntervalInSeconds: 60
    }
  }
}

resource apiOrigin 'Microsoft.Cdn/profiles/originGroups/origins@2024-02-01' = {
  parent: apiOrigins
  name: 'api'
  properties: { hostName: apiHost, originHostHeader: apiHost, enforceCertificateNameCheck: true }
}

resource portalOrigins 'Microsoft.Cdn/profiles/originGroups@2024-02-01' = {
  parent: profile
  name: 'portal'
  properties: { loadBalancingSettings: { sampleSize: 4, successfulSamplesRequired: 3 } }
}

resource portalOrigin 'Microsoft.Cdn/profiles/originGroups/origins@2024-02-01' = {
  parent: portalOrigins
  name: 'portal'
  properties: { hostName: portalHost, originHostHeader: portalHost, enforceCertificateNameCheck: true }
}

// The portal's rules, as in infra/local/web/headers.ts; a test compares them. The API sends headers of its own.
var headers = [
  {
    name: 'Content-Security-Policy'
    value: 'default-src \'self\'; script-src \'self\'; style-src \'self\' \'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\'; img-src \'self\' data:; font-src \'self\'; connect-src \'self\'; object-src \'none\'; base-uri \'none\'; frame-ancestors \'none\'; form-action \'self\' https://checkout.stripe.com; require-trusted-types-for \'script\''
  }
  { name: 'Cross-Origin-Opener-Policy', value: 'same-origin' }
  { name: 'Cross-Origin-Resource-Policy', value: 'same-origin' }
  {
    name: 'Permissions-Policy'
    value: 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()'
  }
  { name: 'Referrer-Policy', value: 'no-referrer' }
  { name: 'X-Content-Type-Options', value: 'nosniff' }
  { name: 'X-Frame-Options', value: 'DENY' }
  { name: 'Strict-Transport-Security', value: 'max-age=63072000; includeSubDomains' }
]

resource rules 'Microsoft.Cdn/profiles/ruleSets@2024-02-01' = {
  parent: profile
  name: 'portal'
}

// A rule has at most five actions, so each header has a rule of its own.
resource headerRules 'Microsoft.Cdn/profiles/ruleSets/rules@2024-02-01' = [
  for (header, index) in headers: {
    parent: rules
    name: 'header${index}'
    properties: {
      order: index + 1
      matchProcessingBehavior: 'Continue'
      actions: [
        {
          name: 'ModifyResponseHeader'
          parameters: {
            typeName: 'DeliveryRuleHeaderActionParameters'
            headerAction: 'Overwrite'
            headerName: header.name
            value: header.value
          }
        }
      ]
    }
  }
]

var pages = [
  { name: 'staff', path: '^/?staff(/.*)?$', page: '/index.html' }
  { name: 'patient', path: '^/?patient(/.*)?$', page: '/patient.html' }
  { name: 'verify', path: '^/?verify/?$', page: '/patient.html' }
]

resource pageRules 'Microsoft.Cdn/profiles/ruleSets/rules@2024-02-01' = [
  for (page, index) in pages: {
    parent: rules
    name: page.name
    properties: {
      order: 100 + index
      matchProcessingBehavior: 'Continue'
      conditions: [
        {
          name: 'UrlPath'
          parameters: {
            typeName: 'DeliveryRuleUrlPathMatchConditionParameters'
            operator: 'RegEx'
            matchValues: [page.path]
          }
        }
      ]
      actions: [
        {
          name: 'UrlRewrite'
          parameters: {
            typeName: 'DeliveryRuleUrlRewriteActionParameters'
            sourcePattern: '/'
            destination: page.page
            preserveUnmatchedPath: false
          }
        }
      ]
    }
  }
]

var domains = empty(customDomainId) ? [] : [{ id: customDomainId }]

resource apiRoute 'Microsoft.Cdn/profiles/afdEndpoints/routes@2024-02-01' = {
  parent: endpoint
  name: 'api'
  properties: {
    originGroup: { id: apiOrigins.id }
    customDomains: domains
    patternsToMatch: ['/api/*']
    supportedProtocols: ['Http', 'Https']
    httpsRedirect: 'Enabled'
    forwardingProtocol: 'HttpsOnly'
    linkToDefaultDomain: 'Enabled'
  }
  dependsOn: [apiOrigin]
}

resource portalRoute 'Microsoft.Cdn/profiles/afdEndpoints/routes@2024-02-01' = {
  parent: endpoint
  name: 'portal'
  properties: {
    originGroup: { id: portalOrigins.id }
    customDomains: domains
    ruleSets: [{ id: rules.id }]
    patternsToMatch: ['/*']
    supportedProtocols: ['Http', 'Https']
    httpsRedirect: 'Enabled'
    forwardingProtocol: 'HttpsOnly'
    linkToDefaultDomain: 'Enabled'
    // The files say themselves how long they are kept.
    cacheConfiguration: {
      queryStringCachingBehavior: 'IgnoreQueryString'
      compressionSettings: {
        isCompressionEnabled: true
        contentTypesToCompress: ['text/html', 'text/css', 'text/javascript', 'application/javascript', 'image/svg+xml']
      }
    }
  }
  dependsOn: [portalOrigin, headerRules, pageRules]
}
