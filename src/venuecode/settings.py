"""Settings from the environment and one TOML file; every fault is reported at once, secrets are never printed.

A feature declares a `Section`; `sections.py` lists them all and loads them together. A field `x` of section `y`
comes from `VENUECODE_Y__X` or from `[y] x = …`; the environment wins.
"""

import ipaddress
import json
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo

from venuecode.kernel.setting_faults import unknown, wrong

S = TypeVar("S", bound="Section")


class SettingsFault(Exception):
    """The settings are not usable; `faults` lists every reason."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


class Section(BaseModel):
    """One feature's settings."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
    section: ClassVar[str]

    @classmethod
    def default(cls) -> Self:
        """The section as it is when nothing is set."""
        return cls()


class CoreSettings(Section):
    """What every deployment has."""

    section = "core"

    database_url: SecretStr | None = Field(None, description="PostgreSQL 15 or newer; unset: the embedded server")
    data_dir: Path = Field(Path("data"), description="Folder of the embedded server and of generated keys")
    public_url: str = Field("http://127.0.0.1:8000", description="Address that posters carry, without a slash behind")
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=0, le=65535)
    worker_metrics_port: int = Field(
        0, ge=0, le=65535, description="Port on which a worker serves its /metrics, on `host`; 0: it serves none"
    )
    demo: bool = Field(False, description="Demo mode: codes on the page, known passwords, invented people")
    demo_on_network: bool = Field(False, description="First of two consents to demo mode on a reachable address")
    demo_open_to_anybody: bool = Field(False, description="Second consent: anybody may sign in with known passwords")
    province: str = Field("370000", description="Division in which pickers start")
    hotline: str = Field("12345", description="Service line printed on posters and shown on stops")
    pool_size: int = Field(8, ge=2, le=200, description="Database connections of one process")
    trusted_proxies: str = Field(
        "", description="Networks of the proxies in front whose X-Forwarded-For is believed, separated by commas"
    )
    keys: SecretStr | None = Field(None, description="Key file content (JSON); unset: made once in data_dir")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for part in filter(None, (part.strip() for part in value.split(","))):
            ipaddress.ip_network(part)
        return value

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query or parts.fragment:
            raise ValueError("must be http(s)://HOST[:PORT] and nothing behind")
        return value

    @model_validator(mode="after")
    def _demo_stays_at_home(self) -> Self:
        told_twice = self.demo_on_network and self.demo_open_to_anybody
        if self.demo and not _is_loopback(self.host) and not told_twice:
            raise ValueError(
                f"demo mode has known passwords and listens on loopback only, not on {self.host}; to open it "
                "nevertheless set both demo_on_network and demo_open_to_anybody"
            )
        return self


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


_OTHER_NAMES = {"VENUECODE_CONFIG"}
"""Names that are ours and no setting; those of the tests begin with VENUECODE_TEST_."""


def read_sources(toml_file: Path | None, environ: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Merge the TOML file and the environment into section → field → raw value."""
    merged: dict[str, dict[str, Any]] = {}
    if toml_file is not None:
        try:
            for section, fields in tomllib.loads(toml_file.read_text("utf-8")).items():
                if not isinstance(fields, dict):
                    raise SettingsFault([f"{toml_file}: `{section}` must stand in a section"])
                merged[section] = dict(fields)
        except (OSError, tomllib.TOMLDecodeError) as fault:
            raise SettingsFault([f"{toml_file}: {fault}"]) from fault
    for name, value in environ.items():
        if name.startswith("VENUECODE_") and "__" in name:
            section, field = name.removeprefix("VENUECODE_").lower().split("__", 1)
            merged.setdefault(section, {})[field] = _value(value)
    if environ.get("DATABASE_URL"):
        merged.setdefault("core", {})["database_url"] = environ["DATABASE_URL"]
    return merged


def _value(text: str) -> Any:
    """Read a list or a table that stands in the environment as JSON; leave the rest to the field's type."""
    if text[:1] in {"[", "{"}:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _unknown_names(environ: Mapping[str, str], known: list[str]) -> list[str]:
    return [
        f"{unknown(name, known)} (VENUECODE_SECTION__FIELD, two underscores 两个下划线)"
        for name in sorted(environ)
        if name.startswith("VENUECODE_")
        and "__" not in name
        and name not in _OTHER_NAMES
        and not name.startswith("VENUECODE_TEST_")
    ]


class Settings:
    """All sections, loaded and checked."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self._sections = {type(section): section for section in sections}

    def get(self, kind: type[S]) -> S:
        """Return one section."""
        return self._sections[kind]  # type: ignore[return-value]


def load(
    kinds: Iterable[type[Section]], toml_file: Path | None = None, environ: Mapping[str, str] = os.environ
) -> Settings:
    """Load every section; raises `SettingsFault` with all faults of all sections."""
    sources = read_sources(toml_file, environ)
    sections: list[Section] = []
    kinds = list(kinds)
    known = [f"{kind.section}.{field}" for kind in kinds for field in kind.model_fields]
    faults = _unknown_names(environ, known)
    for section in sorted(sources.keys() - {kind.section for kind in kinds}):
        faults += [f"[{section}] {unknown(f'{section}.{field}', known)}" for field in sources[section]] or [
            f"[{section}]: no such section 没有这个小节"
        ]
    for kind in kinds:
        try:
            sections.append(kind.model_validate(sources.get(kind.section, {}), strict=False))
        except ValidationError as fault:
            for error in fault.errors(include_input=False, include_url=False):
                where = ".".join([kind.section, *(str(part) for part in error["loc"])])
                if error["type"] == "extra_forbidden":
                    faults.append(unknown(where, known))
                else:
                    faults.append(wrong(where, error["type"], error["msg"], error.get("ctx", {})))
    if faults:
        raise SettingsFault(faults)
    return Settings(sections)


def settings_document(kinds: Iterable[type[Section]]) -> str:
    """Return the list of all settings as Markdown (docs/settings.md)."""
    lines = [
        "# Settings",
        "",
        "Written by `venuecode settings`; do not edit. Each setting comes from the environment or from one TOML file",
        "(`--config FILE` or `VENUECODE_CONFIG`); the environment wins. Lists stand in the environment as JSON.",
        "`DATABASE_URL` is short for `VENUECODE_CORE__DATABASE_URL`.",
    ]
    for kind in kinds:
        about = (kind.__doc__ or "").strip().splitlines()[0]
        lines += [
            "",
            f"## [{kind.section}]",
            "",
            about,
            "",
            "| field | environment | default | meaning |",
            "|---|---|---|---|",
        ]
        for name, field in kind.model_fields.items():
            variable = f"VENUECODE_{kind.section}__{name}".upper()
            lines.append(f"| `{name}` | `{variable}` | {_default(field)} | {field.description or ''} |")
    return "\n".join(lines) + "\n"


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if value is None or isinstance(value, SecretStr):
        return "unset"
    return f"`{value}`"
