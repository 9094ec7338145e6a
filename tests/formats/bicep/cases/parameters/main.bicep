param name string
param idle int = 4
@secure()
param secret string
param options object = { zones: ['1'] }
param missing string?

var copies = [for z in options.zones: int(z)]

resource nat 'Microsoft.Network/natGateways@2024-05-01' = {
  name: name
  zones: [for copy in copies: string(copy)]
  tags: {
    'quoted-key': secret
    missing: missing
    '${name}-computed': '''
two
lines'''
    escaped: 'it\'s \${not} \u{e9}\n'
    ...(empty(missing) ? {} : { present: true })
  }
  properties: { idleTimeoutInMinutes: idle * 60 / 60 + 0 }
}
