"""The parameters that ``New-AzResourceGroupDeployment`` and its kin have of their own: a template's of the same name gets
``FromTemplate`` behind it (learn.microsoft.com/azure/azure-resource-manager/templates/deploy-powershell, "Pass parameter
values")."""

from __future__ import annotations

OWN = frozenset(
    """
    resourcegroupname name location mode templatefile templateuri templateobject templatespecid templateparameterfile
    templateparameterobject templateparameteruri force asjob deploymentdebugloglevel rollbacktolastdeployment
    rollbackdeploymentname tag querystring skiptemplateparameterprompt pre proceedifnochange managementgroupid
    defaultprofile apiversion whatifresultformat whatifexcludechangetype validationlevel actiononunmanage
    denysettingsmode denysettingsexcludedprincipal denysettingsexcludedaction denysettingsapplytochildscopes description
    deleteall deleteresources deleteresourcegroups bypassstackoutofsyncerror deploymentresourcegroupname
    deploymentsubscriptionid nowait pv ov ob iv infa proga warningvariable
    """.split()  # noqa: SIM905
)
"""Lower case (Az.Resources 9)."""
