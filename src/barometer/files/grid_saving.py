"""Files that are replaced whole or not at all."""

import os
from collections.abc import Mapping
from pathlib import Path


def replace_files(contents: Mapping[Path, bytes]) -> None:
    """Write files beside their places, then rename them: a failure leaves the old ones intact.

    Raises:
        OSError: The files could not be written; no draft is left behind.
    """
    drafts = {path: path.with_name(f".{path.name}.draft") for path in contents}
    try:
        for path, data in contents.items():
            with drafts[path].open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
    except OSError:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
        raise
    for path, draft in drafts.items():
        draft.replace(path)
