"""Letters on paper: a Typst template and values in, a tagged PDF out (PDF/UA-1), the same bytes each time.

Templates are files of ours, read from one folder and nowhere else; values reach them as JSON, so that nothing anybody
typed is ever markup. Fonts are those of the wheel: a letter looks the same on every machine.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import typst


def typeset(folder: Path, template: str, values: Mapping[str, Any], *, form: Literal["pdf", "png"] = "pdf") -> bytes:
    """The template `<folder>/<template>.typ` with these values in its `sys.inputs.values`.

    `form`: `pdf`, or `png` for a letter of one page. Raises typst.TypstError where a value that the template names is
    missing: a fault of ours.
    """
    return typst.compile(
        str(folder / f"{template}.typ"),
        root=str(folder),
        ignore_system_fonts=True,
        format=form,
        ppi=90.0 if form == "png" else None,
        sys_inputs={"values": json.dumps(values, ensure_ascii=False, sort_keys=True)},
        pdf_standards="ua-1" if form == "pdf" else None,
    )


@cache
def template_digest(folder: Path) -> str:
    """Says with which templates and which typesetter a letter was made: with the same it is made again."""
    digest = hashlib.sha256(version("typst").encode())
    for path in sorted(folder.glob("*.typ")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
