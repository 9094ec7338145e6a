"""The flags of the az commands that natpin understands: what decides how words are read, and nothing else.

Taken from the argument parsers of azure-cli 2.91.0 (``az <command> --help``). One flag is all its spellings, joined
by ``|``; a suffix says how many words it takes: none ``!``, one or none ``?``, one or more ``+``, else exactly one.
"""

from __future__ import annotations

GLOBAL = """
    --help|-h! --verbose! --debug! --only-show-errors! --output|-o --query --subscription
"""
"""Accepted by every command."""

GENERIC = "--ids+ --set+ --add+ --remove+ --force-string?"
"""Accepted by updates; ``--ids`` by ``show`` and ``delete`` too."""

COMMANDS = {
    "aks create": """
        --resource-group|-g --name|-n --ssh-key-value --location|-l --kubernetes-version|-k --tags+
        --dns-name-prefix|-p --node-osdisk-diskencryptionset-id|-d --disable-local-accounts!
        --disable-rbac! --edge-zone --admin-username|-u --generate-ssh-keys! --no-ssh-key|-x!
        --pod-cidr --service-cidr --ip-families --pod-cidrs --service-cidrs --dns-service-ip
        --docker-bridge-address --load-balancer-sku --load-balancer-managed-outbound-ip-count
        --load-balancer-managed-outbound-ipv6-count --load-balancer-outbound-ips
        --load-balancer-outbound-ip-prefixes --load-balancer-outbound-ports
        --load-balancer-idle-timeout --load-balancer-backend-pool-type
        --nat-gateway-managed-outbound-ip-count
        --nat-gateway-managed-outbound-ipv6-count|--nat-gw-ipv6-count --nat-gateway-idle-timeout
        --outbound-type-sku --nat-gateway-outbound-ips|--nat-gw-ips
        --nat-gateway-outbound-ip-prefixes|--nat-gw-prefixes --outbound-type --network-plugin
        --network-plugin-mode --network-policy --network-dataplane --auto-upgrade-channel
        --node-os-upgrade-channel --ca-profile|--cluster-autoscaler-profile+ --sku --tier
        --fqdn-subdomain --api-server-authorized-ip-ranges --enable-private-cluster!
        --private-dns-zone --disable-public-fqdn! --service-principal --client-secret
        --enable-managed-identity! --assign-identity --assign-kubelet-identity --enable-aad!
        --enable-azure-rbac! --aad-admin-group-object-ids --aad-tenant-id --enable-oidc-issuer!
        --windows-admin-username --windows-admin-password --enable-ahub! --enable-windows-gmsa!
        --gmsa-dns-server --gmsa-root-domain-name --attach-acr --skip-subnet-role-assignment!
        --node-resource-group --nrg-lockdown-restriction-level --k8s-support-plan --enable-defender!
        --defender-config --disable-disk-driver! --disable-file-driver! --enable-blob-driver!
        --enable-workload-identity! --disable-snapshot-controller! --enable-azure-keyvault-kms!
        --azure-keyvault-kms-key-id --azure-keyvault-kms-key-vault-network-access
        --azure-keyvault-kms-key-vault-resource-id --enable-image-cleaner!
        --image-cleaner-interval-hours --enable-keda! --enable-vpa!
        --ca-certs|--custom-ca-trust-certificates --disable-run-command! --enable-acns!
        --disable-acns-observability! --disable-acns-security! --acns-advanced-networkpolicies
        --enable-container-network-logs! --acns-datapath-acceleration-mode
        --acns-transit-encryption-type --bootstrap-artifact-source
        --bootstrap-container-registry-resource-id --enable-addons|-a --workspace-resource-id
        --enable-msi-auth-for-monitoring? --enable-syslog? --data-collection-settings
        --ampls-resource-id --enable-high-log-scale-mode? --enable-azure-monitor-logs! --syslog-port
        --enable-prometheus-metrics-scraping! --disable-prometheus-metrics-scraping!
        --enable-opentelemetry-metrics! --disable-opentelemetry-metrics!
        --opentelemetry-metrics-port-http --opentelemetry-metrics-port-grpc
        --enable-opentelemetry-logs-traces! --disable-opentelemetry-logs-traces!
        --opentelemetry-logs-traces-port-http --opentelemetry-logs-traces-port-grpc
        --aci-subnet-name --appgw-name --appgw-subnet-cidr --appgw-id --appgw-subnet-id
        --appgw-watch-namespace --enable-sgxquotehelper! --enable-secret-rotation!
        --rotation-poll-interval --enable-app-routing! --enable-ai-toolchain-operator!
        --app-routing-default-nginx-controller|--ardnc --enable-static-egress-gateway!
        --nodepool-name --node-vm-size|-s --vm-sizes --os-sku --snapshot-id --vnet-subnet-id
        --pod-subnet-id --pod-ip-allocation-mode --enable-node-public-ip! --node-public-ip-prefix-id
        --enable-cluster-autoscaler! --min-count --max-count --node-count|-c --nodepool-tags+
        --nodepool-labels+ --nodepool-taints --nodepool-allowed-host-ports+ --nodepool-asg-ids+
        --node-osdisk-type --node-osdisk-size --vm-set-type --zones|-z+ --ppg --http-proxy-config
        --max-pods|-m --enable-encryption-at-host! --enable-ultra-ssd! --enable-fips-image!
        --kubelet-config --linux-os-config --host-group-id --crg-id --gpu-instance-profile
        --message-of-the-day --workload-runtime --enable-asm|--enable-azure-service-mesh! --revision
        --enable-azure-monitor-metrics! --azure-monitor-workspace-resource-id
        --ksm-metric-labels-allow-list --ksm-metric-annotations-allow-list --grafana-resource-id
        --enable-windows-recording-rules! --enable-control-plane-metrics|--enable-cp-metrics!
        --enable-azure-monitor-app-monitoring! --enable-azure-container-storage+
        --container-storage-version --storage-pool-name --storage-pool-size --storage-pool-sku
        --storage-pool-option --ephemeral-disk-volume-type --ephemeral-disk-nvme-perf-tier --yes|-y!
        --aks-custom-headers --node-public-ip-tags+ --if-match --if-none-match
        --enable-cost-analysis! --enable-vtpm! --enable-secure-boot!
        --enable-apiserver-vnet-integration! --apiserver-subnet-id --system-node-subnet-id
        --node-subnet-id --enable-hosted-system! --node-provisioning-mode
        --node-provisioning-default-pools --enable-app-routing-istio|--enable-ari!
        --enable-gateway-api! --enable-upstream-kubescheduler-user-configuration! --no-wait!
    """,
    "aks delete": """
        --resource-group|-g --name|-n --if-match --if-none-match --yes|-y! --no-wait!
    """,
    "aks nodepool add": """
        --resource-group|-g --cluster-name --name|--nodepool-name|-n --kubernetes-version|-k
        --node-vm-size|-s --vm-sizes --vm-set-type --os-type --os-sku --snapshot-id --vnet-subnet-id
        --pod-subnet-id --pod-ip-allocation-mode --enable-node-public-ip! --node-public-ip-prefix-id
        --enable-cluster-autoscaler|-e! --min-count --max-count --node-count|-c --priority
        --eviction-policy --spot-max-price --labels+ --tags+ --node-taints --message-of-the-day
        --node-osdisk-type --node-osdisk-size --max-surge --max-unavailable --drain-timeout
        --node-soak-duration --undrainable-node-behavior --mode --scale-down-mode --max-pods|-m
        --zones|-z+ --ppg --enable-encryption-at-host! --enable-ultra-ssd! --enable-fips-image!
        --kubelet-config --linux-os-config --aks-custom-headers --host-group-id --crg-id
        --gpu-instance-profile --allowed-host-ports+ --asg-ids+ --enable-managed-dranet!
        --node-public-ip-tags+ --disable-windows-outbound-nat! --workload-runtime --enable-vtpm!
        --enable-secure-boot! --if-match --if-none-match --gpu-driver --gateway-prefix-size
        --localdns-config --enable-artifact-streaming! --no-wait!
    """,
    "aks nodepool delete": """
        --resource-group|-g --cluster-name --name|--nodepool-name|-n --if-match --ignore-pdb|-i!
        --no-wait!
    """,
    "aks nodepool scale": """
        --resource-group|-g --cluster-name --name|--nodepool-name|-n --node-count|-c --no-wait!
        --aks-custom-headers
    """,
    "aks scale": """
        --resource-group|-g --name|-n --nodepool-name --node-count|-c --no-wait!
    """,
    "aks nodepool show": """
        --resource-group|-g --cluster-name --name|--nodepool-name|-n
    """,
    "aks nodepool update": """
        --resource-group|-g --cluster-name --name|--nodepool-name|-n --enable-cluster-autoscaler|-e!
        --disable-cluster-autoscaler|-d! --update-cluster-autoscaler|-u! --min-count --max-count
        --labels+ --tags+ --node-taints --max-surge --max-unavailable --drain-timeout
        --node-soak-duration --undrainable-node-behavior --mode --scale-down-mode
        --aks-custom-headers --allowed-host-ports+ --asg-ids+ --enable-managed-dranet! --os-sku
        --enable-fips-image! --disable-fips-image! --enable-vtpm! --disable-vtpm!
        --enable-secure-boot! --disable-secure-boot! --if-match --if-none-match --localdns-config
        --gpu-driver --enable-artifact-streaming! --disable-artifact-streaming! --no-wait!
    """,
    "aks show": """
        --resource-group|-g --name|-n
    """,
    "aks update": """
        --resource-group|-g --name|-n --tags+ --disable-local-accounts! --enable-local-accounts!
        --ip-families --network-plugin --network-plugin-mode --network-dataplane --network-policy
        --pod-cidr --load-balancer-managed-outbound-ip-count
        --load-balancer-managed-outbound-ipv6-count --load-balancer-outbound-ips
        --load-balancer-outbound-ip-prefixes --load-balancer-outbound-ports
        --load-balancer-idle-timeout --load-balancer-backend-pool-type --load-balancer-sku
        --nat-gateway-managed-outbound-ip-count
        --nat-gateway-managed-outbound-ipv6-count|--nat-gw-ipv6-count --nat-gateway-idle-timeout
        --outbound-type-sku --nat-gateway-outbound-ips|--nat-gw-ips
        --nat-gateway-outbound-ip-prefixes|--nat-gw-prefixes --outbound-type --auto-upgrade-channel
        --node-os-upgrade-channel --ca-profile|--cluster-autoscaler-profile+ --sku --tier
        --api-server-authorized-ip-ranges --enable-public-fqdn! --disable-public-fqdn!
        --private-dns-zone --enable-managed-identity! --assign-identity --assign-kubelet-identity
        --enable-aad! --enable-azure-rbac! --disable-azure-rbac! --aad-tenant-id
        --aad-admin-group-object-ids --enable-oidc-issuer! --k8s-support-plan
        --windows-admin-password --enable-ahub! --disable-ahub! --enable-windows-gmsa!
        --gmsa-dns-server --gmsa-root-domain-name --disable-windows-gmsa! --attach-acr --detach-acr
        --assignee-principal-type|-t --nrg-lockdown-restriction-level --enable-defender!
        --disable-defender! --defender-config --enable-disk-driver! --disable-disk-driver!
        --enable-file-driver! --disable-file-driver! --enable-blob-driver! --disable-blob-driver!
        --enable-workload-identity! --disable-workload-identity! --enable-snapshot-controller!
        --disable-snapshot-controller! --enable-azure-keyvault-kms! --disable-azure-keyvault-kms!
        --azure-keyvault-kms-key-id --azure-keyvault-kms-key-vault-network-access
        --azure-keyvault-kms-key-vault-resource-id --enable-image-cleaner! --disable-image-cleaner!
        --image-cleaner-interval-hours --http-proxy-config --disable-http-proxy!
        --enable-http-proxy! --enable-keda! --disable-keda! --enable-vpa! --disable-vpa!
        --enable-force-upgrade! --disable-force-upgrade! --upgrade-override-until
        --ca-certs|--custom-ca-trust-certificates --enable-run-command! --disable-run-command!
        --disable-acns! --enable-acns! --disable-acns-observability! --disable-acns-security!
        --acns-advanced-networkpolicies --enable-container-network-logs!
        --disable-container-network-logs! --acns-datapath-acceleration-mode
        --acns-transit-encryption-type --enable-high-log-scale-mode? --bootstrap-artifact-source
        --bootstrap-container-registry-resource-id --enable-secret-rotation!
        --disable-secret-rotation! --enable-ai-toolchain-operator! --disable-ai-toolchain-operator!
        --rotation-poll-interval --enable-static-egress-gateway! --disable-static-egress-gateway!
        --enable-cluster-autoscaler|-e! --disable-cluster-autoscaler|-d!
        --update-cluster-autoscaler|-u! --min-count --max-count --nodepool-labels+ --nodepool-taints
        --migrate-vmas-to-vms! --enable-azure-monitor-metrics! --azure-monitor-workspace-resource-id
        --ksm-metric-labels-allow-list --ksm-metric-annotations-allow-list --grafana-resource-id
        --enable-windows-recording-rules! --disable-azure-monitor-metrics!
        --enable-control-plane-metrics|--enable-cp-metrics!
        --disable-control-plane-metrics|--disable-cp-metrics! --enable-azure-monitor-app-monitoring!
        --disable-azure-monitor-app-monitoring! --enable-azure-monitor-logs!
        --disable-azure-monitor-logs! --workspace-resource-id --enable-msi-auth-for-monitoring?
        --enable-syslog? --data-collection-settings --ampls-resource-id --syslog-port
        --enable-prometheus-metrics-scraping! --disable-prometheus-metrics-scraping!
        --enable-opentelemetry-metrics! --disable-opentelemetry-metrics!
        --opentelemetry-metrics-port-http --opentelemetry-metrics-port-grpc
        --enable-opentelemetry-logs-traces! --disable-opentelemetry-logs-traces!
        --opentelemetry-logs-traces-port-http --opentelemetry-logs-traces-port-grpc
        --enable-azure-container-storage+ --disable-azure-container-storage+
        --container-storage-version --storage-pool-name --storage-pool-size --storage-pool-sku
        --storage-pool-option --azure-container-storage-nodepools --ephemeral-disk-volume-type
        --ephemeral-disk-nvme-perf-tier --yes|-y! --aks-custom-headers --if-match --if-none-match
        --enable-cost-analysis! --disable-cost-analysis! --enable-apiserver-vnet-integration!
        --apiserver-subnet-id --enable-private-cluster! --disable-private-cluster!
        --node-provisioning-mode --node-provisioning-default-pools
        --enable-app-routing-istio|--enable-ari! --disable-app-routing-istio|--disable-ari!
        --enable-gateway-api! --disable-gateway-api!
        --enable-upstream-kubescheduler-user-configuration!
        --disable-upstream-kubescheduler-user-configuration! --no-wait!
    """,
    "group create": """
        --name|--resource-group|-g|-n --location|-l --tags+ --managed-by
    """,
    "group delete": """
        --name|--resource-group|-g|-n --force-deletion-types|-f --yes|-y! --no-wait!
    """,
    "group exists": """
        --name|--resource-group|-g|-n
    """,
    "group lock create": """
        --name|-n --lock-type|-t --resource-group|-g --__RESOURCE_PROVIDER_NAMESPACE? --notes
        --__PARENT_RESOURCE_PATH? --__RESOURCE_TYPE? --__RESOURCE_NAME?
    """,
    "group show": """
        --name|--resource-group|-g|-n
    """,
    "lock create": """
        --name|-n --lock-type|-t --resource-group|-g --namespace --notes --parent --resource-type
        --resource|--resource-name
    """,
    "lock delete": """
        --name|-n --resource-group|-g --namespace --parent --resource-type
        --resource|--resource-name --ids+
    """,
    "network nat gateway create": """
        --no-wait? --name|-n --resource-group|-g --location|-l --idle-timeout --source-vnet+ --sku
        --tags+ --zone|-z+ --nat64 --public-ip-addresses+ --public-ip-prefixes+ --pip-addresses-v6+
        --pip-prefixes-v6+
    """,
    "network nat gateway delete": """
        --no-wait? --name|-n --resource-group|-g
    """,
    "network nat gateway list": """
        --next-token --max-items --resource-group|-g
    """,
    "network nat gateway show": """
        --name|-n --resource-group|-g
    """,
    "network nat gateway update": """
        --no-wait? --add+ --set+ --remove+ --force-string? --name|-n --resource-group|-g
        --idle-timeout --source-vnet+ --tags+ --nat64 --public-ip-addresses+ --public-ip-prefixes+
        --pip-addresses-v6+ --pip-prefixes-v6+
    """,
    "network public-ip create": """
        --resource-group|-g --name|-n --location|-l --tags+ --allocation-method --dns-name
        --dns-name-scope --idle-timeout --reverse-fqdn --version --sku --tier --zone|-z+ --ip-tags+
        --public-ip-prefix --edge-zone --ip-address --ddos-protection-mode|--protection-mode
        --ddos-protection-plan --ddos-custom-policy --first-party-service-tag-id|--fpst-id
    """,
    "network public-ip delete": """
        --no-wait? --name|-n --resource-group|-g
    """,
    "network public-ip list": """
        --next-token --max-items --resource-group|-g
    """,
    "network public-ip prefix create": """
        --no-wait? --name|-n --resource-group|-g --edge-zone --location|-l --custom-ip-prefix-name
        --length --version --tier --tags+ --zone|-z+ --sku --ip-tags+
        --first-party-service-tag-id|--fpst-id
    """,
    "network public-ip prefix delete": """
        --no-wait? --name|-n --resource-group|-g
    """,
    "network public-ip prefix list": """
        --next-token --max-items --resource-group|-g
    """,
    "network public-ip prefix show": """
        --name|-n --resource-group|-g --expand
    """,
    "network public-ip prefix update": """
        --no-wait? --add+ --set+ --remove+ --force-string? --name|-n --resource-group|-g --tags+
        --ip-tags+ --first-party-service-tag-id|--fpst-id
    """,
    "network public-ip show": """
        --name|-n --resource-group|-g --expand
    """,
    "network public-ip update": """
        --no-wait? --add+ --set+ --remove+ --force-string? --name|-n --resource-group|-g
        --ddos-protection-plan --ddos-protection-mode|--protection-mode --dns-name --dns-name-scope
        --reverse-fqdn --idle-timeout --version --allocation-method --public-ip-prefix --sku --tags+
        --ddos-custom-policy+ --ip-tags+ --first-party-service-tag-id|--fpst-id
    """,
    "network route-table create": """
        --no-wait? --resource-group|-g --name|-n --location|-l --disable-bgp-route-propagation?
        --tags+ --disable-peering-route
    """,
    "network route-table delete": """
        --no-wait? --resource-group|-g --name|-n
    """,
    "network route-table route create": """
        --no-wait? --resource-group|-g --name|-n --route-table-name --address-prefix
        --next-hop-ip-address --next-hop-type --next-hop+
    """,
    "network route-table route delete": """
        --no-wait? --resource-group|-g --name|-n --route-table-name
    """,
    "network route-table route show": """
        --resource-group|-g --name|-n --route-table-name
    """,
    "network route-table route update": """
        --no-wait? --add+ --set+ --remove+ --force-string? --resource-group|-g --name|-n
        --route-table-name --address-prefix --next-hop-ip-address --next-hop-type --next-hop+
    """,
    "network route-table show": """
        --resource-group|-g --name|-n --expand
    """,
    "network route-table update": """
        --no-wait? --add+ --set+ --remove+ --force-string? --resource-group|-g --name|-n
        --disable-bgp-route-propagation? --tags+ --disable-peering-route
    """,
    "network vnet create": """
        --no-wait? --resource-group|-g --name|-n --location|-l --address-prefixes+ --bgp-community
        --ddos-protection-plan --dns-servers+ --ddos-protection? --vm-protection?
        --enable-encryption? --encryption-enforcement-policy|--encryption-policy --flowtimeout
        --pe-vnet-policies|--private-endpoint-vnet-policies --tags+
        --ipam-allocations|--ipam-pool-prefix-allocations+ --sgp|--summarized-gateway-prefixes+
        --subnets+ --edge-zone --subnet-name --subnet-prefixes+ --network-security-group|--nsg
    """,
    "network vnet delete": """
        --no-wait? --resource-group|-g --name|-n
    """,
    "network vnet list": """
        --next-token --max-items --resource-group|-g
    """,
    "network vnet show": """
        --resource-group|-g --name|-n --expand
    """,
    "network vnet subnet create": """
        --no-wait? --resource-group|-g --name|-n --vnet-name --address-prefixes+
        --default-outbound|--default-outbound-access?
        --ipam-allocations|--ipam-pool-prefix-allocations+ --nat-gateway
        --network-security-group|--nsg --ple-network-policies|--private-endpoint-network-policies
        --pls-network-policies|--private-link-service-network-policies --route-table --endpoints+
        --sharing-scope --delegations+ --service-endpoints+ --service-endpoint-policy+
        --disable-private-endpoint-network-policies?
        --disable-private-link-service-network-policies?
    """,
    "network vnet subnet delete": """
        --no-wait? --resource-group|-g --name|-n --vnet-name
    """,
    "network vnet subnet list": """
        --next-token --max-items --resource-group|-g --vnet-name
    """,
    "network vnet subnet show": """
        --resource-group|-g --name|-n --vnet-name --expand
    """,
    "network vnet subnet update": """
        --no-wait? --add+ --set+ --remove+ --force-string? --resource-group|-g --name|-n --vnet-name
        --address-prefixes+ --default-outbound|--default-outbound-access?
        --ipam-allocations|--ipam-pool-prefix-allocations+ --nat-gateway
        --network-security-group|--nsg --ple-network-policies|--private-endpoint-network-policies
        --pls-network-policies|--private-link-service-network-policies --route-table --endpoints+
        --sharing-scope --delegations+ --service-endpoints+ --service-endpoint-policy+
        --disable-private-endpoint-network-policies?
        --disable-private-link-service-network-policies?
    """,
    "network vnet update": """
        --no-wait? --add+ --set+ --remove+ --force-string? --resource-group|-g --name|-n
        --address-prefixes+ --bgp-community --ddos-protection-plan --dns-servers+ --ddos-protection?
        --vm-protection? --enable-encryption? --encryption-enforcement-policy|--encryption-policy
        --flowtimeout --pe-vnet-policies|--private-endpoint-vnet-policies
        --ipam-allocations|--ipam-pool-prefix-allocations+ --sgp|--summarized-gateway-prefixes+
    """,
    "resource lock create": """
        --name|-n --lock-type|-t --resource-group|-g --namespace --notes --parent --resource-type
        --resource|--resource-name
    """,
    "network firewall create": """
        --name|-n --resource-group|-g --location|-l --private-ranges+ --sku --tier --vnet-name|--vnet
        --public-ip --public-ip-count|--count --conf-name --firewall-policy|--policy --zones|-z+ --tags+
        --dns-servers+ --enable-dns-proxy? --threat-intel-mode --virtual-hub|--vhub --m-public-ip
        --m-conf-name --route-server-id --allow-active-ftp? --enable-fat-flow-logging? --no-wait!
    """,
    "network firewall show": "--name|-n --resource-group|-g --ids+",
    "network firewall ip-config create": """
        --name|-n --resource-group|-g --firewall-name|-f --public-ip-address --vnet-name --subnet
        --private-ip-address --m-name --m-public-ip-address --m-vnet-name --no-wait!
    """,
    "network vnet peering create": """
        --no-wait? --resource-group|-g --name|-n --vnet-name --allow-forwarded-traffic?
        --allow-gateway-transit? --allow-vnet-access? --remote-vnet --use-remote-gateways?
        --enable-only-ipv6|--enable-only-ipv6-peering? --local-subnet-names+ --peer-complete-vnets?
        --remote-subnet-names+
    """,
    "network vnet peering update": """
        --no-wait? --add+ --set+ --remove+ --force-string? --resource-group|-g --name|-n --vnet-name
    """,
    "network vnet-gateway create": """
        --no-wait? --resource-group|-g --name|-n --edge-zone --location|-l
        --allow-remote-vnet-traffic? --allow-vwan-traffic? --max-scale-unit --min-scale-unit
        --enable-high-bandwidth|--enable-high-bandwidth-vpn-gateway? --enable-private-ip?
        --gateway-default-site --gateway-type --resiliency-model --sku --edge-zone-vnet-id
        --vpn-auth-type+ --vpn-gateway-generation --vpn-type --tags+ --aad-audience --aad-issuer
        --aad-tenant --asn --bgp-peering-address --peer-weight --mi-system-assigned|--system-assigned?
        --mi-user-assigned|--user-assigned+ --nat-rules+ --nat-rule+ --edge-zone-type
        --address-prefixes+ --client-protocol+ --radius-secret --radius-server --custom-routes+
        --public-ip-addresses|--public-ip-address+ --vnet --root-cert-data --root-cert-name
    """,
    "network vnet-gateway update": """
        --no-wait? --add+ --set+ --remove+ --force-string? --resource-group|-g --name|-n
        --aad-audience --aad-issuer --aad-tenant --asn --bgp-peering-address --peer-weight
        --enable-bgp? --enable-private-ip? --gateway-default-site --gateway-type --sku
        --vpn-auth-type+ --vpn-type --tags+ --address-prefixes+ --client-protocol+ --radius-secret
        --radius-server --custom-routes+ --public-ip-addresses|--public-ip-address+ --vnet
        --root-cert-data --root-cert-name --allow-remote-vnet-traffic? --allow-vwan-traffic?
        --max-scale-unit --min-scale-unit --resiliency-model
        --mi-system-assigned|--system-assigned? --mi-user-assigned|--user-assigned+
    """,
    "network vhub connection create": """
        --no-wait? --name|-n --resource-group|-g --vhub-name --remote-vnet-transit?
        --use-hub-vnet-gateways? --internet-security? --remote-vnet --associated|--associated-route-table
        --associated-inbound-routemap --associated-outbound-routemap --route-tables+ --labels+
        --static-routes+ --propagated|--propagated-route-tables+ --address-prefixes+ --next-hop
        --route-name
    """,
    "network vhub connection update": """
        --no-wait? --add+ --set+ --remove+ --force-string? --name|-n --resource-group|-g --vhub-name
        --remote-vnet-transit? --use-hub-vnet-gateways? --internet-security? --remote-vnet
        --associated|--associated-route-table --associated-inbound-routemap
        --associated-outbound-routemap --route-tables+ --labels+ --static-routes+
        --propagated|--propagated-route-tables+ --address-prefixes+ --next-hop --route-name
    """,
    "aks enable-addons": """
        --resource-group|-g --name|-n --addons|-a --workspace-resource-id --subnet-name|-s
        --appgw-name --appgw-subnet-cidr --appgw-id --appgw-subnet-id --appgw-watch-namespace
        --enable-sgxquotehelper! --enable-secret-rotation! --rotation-poll-interval
        --enable-msi-auth-for-monitoring? --enable-syslog? --data-collection-settings
        --ampls-resource-id --enable-high-log-scale-mode? --dns-zone-resource-ids --no-wait!
    """,
    "aks disable-addons": """
        --resource-group|-g --name|-n --addons|-a --no-wait!
    """,
}
