"""The function table: every template function that infrastructure is written with, by its lower-case name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from natpin.languages.arm_expressions.functions import (
    collections,
    definitions,
    files,
    identifiers,
    json_text,
    lambdas,
    logic,
    network,
    numbers,
    strings,
)
from natpin.languages.arm_expressions.invocation import Eager, Lazy, plain

LAZY: Mapping[str, Lazy] = {
    "if": logic.choose,
    "and": logic.all_of,
    "or": logic.any_of,
    "not": logic.negate,
    "coalesce": logic.coalesce,
    "parameters": definitions.parameter,
    "variables": definitions.variable,
    "copyindex": definitions.copy_index,
    "lambdavariables": lambdas.lambda_variable,
    "map": lambdas.mapped,
    "filter": lambdas.filtered,
    "sort": lambdas.ordered,
    "reduce": lambdas.reduced,
    "toobject": lambdas.to_object,
    "groupby": lambdas.grouped,
    "mapvalues": lambdas.mapped_values,
}
"""Functions that choose which arguments to evaluate."""

_IN_AZURE = identifiers.only_in_azure("it is read from a deployed resource")

EAGER: Mapping[str, Eager] = {
    # logic
    "equals": logic.equals,
    "equalsignorecase": logic.equals_ignoring_case,
    "less": logic.compared(lambda sign: sign < 0),
    "lessorequals": logic.compared(lambda sign: sign <= 0),
    "greater": logic.compared(lambda sign: sign > 0),
    "greaterorequals": logic.compared(lambda sign: sign >= 0),
    "bool": logic.boolean,
    "true": logic.always(True),
    "false": logic.always(False),
    "null": logic.always(None),
    # text
    "concat": strings.concat,
    "format": strings.formatted,
    "string": strings.to_string,
    "split": strings.split,
    "join": strings.join,
    "tolower": cast(Eager, strings.changed_case(upper=False)),
    "toupper": cast(Eager, strings.changed_case(upper=True)),
    "replace": plain(strings.replace),
    "substring": plain(strings.substring),
    "trim": plain(str.strip),
    "padleft": plain(strings.pad_left),
    "startswith": plain(strings.starts_with),
    "endswith": plain(strings.ends_with),
    "base64": plain(strings.to_base64),
    "base64tostring": plain(strings.from_base64),
    "base64tojson": plain(strings.from_base64_json),
    "json": json_text.parsed,
    "datauri": plain(strings.data_uri),
    "uri": strings.uri,
    "uricomponent": plain(strings.uri_component),
    "uricomponenttostring": plain(strings.uri_component_to_string),
    # lists and objects
    "array": collections.array,
    "createarray": collections.create_array,
    "createobject": collections.create_object,
    "contains": collections.contains,
    "empty": collections.empty,
    "first": collections.first,
    "last": collections.last,
    "length": collections.length,
    "take": collections.take,
    "skip": collections.skip,
    "range": collections.integers,
    "union": collections.union,
    "intersection": collections.intersection,
    "indexof": collections.index_of,
    "lastindexof": collections.last_index_of,
    "flatten": collections.flatten,
    "items": collections.pairs,
    "objectkeys": collections.object_keys,
    "shallowmerge": collections.shallow_merge,
    "tryget": collections.try_get,
    # numbers
    "add": plain(numbers.add),
    "sub": plain(numbers.subtract),
    "mul": plain(numbers.multiply),
    "div": plain(numbers.divide),
    "mod": plain(numbers.modulo),
    "negative": plain(numbers.negative),
    "int": plain(numbers.to_integer),
    "min": plain(numbers.smallest),
    "max": plain(numbers.largest),
    # networks
    "parsecidr": plain(network.parse_cidr),
    "cidrsubnet": plain(network.cidr_subnet),
    "cidrhost": plain(network.cidr_host),
    # ids and places
    "resourceid": identifiers.resource_id,
    "subscriptionresourceid": identifiers.subscription_resource_id,
    "tenantresourceid": identifiers.tenant_resource_id,
    "managementgroupresourceid": identifiers.management_group_resource_id,
    "extensionresourceid": identifiers.extension_resource_id,
    "subscription": identifiers.subscription_facts,
    "resourcegroup": identifiers.resource_group_facts,
    "deployment": identifiers.deployment_facts,
    "tenant": identifiers.tenant_facts,
    "environment": identifiers.environment_facts,
    "uniquestring": identifiers.hashed,
    "guid": identifiers.hashed,
    "newguid": identifiers.only_in_azure("newGuid() differs with every deployment"),
    "utcnow": identifiers.only_in_azure("utcNow() differs with every deployment"),
    "reference": identifiers.lookup(full=False),
    "listkeys": _IN_AZURE,
    "listsecrets": _IN_AZURE,
    "list": _IN_AZURE,
    "listclusteradmincredential": _IN_AZURE,
    "listclusterusercredential": _IN_AZURE,
    "listaccountsas": _IN_AZURE,
    "listservicesas": _IN_AZURE,
    # Bicep's own
    "loadtextcontent": files.load_text,
    "loadjsoncontent": files.load_json,
    "loadyamlcontent": files.load_yaml,
    "getsecret": identifiers.only_in_azure("it is a secret in a key vault"),
    "readenvironmentvariable": identifiers.only_in_azure(
        "an environment variable is read when it is deployed"
    ),
    "externalinput": identifiers.only_in_azure("it is given by the deployment tool"),
    "pickzones": identifiers.only_in_azure("pickZones() asks Azure for the zones of a region"),
}
"""Functions of evaluated arguments."""
