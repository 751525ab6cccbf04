"""Settings of the pages that the server serves."""

from pydantic import Field, field_validator

from venuecode.settings import Section


class WebSettings(Section):
    """The clients and what stands beside them."""

    section = "web"

    check_files: dict[str, str] = Field(
        default_factory=dict,
        description="Name → content of the files by which WeChat and Alipay check the host (at / and /v/)",
    )

    @field_validator("check_files")
    @classmethod
    def _are_plain_names(cls, value: dict[str, str]) -> dict[str, str]:
        wrong = [name for name in value if "/" in name or not name.endswith((".txt", ".html"))]
        if wrong:
            raise ValueError("each must be a plain file name ending in .txt or .html")
        return value
