"""Settings from the environment and one TOML file; every fault is reported at once, secrets are never printed.

A feature declares a `Section`; `app.py` lists them all and loads them together. A field `x` of section `y`
comes from `VENUECODE_Y__X` or from `[y] x = …`; the environment wins.
"""

import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

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
    demo: bool = Field(False, description="Demo mode: codes on the page, known passwords, invented people")
    province: str = Field("370000", description="Division in which pickers start")
    hotline: str = Field("12345", description="Service line printed on posters and shown on stops")
    pool_size: int = Field(8, ge=2, le=200, description="Database connections of one process")
    keys: SecretStr | None = Field(None, description="Key file content (JSON); unset: made once in data_dir")


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
            merged.setdefault(section, {})[field] = value
    if environ.get("DATABASE_URL"):
        merged.setdefault("core", {})["database_url"] = environ["DATABASE_URL"]
    return merged


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
    faults: list[str] = []
    kinds = list(kinds)
    for unknown in sources.keys() - {kind.section for kind in kinds}:
        faults.append(f"[{unknown}]: no such section")
    for kind in kinds:
        try:
            sections.append(kind.model_validate(sources.get(kind.section, {}), strict=False))
        except ValidationError as fault:
            for error in fault.errors(include_input=False, include_url=False):
                where = ".".join(str(part) for part in error["loc"])
                faults.append(f"{kind.section}.{where}: {error['msg']}")
    if faults:
        raise SettingsFault(faults)
    return Settings(sections)
