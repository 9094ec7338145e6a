using 'main.bicep'

param location = 'westeurope'
param idleTimeoutMinutes = 10
