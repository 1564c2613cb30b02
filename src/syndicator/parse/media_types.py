"""Media types of files: what a source says of one, or else what its name says.

The table is our own: the system's (`mimetypes`) differs from one machine to the next, and what is
made of an item must not.
"""

from __future__ import annotations

import re
from typing import Final

OCTETS: Final = "application/octet-stream"
"""The type of what is not known (RFC 2046 §4.5.1)."""

_MEDIA_TYPE: Final = re.compile(r"[\w.+-]{1,127}/[\w.+-]{1,127}(?:\s*;.{0,200})?", re.ASCII)
# What servers say of any file, to have it saved; it says nothing of what is in it.
_NOTHING: Final = frozenset(
    {
        *("application/binary", "application/data", "application/download"),
        *("application/force-download", "application/octet-stream", "application/unknown"),
        *("application/x-download", "application/x-octet-stream", "binary/octet-stream"),
        *("content/unknown", "unknown/unknown", "unknown/*", "*/*"),
    }
)
_BY_SUFFIX: Final = {
    "3gp": "video/3gpp",
    "aac": "audio/aac",
    "aif": "audio/aiff",
    "aiff": "audio/aiff",
    "avi": "video/x-msvideo",
    "avif": "image/avif",
    "bmp": "image/bmp",
    "cr2": "image/x-canon-cr2",
    "dng": "image/x-adobe-dng",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "eps": "image/x-eps",
    "epub": "application/epub+zip",
    "flac": "audio/flac",
    "flv": "video/x-flv",
    "gif": "image/gif",
    "heic": "image/heic",
    "heif": "image/heif",
    "ico": "image/vnd.microsoft.icon",
    "jfif": "image/jpeg",
    "jp2": "image/jp2",
    "jpe": "image/jpeg",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "jxl": "image/jxl",
    "m3u8": "application/vnd.apple.mpegurl",
    "m4a": "audio/mp4",
    "m4b": "audio/mp4",
    "m4v": "video/mp4",
    "mka": "audio/x-matroska",
    "mkv": "video/x-matroska",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "mpeg": "video/mpeg",
    "mpg": "video/mpeg",
    "nef": "image/x-nikon-nef",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "ogv": "video/ogg",
    "opus": "audio/ogg",
    "pdf": "application/pdf",
    "pjpeg": "image/jpeg",
    "png": "image/png",
    "psd": "image/vnd.adobe.photoshop",
    "svg": "image/svg+xml",
    "svgz": "image/svg+xml",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "torrent": "application/x-bittorrent",
    "ts": "video/mp2t",
    "wav": "audio/wav",
    "weba": "audio/webm",
    "webm": "video/webm",
    "webp": "image/webp",
    "wma": "audio/x-ms-wma",
    "wmv": "video/x-ms-wmv",
    "zip": "application/zip",
}


def usable(written: str | None) -> str | None:
    """Return a media type as it was written, in lower case; None if it is none or says nothing."""
    kind = (written or "").strip().lower()
    if not _MEDIA_TYPE.fullmatch(kind) or kind.partition(";")[0].strip() in _NOTHING:
        return None
    return kind


def by_name(url: str) -> str | None:
    """Return the media type that the name of a file says; None if it says none."""
    path = url.partition("#")[0].partition("?")[0].rstrip("/")
    name, dot, suffix = path.rpartition(".")
    return _BY_SUFFIX.get(suffix.lower()) if dot and name else None


def of(written: str | None, url: str) -> str:
    """Return what a source says of a file, else what its name says, else `OCTETS`."""
    return usable(written) or by_name(url) or OCTETS
