"""How DuckDB gets at a lake in an object store: its extension and a secret made of the storage options. Nothing about tables.

The views of the catalog read the lake's files themselves, so every connection to a catalog over a remote lake needs this. The extension
`httpfs` (`azure` for Azure) is installed from DuckDB's repository at first use.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import duckdb

#: Storage option of deltalake (lower case) to parameter of DuckDB's S3 secret.
_S3: Final = {"aws_access_key_id": "KEY_ID", "aws_secret_access_key": "SECRET", "aws_session_token": "SESSION_TOKEN", "aws_region": "REGION"}


def secret(options: Mapping[str, str]) -> str:
    """The statement that makes DuckDB's S3 secret from storage options.

    Without a key in the options the machine's own credentials are used (environment, profile, instance role).
    """
    given = {k.lower(): v for k, v in options.items()}
    parts = ["TYPE s3"]
    if "aws_access_key_id" not in given:
        parts.append("PROVIDER credential_chain")
    parts += [f"{name} {_quoted(given[key])}" for key, name in _S3.items() if key in given]
    endpoint = given.get("aws_endpoint_url") or given.get("aws_endpoint")
    if endpoint:
        address = urlsplit(endpoint if "://" in endpoint else f"https://{endpoint}")
        parts += [f"ENDPOINT {_quoted(address.netloc)}", "URL_STYLE 'path'", f"USE_SSL {'true' if address.scheme == 'https' else 'false'}"]
    return f"CREATE OR REPLACE SECRET rawi_lake ({', '.join(parts)})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def connect(connection: duckdb.DuckDBPyConnection, root: str, options: Mapping[str, str]) -> None:
    """Lets a connection read the files of a lake in an object store.

    Args:
        connection: Any connection, also a read-only one.
        root: Address of the lake.
        options: Storage options of the lake.

    Raises:
        duckdb.Error: The extension cannot be installed (no way to DuckDB's repository), or the options are wrong.
    """
    if root.startswith(("az://", "abfs")):
        connection.execute("INSTALL azure; LOAD azure")
        return
    connection.execute("INSTALL httpfs; LOAD httpfs")
    if root.startswith("s3"):
        connection.execute(secret(options))
