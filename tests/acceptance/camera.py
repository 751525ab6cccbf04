"""The phone's camera: a clip that Chromium plays in place of one, made from the very poster that was downloaded."""

import io
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

import pypdfium2
import segno
from PIL import Image

FRAME = (640, 480)
GREY = (120, 120, 120)
POSTER_HEIGHT = 460
DPI = 110


def picture_of(poster: bytes, page: int = 0) -> Image.Image:
    """Render one page of a PDF, or open a PNG."""
    if not poster.startswith(b"%PDF"):
        return Image.open(BytesIO(poster)).convert("RGB")
    document = pypdfium2.PdfDocument(poster)
    try:
        return document[page].render(scale=DPI / 72).to_pil().convert("RGB")
    finally:
        document.close()


def page_count(poster: bytes) -> int:
    """Return how many pages a PDF has."""
    document = pypdfium2.PdfDocument(poster)
    try:
        return len(document)
    finally:
        document.close()


class Camera:
    """The file that every browser of this worker films; `show` puts another poster before it."""

    def __init__(self, clip: Path) -> None:
        self.clip = clip
        self.clear()

    def clear(self) -> None:
        """Take away what is held before the camera."""
        self.film(Image.new("RGB", FRAME, GREY))

    def show(self, poster: bytes, page: int = 0) -> None:
        """Hold a poster before the camera, as large as the frame."""
        sheet = picture_of(poster, page)
        sheet.thumbnail((FRAME[0], POSTER_HEIGHT), Image.Resampling.LANCZOS)
        frame = Image.new("RGB", FRAME, GREY)
        frame.paste(sheet, ((FRAME[0] - sheet.width) // 2, (FRAME[1] - sheet.height) // 2))
        self.film(frame)

    def show_in_turn(self, *texts: str) -> None:
        """Hold phones with codes before the camera, one after the other; between them nothing."""
        blank = Image.new("RGB", FRAME, GREY)
        frames = [blank] * 3
        for text in texts:
            picture = io.BytesIO()
            segno.make_qr(text, error="m", boost_error=False).save(picture, kind="png", scale=8, border=4)
            frame = blank.copy()
            code = Image.open(picture).convert("RGB").resize((400, 400))
            frame.paste(code, ((FRAME[0] - 400) // 2, (FRAME[1] - 400) // 2))
            frames += [frame] * 8 + [blank] * 3
        with tempfile.TemporaryDirectory() as folder:
            for number, frame in enumerate(frames):
                frame.save(Path(folder) / f"{number:03}.png")
            command = ["ffmpeg", "-y", "-loglevel", "error", "-framerate", "10", "-i", f"{folder}/%03d.png"]
            subprocess.run([*command, "-pix_fmt", "yuv420p", str(self.clip)], check=True)

    def film(self, frame: Image.Image) -> None:
        """Turn one picture into the clip."""
        still = self.clip.with_suffix(".png")
        frame.save(still)
        command = ["ffmpeg", "-y", "-loglevel", "error", "-loop", "1", "-i", str(still), "-t", "0.5", "-r", "10"]
        subprocess.run([*command, "-pix_fmt", "yuv420p", str(self.clip)], check=True)
