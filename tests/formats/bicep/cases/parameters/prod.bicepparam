using './main.bicep'

var prefix = 'prod'
param name = '${prefix}-egress'
param idle = 10
param options = {
  zones: [
    '1'
    '2'
  ]
}
param secret = readEnvironmentVariable('SECRET')
