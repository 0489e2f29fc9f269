"""The few files taken from npm packages, by name; nothing else of the packages is served."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

PACKAGED: Final = {
    "govuk-frontend.min.css": "govuk-frontend/dist/govuk/govuk-frontend.min.css",
    "govuk-frontend.min.css.map": "govuk-frontend/dist/govuk/govuk-frontend.min.css.map",
    "SourceSans3-Regular.ttf.woff2": "source-sans/WOFF2/TTF/SourceSans3-Regular.ttf.woff2",
    "SourceSans3-Semibold.ttf.woff2": "source-sans/WOFF2/TTF/SourceSans3-Semibold.ttf.woff2",
}
PREFIX: Final = "packages/"


class PackagedStorage(FileSystemStorage):
    """The folder of packages, read under the short names."""

    prefix = PREFIX.rstrip("/")

    def path(self, name: str) -> str:
        """Return where a file really is."""
        return super().path(PACKAGED.get(name, name))


class PackageFinder(BaseFinder):
    """Finds the packaged files for the development server and for ``collectstatic``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()
        self.storage = PackagedStorage(location=settings.NODE_MODULES)

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return where a static file is; nothing for a file that is not one of the few."""
        name = path.removeprefix(PREFIX)
        if path == name or name not in PACKAGED:
            return []
        found = self.storage.path(name)
        if not Path(found).is_file():
            return []
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield the files that are installed."""
        for name in PACKAGED:
            if self.storage.exists(name):
                yield name, self.storage
