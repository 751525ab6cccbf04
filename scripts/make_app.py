"""Generates the Android and iOS projects around the web page, with Capacitor: make_app.py https://HOST ID [FOLDER].

The projects are not kept in the repository: they follow from this script, its host and its id. Building them takes
Android Studio, and Xcode on a Mac (docs/publishing/app.md). Runs on the standard library alone.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parent.parent
SHELL = ROOT / "clients" / "app"
NAME = "健康通行码"
ANDROID_PERMISSIONS = ("CAMERA", "ACCESS_COARSE_LOCATION", "ACCESS_FINE_LOCATION", "VIBRATE")
IOS_REASONS = {
    "NSCameraUsageDescription": "扫描场所码。To scan venue codes.",
    "NSLocationWhenInUseUsageDescription": "填写场所位置、确认您在场所门口。To fill in where a venue is.",
    "NSPhotoLibraryAddUsageDescription": "保存场所码海报。To keep a venue's poster.",
}


def run(arguments: list[str], folder: Path) -> None:
    """Run a command quietly; on failure show all that it said."""
    done = subprocess.run(
        arguments, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(arguments)} failed:\n{done.stdout}")


def configuration(host: str, app_id: str) -> dict[str, object]:
    """Return Capacitor's configuration: the app opens the server's page, and without a network one of its own."""
    return {
        "appId": app_id,
        "appName": NAME,
        "webDir": "www",
        "server": {"url": host, "errorPath": "index.html", "allowNavigation": [urlsplit(host).netloc]},
        "ios": {"limitsNavigationsToAppBoundDomains": True},
    }


def allow_android(project: Path) -> None:
    """Ask for what the page uses."""
    manifest = project / "app" / "src" / "main" / "AndroidManifest.xml"
    text = manifest.read_text("utf-8")
    lines = "".join(
        f'    <uses-permission android:name="android.permission.{name}" />\n' for name in ANDROID_PERMISSIONS
    )
    manifest.write_text(text.replace("</manifest>", f"{lines}</manifest>"), "utf-8")


def allow_ios(project: Path, domain: str) -> None:
    """Say what the page uses and why, and let it keep itself for times without a network."""
    plist = project / "App" / "App" / "Info.plist"
    text = plist.read_text("utf-8")
    lines = "".join(f"\t<key>{key}</key>\n\t<string>{why}</string>\n" for key, why in IOS_REASONS.items())
    bound = f"\t<key>WKAppBoundDomains</key>\n\t<array>\n\t\t<string>{domain}</string>\n\t</array>\n"
    head, end, rest = text.rpartition("</dict>")
    plist.write_text(f"{head}{lines}{bound}{end}{rest}", "utf-8")


def main() -> None:
    """Make both projects in a folder of their own."""
    if len(sys.argv) < 3 or urlsplit(sys.argv[1]).scheme != "https":
        sys.exit("usage: make_app.py https://HOST ID [FOLDER], for example: https://venuecode.example cn.example.pass")
    host, app_id = sys.argv[1].rstrip("/"), sys.argv[2]
    target = Path(sys.argv[3] if len(sys.argv) > 3 else ROOT / "build" / "app").resolve()
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(SHELL, target, ignore=shutil.ignore_patterns("node_modules"))
    page = target / "www" / "index.html"
    page.write_text(page.read_text("utf-8").replace("HOST", host), "utf-8")
    (target / "capacitor.config.json").write_text(
        json.dumps(configuration(host, app_id), indent=2, ensure_ascii=False) + "\n", "utf-8"
    )
    run(["npm", "ci", "--no-audit", "--no-fund"], target)
    for platform in ("android", "ios"):
        run(["npx", "--no-install", "cap", "add", platform], target)
    allow_android(target / "android")
    allow_ios(target / "ios", urlsplit(host).netloc)
    print(f"Android: {target / 'android'}\niOS: {target / 'ios'}\nBuild them as docs/publishing/app.md says.")


if __name__ == "__main__":
    main()
