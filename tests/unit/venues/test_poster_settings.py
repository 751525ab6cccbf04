"""Another city's posters name its own channels."""

from pathlib import Path

import pytest

from venuecode.settings import SettingsFault, load
from venuecode.venues.posters.model import Channel
from venuecode.venues.posters.settings import PosterSettings


def test_channels_come_from_the_settings_file(tmp_path: Path):
    file = tmp_path / "venuecode.toml"
    file.write_text(
        '[[posters.channels]]\nname_zh = "泉城办 APP"\nname_en = "Quancheng app"\n'
        'entry_zh = "扫一扫"\nentry_en = "Scan"\n',
        "utf-8",
    )
    own = load([PosterSettings], file, {}).get(PosterSettings)
    assert own.channels == (Channel("泉城办 APP", "Quancheng app", "扫一扫", "Scan"),)


def test_folder_of_fonts_that_is_not_there_is_a_fault(tmp_path: Path):
    with pytest.raises(SettingsFault, match=r"posters\.extra_fonts"):
        load([PosterSettings], None, {"VENUECODE_POSTERS__EXTRA_FONTS": str(tmp_path / "none")})
