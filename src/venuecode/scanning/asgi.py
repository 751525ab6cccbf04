"""The application with the scan's own entry in front of the framework (ADR 0005), and that route's documentation."""

from typing import Any

from fastapi import FastAPI

from venuecode.scanning.openapi import describe_scan


class ScanFirst(FastAPI):
    """A FastAPI application whose OpenAPI document also holds the scan."""

    def openapi(self) -> dict[str, Any]:
        """Return the document, the scan included; made once."""
        if self.openapi_schema is None:
            describe_scan(super().openapi())
        assert self.openapi_schema is not None
        return self.openapi_schema
