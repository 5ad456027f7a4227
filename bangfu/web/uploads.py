"""An upload on its way in: it lies on the disk in the clear until it is sealed, so it lies there without a name."""

from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class NamelessUploadHandler(FileUploadHandler):
    """Streams an upload into a file of `FILE_UPLOAD_TEMP_DIR` that has no name: nobody can open it from beside, and when the process is killed
    the system takes it away with the process. Raises OSError on a full disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = UploadedFile(
            TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR), self.file_name, self.content_type, 0, self.charset, self.content_type_extra,   # noqa: SIM115 - closed with the request
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()
