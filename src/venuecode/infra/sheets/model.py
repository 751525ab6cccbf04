"""The forms of a sheet, and why one is refused as a whole."""

from enum import StrEnum

from venuecode.kernel.errors import DomainError
from venuecode.kernel.text import Text


class FileFormat(StrEnum):
    """What can be imported and downloaded."""

    XLSX = "xlsx"
    CSV = "csv"


MEDIA_TYPES = {
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.CSV: "text/csv; charset=utf-8",
}


class FileRefused(DomainError):
    """The file cannot be read as a whole; `why` says so."""

    code = "imports.file_refused"
    status = 422
    text = Text("文件无法导入：{zh}", "The file cannot be imported: {en}")

    def __init__(self, why: Text) -> None:
        """Keep the words for the answer and for the import's page."""
        super().__init__(zh=why.zh, en=why.en)
        self.why = why


class FileTooLarge(DomainError):
    """More bytes than the deployment allows."""

    code = "imports.file_too_large"
    status = 413
    text = Text("文件超过 {megabytes} MB，请分批导入", "The file is larger than {megabytes} MB; please split it")
