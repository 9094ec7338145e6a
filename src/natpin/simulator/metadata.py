"""/metadata/endpoints: what a cloud tells of itself, to anybody.

Three forms, as clients ask for them. Up to 2018 one object with the members that Azure Stack Hub shows
(learn.microsoft.com/azure-stack/user/azure-stack-version-profiles-ruby; msrestazure asks for 2015-01-01). From 2019-05-01 a
list of clouds (Azure CLI's ARM_CLOUD_METADATA_URL; azure-core-management of the SDK for Java, ``MetadataEndpoint``). From
2022-09-01 one object of the same members (hashicorp/go-azure-sdk, sdk/internal/metadata).
"""

from __future__ import annotations

from natpin.simulator.exchange import Json, Request, Response
from natpin.simulator.settings import Settings

PATH = "/metadata/endpoints"
NAME = "natpin"


def answer(request: Request, settings: Settings) -> Response:
    """The answer to a GET, signed in or not."""
    base = request.base_url
    authentication = {
        "loginEndpoint": f"{base}/",
        "audiences": [f"{base}/"],
        "tenant": settings.tenant,
        "identityProvider": "AAD",
    }
    if request.api_version[:4] < "2019":
        return Response(
            200,
            {
                "galleryEndpoint": f"{base}/",
                "graphEndpoint": f"{base}/",
                "portalEndpoint": f"{base}/",
                "authentication": {name: authentication[name] for name in ("loginEndpoint", "audiences")},
            },
        )
    cloud: Json = {
        "portal": f"{base}/",
        "authentication": authentication,
        "media": f"{base}/",
        "graphAudience": f"{base}/",
        "graph": f"{base}/",
        "name": NAME,
        "suffixes": {},
        "batch": f"{base}/",
        "resourceManager": f"{base}/",
        "vmImageAliasDoc": f"{base}/",
        "microsoftGraphResourceId": f"{base}/",
    }
    return Response(200, cloud if request.api_version >= "2022-09-01" else [cloud])
