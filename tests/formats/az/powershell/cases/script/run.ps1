<# Provisions
   everything #>
param(
    [Parameter(Mandatory = $true)] [string]$Group,
    [string]$Location = "westeurope",
    [int] $Minutes = 10
)
$vnetName = 'net'
$env:SUFFIX = "prod"
$subnets = @('system', 'user')
$tags = "a=b", "c=d"

az group create --name $Group --location $Location
$nat = az network nat gateway create -g $Group -n "nat-$($env:SUFFIX)" `
    --idle-timeout $Minutes `
    --public-ip-prefixes "pre`$fix" | ConvertFrom-Json
az network vnet create -g $Group -n $vnetName --tags $tags
foreach ($name in $subnets) {
    az network vnet subnet create -g $Group --vnet-name $vnetName -n $name --nat-gateway $nat.id
}
$exists = az network public-ip show -g $Group -n ip --query id -o tsv
if (-not $exists) {
    az network public-ip create -g $Group -n ip   # comment
}
if ($Mode -eq 'dev') {
    az network nat gateway update -g $Group -n "nat-prod" --idle-timeout 4
} else {
    Write-Host "nothing (to) do { here"
}
if($Location -eq "westeurope") { $outbound = "userAssignedNATGateway" } else { $outbound = "none" }
function New-Cluster($Name) {
    $subnetId = (az network vnet subnet show -g $Group --vnet-name net -n system | ConvertFrom-Json).id
    az aks create -g $Group -n $Name --vnet-subnet-id $subnetId --outbound-type $outbound --network-plugin azure
}
New-Cluster -Name "payments"
try { az aks nodepool add -g $Group --cluster-name payments -n user --vnet-subnet-id $Other } catch { exit 1 }
az network nat gateway create -g $Group -n lost `
    --sku Standard
    --idle-timeout 30
