"""Photographs, drawn anew: what the camera hides in them (place, device, owner) is left behind, and they are no larger than reading needs."""

import io

from PIL import Image, ImageOps

from bangfu.rules.refusal import Refused

MAX_PIXELS = {"JPEG": 70_000_000, "PNG": 40_000_000}   # a JPEG is shrunk while it is read, a PNG lies whole in memory first
LONGEST = 2560   # pixels of the longer side: an A4 sheet at about 220 dpi, on which its smallest print is read
QUALITY = 85
UNREADABLE = "照片读不完整，可能没有传完或已损坏。请打开看一眼，重新拍或重新发送后再传。"


def drawn_anew(content: bytes) -> bytes:
    """A JPEG of what a JPEG or PNG shows: upright, on white, at most `LONGEST` pixels, with nothing else in it.

    No place and no device is kept of a photograph (国办函〔2026〕12号: no tracks). The same content gives the same bytes.
    Refused when it has more than `MAX_PIXELS`, or cannot be read to its end.
    """
    try:
        with Image.open(io.BytesIO(content), formats=list(MAX_PIXELS)) as picture:
            _must_be_small(picture)
            return _as_jpeg(_upright(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:   # Pillow's own limit lies above ours
        raise _too_large() from error
    except Refused:
        raise
    except Exception as error:   # somebody else's bytes: whatever a decoder says of them, the photograph cannot be read
        raise Refused(UNREADABLE, field="file") from error


def _must_be_small(picture: Image.Image) -> None:
    limit = MAX_PIXELS.get(str(picture.format), MAX_PIXELS["JPEG"])   # several pictures in one JPEG are called MPO
    if picture.width * picture.height > limit:
        raise _too_large(f"照片有 {picture.width}×{picture.height} 像素，太大了")


def _too_large(what: str = "照片的像素太多") -> Refused:
    return Refused(f"{what}。请把相机的分辨率调到 1200 万像素左右重拍，或用微信（不选“原图”）发给自己、存下来再传。", field="file")


def _upright(picture: Image.Image) -> Image.Image:
    """Small, and turned the way it was held; shrunk first, so that all that follows is cheap."""
    smooth = _with_shades(picture)
    smooth.thumbnail((LONGEST, LONGEST))
    return ImageOps.exif_transpose(smooth)


def _with_shades(picture: Image.Image) -> Image.Image:
    """The picture in a mode that can be shrunk smoothly: of 16 bits the upper 8, black-and-white and palettes in shades."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in ("1", "P"):
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture


def _as_jpeg(picture: Image.Image) -> bytes:
    """On a fresh white sheet, which knows nothing of where the picture came from."""
    sheet = Image.new("RGB", picture.size, "white")
    shown = picture.convert("RGBA") if picture.has_transparency_data else picture.convert("RGB")
    sheet.paste(shown, mask=shown if shown.mode == "RGBA" else None)
    paper = io.BytesIO()
    sheet.save(paper, "JPEG", quality=QUALITY, optimize=True)
    return paper.getvalue()
