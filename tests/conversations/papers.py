"""Documents as people send them, and as nobody should."""

import io
import zipfile

from youdesign.conversations.files import OPEN_TEXT, WORD

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PART = '<Override PartName="/{}" ContentType="{}"/>'


def zipped(files: dict[str, str]) -> bytes:
    """Return an archive of these files, in this order."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            file = zipfile.ZipInfo(name)  # of no time of its own: the same bytes whenever it is made
            archive.writestr(file, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return held.getvalue()


def docx(parts: str = "", media_type: str = f"{WORD}.main+xml", **more: str) -> bytes:
    """Return a Word document; `more` are files in it."""
    types = f"<Types>{PART.format('word/document.xml', media_type)}{parts}</Types>"
    return zipped({"[Content_Types].xml": types, "word/document.xml": "<w:document/>"} | more)


def odt(**more: str) -> bytes:
    """Return an OpenDocument text; `more` are files in it."""
    return zipped({"mimetype": OPEN_TEXT, "content.xml": "<office:document-content/>"} | more)
