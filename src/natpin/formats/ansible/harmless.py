"""Modules through which no cluster and no network of Azure's is changed.

Sources: docs.ansible.com, "Ansible.Builtin", "Collection Index"; github.com/ansible-collections/azure 3.12.0,
plugins/modules. A module of the Azure collection that is neither translated nor here is a doubt, and so is one of a
collection that is not here.
"""

from __future__ import annotations

BUILTIN = frozenset(
    """
    add_host apt apt_key apt_repository assemble assert async_status blockinfile copy cron deb822_repository debconf debug
    dnf dnf5 dpkg_selections fail fetch file find gather_facts get_url getent git group group_by hostname iptables
    known_hosts lineinfile meta mount_facts package package_facts pause ping pip reboot replace rpm_key service
    service_facts setup slurp stat subversion systemd systemd_service sysvinit tempfile template unarchive user
    validate_argument_spec wait_for wait_for_connection yum yum_repository
    """.split()  # noqa: SIM905
)
"""Modules of Ansible's own that run nothing of the author's."""

COLLECTIONS = (
    *("ansible.posix.", "ansible.netcommon.", "ansible.utils.", "ansible.windows.win_feature", "amazon.aws."),
    *(
        "community.aws.",
        "community.crypto.",
        "community.docker.",
        "community.grafana.",
        "community.hashi_vault.",
    ),
    *(
        "community.mysql.",
        "community.postgresql.",
        "community.mongodb.",
        "community.windows.win_",
        "google.cloud.",
    ),
    *(
        "kubernetes.core.helm",
        "microsoft.ad.",
        "hashicorp.vault.",
        "openstack.cloud.",
        "vmware.",
        "theforeman.",
    ),
)
"""Beginnings of modules of other collections."""

COMMUNITY = frozenset(
    """
    archive alternatives composer dconf filesystem gem github_release gitlab_project htpasswd ini_file iptables_state
    java_cert jira kernel_blacklist locale_gen lvg lvol mail make_directory modprobe nmcli npm opkg pacman parted
    pip_package_info rocketchat slack snap ssh_config sudoers supervisorctl sysctl telegram timezone ufw xml yarn zypper
    helm helm_repository helm_info helm_plugin docker_image docker_container docker_login docker_network
    openssh_keypair openssl_privatekey openssl_csr x509_certificate authorized_key sysctl seboolean selinux mount
    firewalld synchronize acl at k8s_info k8s_cluster_info k8s_exec k8s_log k8s_scale k8s_drain
    mysql_db mysql_user postgresql_db postgresql_user mongodb_user
    """.split()  # noqa: SIM905
)
"""Modules of ``community.general``, ``ansible.posix`` and others, by their last names."""

AZURE = frozenset(
    """
    adapplication adgroup adpassword adserviceprincipal aduser afdendpoint afdorigin afdorigingroup afdroute
    afdrules afdruleset apimanagement apimanagementservice appgateway applicationfirewallpolicy
    applicationsecuritygroup appserviceplan arcssh automationaccount autoscale availabilityset
    backupazurevm backuppolicy bastionhost batchaccount batchaccountapplication batchaccountapplicationpackage
    batchaccountpool capacityreservationgroup cdnendpoint cdnprofile cognitivesearch containerinstance containerregistry
    containerregistryreplication containerregistryscopemap containerregistrytag containerregistrytoken
    containerregistrytokenpassword containerregistrywebhook cosmosdbaccount datafactory ddosprotectionplan dedicatedhost
    devtestlab devtestlabartifactsource devtestlabcustomimage devtestlabpolicy devtestlabschedule
    devtestlabvirtualmachine devtestlabvirtualnetwork diskaccess diskencryptionset dnsrecordset dnszone eventhub
    expressroute firewallpolicy functionapp gallery galleryimage galleryimageversion hdinsightcluster hostgroup image
    iotdevice iotdevicemodule iothub iothubconsumergroup ipgroup keyvault keyvaultcertificate keyvaultkey keyvaultsecret
    keyvaultsecuritydomain loadbalancer localnetworkgateway loganalyticsworkspace manageddisk managementgroup
    mariadbconfiguration mariadbdatabase mariadbfirewallrule mariadbserver monitoractiongroups monitoractivitylogalerts
    monitordatacollectionendpoint monitordatacollectionruleassociation monitordatacollectionrules
    monitordiagnosticsetting monitorlogprofile monitormetricalerts monitorscheduledqueryrules multiplemanageddisks
    mysqlconfiguration mysqldatabase mysqlfirewallrule mysqlflexibleconfiguration mysqlflexibledatabase
    mysqlflexiblefirewallrule mysqlflexibleserver mysqlserver networkflowlog networkinterface networkwatcher
    notificationhub openshiftmanagedcluster postgresqlconfiguration postgresqldatabase postgresqlfirewallrule
    postgresqlflexibleadministrator postgresqlflexiblebackup postgresqlflexibledatabase postgresqlflexiblefirewallrule
    postgresqlflexibleserver postgresqlflexiblevirtualendpoint postgresqlserver privatednsrecordset privatednszone
    privatednszonelink privateendpoint privateendpointconnection privateendpointdnszonegroup privatelinkservice
    proximityplacementgroup recoveryservicesvault recoveryservicesvaultconfig rediscache rediscachefirewallrule
    registrationassignment registrationdefinition roleassignment roledefinition securitygroup servicebus
    servicebusqueue servicebussaspolicy servicebustopic servicebustopicsubscription serviceendpointpolicy
    serviceendpointpolicydefinition snapshot sqldatabase sqlelasticpool sqlfirewallrule sqlmanagedinstance sqlmidatabase
    sqlmidblongtermretentionpolicy sqlmidbshorttermretentionpolicy sqlserver sshpublickey storageaccount
    storageaccountmanagementpolicy storageblob storageshare tags trafficmanager trafficmanagerendpoint
    trafficmanagerprofile virtualmachine virtualmachinescaleset virtualmachinescalesetinstance virtualwan
    vmbackuppolicy vpnsite webapp webappaccessrestriction webappslot webappvnetconnection
    virtualnetworkgatewayconnection virtualnetworkgatewaynatrule
    """.split()  # noqa: SIM905
)
"""Of ``azure.azcollection``, without ``azure_rm_``. Those that run scripts (``virtualmachineextension``,
``automationrunbook``, ``devtestlabenvironment``, which deploys a template) are not here."""

RUN_PROGRAMS = frozenset({"automationrunbook", "virtualmachineextension", "virtualmachinescalesetextension"})
"""Of those, modules that hand a program to something that runs it: they count by what that says."""

ROLES = frozenset({"azure.azure_preview_modules", "azure.azure_modules"})
"""Roles that hold modules and no tasks (github.com/Azure/azure_preview_modules, README; github.com/Azure/azure_modules)."""

PASSED_OVER = frozenset({"_info", "_facts"})
"""Endings of modules that look things up."""


def is_harmless(module: str) -> bool:
    """True for a module, not of the Azure collection, that changes nothing of Azure's."""
    name = module.removeprefix("ansible.builtin.").removeprefix("ansible.legacy.")
    if name in BUILTIN or module.startswith(COLLECTIONS) or module.endswith(tuple(PASSED_OVER)):
        return True
    last = name.rpartition(".")[2]
    of_community = "." not in name or name.startswith(
        ("community.general.", "ansible.posix.", "kubernetes.core.")
    )
    return of_community and last in COMMUNITY
