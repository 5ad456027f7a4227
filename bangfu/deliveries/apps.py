"""收件 as a Django app: when it starts it learns the county's own layouts."""

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from bangfu.workbooks.layout import FOLDER, LAYOUTS, read_layouts, read_shared


class DeliveriesConfig(AppConfig):
    """The county may put layouts of its own (`*.toml`, as those in `workbooks/layouts`) into the folder `layouts` of its data."""

    name = "bangfu.deliveries"

    def ready(self) -> None:
        take_in_layouts(Path(settings.DATA) / "layouts")


def take_in_layouts(folder: Path) -> None:
    """Adds the layouts of a folder to those that come with the program. ValueError, naming the file, for a mistake or a slug that is taken."""
    own = read_layouts(folder, read_shared(FOLDER))
    taken = sorted(set(own) & set(LAYOUTS))
    if taken:
        raise ValueError(f"{folder}: layouts of these names come with the program already: {taken}")
    LAYOUTS.update(own)
