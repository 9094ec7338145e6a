param unclear object
param id string

resource ip 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'ip'
}

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'storage'
}

resource onIp 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'on-ip'
  scope: ip
  properties: { level: 'CanNotDelete' }
}

resource onStorage 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'on-storage'
  scope: storage
  properties: unclear
}

resource onGroup 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'on-group'
  properties: { level: 'ReadOnly' }
}

resource nat 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'nat'
}

resource byName 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'by-name'
  scope: nat
  properties: { level: 'CanNotDelete' }
}

resource vault 'Microsoft.KeyVault/vaults@2024-01-01' existing = {
  name: 'vault'
}

resource onVault 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'on-vault'
  scope: vault
}
