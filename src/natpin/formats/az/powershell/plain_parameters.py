"""Parameters of Az cmdlets that set no ARM property which judging reads, each looked at, and the ones that take no value.

A parameter that is in no table here or in ``parameters`` is a doubt. Source: the reference of Az 16.2.0, which
``tests/specs/powershell`` lists; ``DockerBridgeCidr`` and ``NoWait`` are of earlier releases.
"""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


NAMING = _words("""
    clustername clusterobject id inputobject name natgateway natgatewayid publicipaddress publicipprefix
    resourcegroupname resourceid resourcename route routetable subnet subscriptionid virtualnetwork
""")
"""Parameters that say which resource a cmdlet is about, or hand one over."""

PLAIN = _words("""
    aadprofile acquirepolicytoken acrnametoattach acrnametodetach adminusername advancednetworkingsecuritypolicy
    akscustomheader allowforwardedtraffic apiserveraccessprivatednszone asjob assignidentity
    assignkubeletidentity autoscalerprofile autoupgradechannel azcontext azurecredential azurekeyvaultkmskeyid
    azurekeyvaultkmsnetworkaccess azurekeyvaultkmsresourceid azurermcontext bgpcommunity
    blockvirtualnetworkaccess bootstrapartifactsource bootstrapcontainerregistryid changereference confirm
    controlplaneonly customcatrustcertificate ddosprotectionplanid defaultprofile
    defenderloganalyticsworkspaceresourceid disableapiserverruncommand disablelocalaccount disablepeeringroute
    diskencryptionsetid dnsnameprefix dnsserver dnsserviceip dockerbridgecidr domainnamelabel
    domainnamelabelscope draintimeoutinminute edgezone enableadvancednetworking
    enableadvancednetworkingobservability enableadvancednetworkingsecurity enableahub enableaitoolchainoperator
    enableapiserveraccessprivateclusterpublicfqdn enableazurekeyvaultkms enableblobcsidriver enablecostanalysis
    enableddosprotection enabledefendersecuritymonitoring enablediskcsidriver enableencryption
    enableencryptionathost enablefilecsidriver enablefips enableimagecleaner enablekeda enablemanagedidentity
    enablemonitormetric enableoidcissuer enableonlyipv6peering enablepodidentity enablepodidentitywithkubenet
    enablepublicnetworkaccess enablerbac enablesecureboot enablesnapshotcsidriver enableultrassd enableuptimesla
    enableverticalpodautoscaler enablevtpm enableworkloadidentity encryptionenforcementpolicy flowtimeout force
    fqdnsubdomain generatesshkey gpudriver gpuinstanceprofile hostgroupid
    httpproxyconfignoproxyendpoint httpproxyconfigtrustedca ifmatch ifnonematch
    imagecleanerintervalhour ipallocation kubeletconfig linuxosconfig linuxprofileadminusername
    loadbalancerbackendpooltype loadbalancermanagedoutboundipcountipv6 localsubnetnames maxunavailable
    messageoftheday nat64 networkidentifier networkprofile networksecuritygroup networksecuritygroupid
    nodeautoupgradechannel nodeenablesecureboot nodeenablevtpm nodehostgroupid nodeimageonly nodekubeletconfig
    nodelinuxosconfig nodemessageoftheday nodenetworkprofile nodeosautoupgradechannel nodeosdisksize
    nodeosdisktype nodepooltag nodeprovisioningdefaultpool noderesourcegrouprestrictionlevel
    nodescalesetevictionpolicy nodesoakdurationinminute nodesshaccess nodevmsettype nodeworkloadruntime nowait
    osdisksize osdisktype passthru peercompletevnets ppg privateendpointnetworkpoliciesflag
    privateendpointvnetpoliciesvalue privatelinkservicenetworkpoliciesflag remotesubnetnames reversefqdn
    scaledownmode scalesetevictionpolicy servicecidr serviceendpointpolicy serviceprincipalidandsecret
    spotmaxprice sshaccess sshkeypath sshkeyvalue summarizedgatewayprefix supportplan tag
    undrainablenodebehavior vmsettype whatif windowsprofileadminusername windowsprofileadminuserpassword
    workloadruntime workspaceresourceid
""")
"""Parameters that do not bear on which address traffic leaves from."""

SWITCHES = _words("""
    acquirepolicytoken allowforwardedtraffic allowgatewaytransit asjob blockvirtualnetworkaccess confirm
    controlplaneonly debug disableapiserverruncommand disablebgproutepropagation disablelocalaccount
    enableadvancednetworking enableadvancednetworkingobservability enableadvancednetworkingsecurity enableahub
    enableaitoolchainoperator enableapiserveraccessprivatecluster enableapiserveraccessprivateclusterpublicfqdn
    enableapiservervnetintegration enableautoscaling enableazurekeyvaultkms enableblobcsidriver
    enablecostanalysis enableddosprotection enabledefendersecuritymonitoring enablediskcsidriver
    enableencryptionathost enablefilecsidriver enablefips enableimagecleaner enablekeda enablemanagedidentity
    enablemonitormetric enablenodeautoscaling enablenodepublicip enableoidcissuer enablepodidentity
    enablepodidentitywithkubenet enablepublicnetworkaccess enablerbac enablesecureboot enablesnapshotcsidriver
    enablestaticegressgateway enableultrassd enableuptimesla enableverticalpodautoscaler enablevtpm
    enableworkloadidentity force generatesshkey nodeenablesecureboot nodeenablevtpm nodeimageonly nowait
    passthru useremotegateways verbose whatif
""")
"""Parameters that take no value."""
