"""What a Word file says of itself: title, language, and which form of which district it is."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.opc.packuri import PackURI

CREATED = datetime(2020, 1, 1)  # fixed: the same numbers make the same bytes
PLACE = "/docProps/custom.xml"
CONTENT = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # Word's own for custom properties
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"


def describe(document: Document, title: str, subject: str) -> None:
    """Set the core properties; what the template said there goes."""
    properties = document.core_properties
    properties.title, properties.subject, properties.language = title, subject, "en-US"
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.keywords = properties.category = ""
    properties.created = properties.modified = CREATED
    properties.revision = 1


def mark(document: Document, values: dict[str, str]) -> None:
    """Set custom properties, by which a filled-in form is known again; others stay."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from lxml import etree

    package = document.part.package
    known = [part for part in package.iter_parts() if part.partname == PLACE]
    empty = f'<Properties xmlns="{CUSTOM}" xmlns:vt="{VALUES}"/>'.encode()
    root = etree.fromstring(known[0].blob if known else empty)
    for old in [one for one in root if one.get("name") in values]:
        root.remove(old)
    for name, value in values.items():
        entry = etree.SubElement(root, f"{{{CUSTOM}}}property", fmtid=FORMAT_ID, name=name)
        etree.SubElement(entry, f"{{{VALUES}}}lpwstr").text = value
    for number, entry in enumerate(root, start=2):  # Word keeps 0 and 1 for itself
        entry.set("pid", str(number))
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    if known:
        known[0]._blob = blob
    else:
        part = Part(PackURI(PLACE), CONTENT, blob, package)
        package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def save(document: Document, file: Path) -> None:
    """Save with fixed dates inside the zip, so that the same document has the same bytes."""
    from docx.opc.pkgwriter import PackageWriter

    package = document.part.package
    with zipfile.ZipFile(file, "w") as target:
        entries = _Entries(target)  # python-docx's own would be of today
        PackageWriter._write_content_types_stream(entries, package.parts)
        PackageWriter._write_pkg_rels(entries, package.rels)
        PackageWriter._write_parts(entries, package.parts)


class _Entries:
    """Writes the parts of a package into a zip file, as python-docx asks for it."""

    def __init__(self, target: zipfile.ZipFile):
        self.target = target

    def write(self, name: PackURI, blob: bytes) -> None:
        entry = zipfile.ZipInfo(name.membername, (1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        self.target.writestr(entry, blob)
