"""The script that makes the app shells: what it writes into the projects that Capacitor generates."""

import importlib.util
import json
import plistlib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ANDROID = "{http://schemas.android.com/apk/res/android}name"
MANIFEST = """<manifest xmlns:android="http://schemas.android.com/apk/res/android">
    <application />
    <uses-permission android:name="android.permission.INTERNET" />
</manifest>
"""


@pytest.fixture
def make_app(monkeypatch):
    spec = importlib.util.spec_from_file_location("make_app", ROOT / "scripts" / "make_app.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def generate(arguments, folder):
        if arguments[-1] == "android":
            manifest = folder / "android/app/src/main/AndroidManifest.xml"
            manifest.parent.mkdir(parents=True)
            manifest.write_text(MANIFEST)
        elif arguments[-1] == "ios":
            plist = folder / "ios/App/App/Info.plist"
            plist.parent.mkdir(parents=True)
            plist.write_bytes(plistlib.dumps({"CFBundleName": "App"}))

    monkeypatch.setattr(module, "run", generate)
    return module


def test_both_projects_ask_for_what_the_page_uses_and_open_the_host(make_app, monkeypatch, tmp_path):
    target = tmp_path / "app"
    monkeypatch.setattr("sys.argv", ["make_app.py", "https://pass.example/", "cn.example.pass", str(target)])
    make_app.main()
    settings = json.loads((target / "capacitor.config.json").read_text("utf-8"))
    assert (settings["appId"], settings["server"]["url"]) == ("cn.example.pass", "https://pass.example")
    assert settings["server"]["allowNavigation"] == ["pass.example"]
    assert "https://pass.example" in (target / "www/index.html").read_text("utf-8")
    asked = [one.get(ANDROID) for one in ET.parse(target / "android/app/src/main/AndroidManifest.xml").iter()]
    permissions = {name.rpartition(".")[2] for name in asked if name}
    assert permissions == {"INTERNET", "CAMERA", "ACCESS_COARSE_LOCATION", "ACCESS_FINE_LOCATION", "VIBRATE"}
    plist = plistlib.loads((target / "ios/App/App/Info.plist").read_bytes())
    assert plist["CFBundleName"] == "App"
    assert plist["WKAppBoundDomains"] == ["pass.example"]
    assert all(plist[key] for key in make_app.IOS_REASONS)


def test_a_host_without_https_is_refused(make_app, monkeypatch):
    monkeypatch.setattr("sys.argv", ["make_app.py", "http://pass.example", "cn.example.pass"])
    with pytest.raises(SystemExit, match="usage"):
        make_app.main()
