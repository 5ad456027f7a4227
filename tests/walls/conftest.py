"""The world of the pages, for the walls."""

from tests.web.conftest import _a_folder_for_collected_files as _a_folder_for_collected_files
from tests.web.conftest import kept_world as kept_world
