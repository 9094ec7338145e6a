"""What azure.azcollection 3.12 calls for a cloud of one's own, and azure-cli-core has not: msrestazure had it once.

Loaded by Python itself where this folder is on PYTHONPATH. It asks the cloud's /metadata/endpoints, as msrestazure did.
"""

import json
import sys
import urllib.request
from importlib.abc import MetaPathFinder
from importlib.util import find_spec

MODULE = "azure.cli.core.cloud"


def get_cloud_from_metadata_endpoint(endpoint):
    from azure.cli.core.cloud import Cloud, CloudEndpoints, CloudSuffixes

    url = endpoint.rstrip("/") + "/metadata/endpoints?api-version=2015-01-01"
    with urllib.request.urlopen(url, context=_context()) as answer:
        told = json.load(answer)
    login = told["authentication"]["loginEndpoint"].rstrip("/")
    return Cloud(
        endpoint,
        endpoints=CloudEndpoints(
            management=endpoint,
            resource_manager=endpoint,
            active_directory=login,
            active_directory_resource_id=told["authentication"]["audiences"][0],
            active_directory_graph_resource_id=told["graphEndpoint"],
            gallery=told["galleryEndpoint"],
        ),
        suffixes=CloudSuffixes(),
    )


def _context():
    import os
    import ssl

    return ssl.create_default_context(cafile=os.environ["REQUESTS_CA_BUNDLE"])


class _Completing(MetaPathFinder):
    """Adds the function when the module is imported."""

    def find_spec(self, name, path=None, target=None):
        if name != MODULE:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def completed(module):
                execute(module)
                module.get_cloud_from_metadata_endpoint = get_cloud_from_metadata_endpoint

            spec.loader.exec_module = completed
        return spec


sys.meta_path.insert(0, _Completing())
