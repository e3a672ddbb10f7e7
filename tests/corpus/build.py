#!/usr/bin/env python3
"""Typeset the fictional Norwegian demo corpus into PDFs with several real producers.

    python3 tests/corpus/build.py [filter]

reads tests/corpus/<municipality>/<name>.md and writes corpus/<municipality>/….pdf.
With a filter, only rows whose source, output or producer contains that text are built
(case-insensitive). A missing source is skipped with a note. The table DOCUMENTS below says
which producer and which quirks every document gets: two columns, hyphenation, decomposed
letters, Ghostscript rewriting, an image-only scan, encryption, a broken file, and so on.

CI does not run this script: the PDFs are committed and this is how they were made.

Tools needed (Debian 12; no network is used):
  LibreOffice 7.4 (writer, impress), Chromium >= 131 (CSS page margin boxes),
  pdflatex and xelatex with babel-norsk (texlive-latex-extra, -lang-european, -xetex),
  Ghostscript, poppler-utils (pdftoppm, pdfinfo),
  Python packages typst, weasyprint, reportlab, fpdf2, pikepdf, Pillow,
  fonts: Liberation, DejaVu, Noto Sans/Serif, Lato, Open Sans (all free).

The result is deterministic where the producer allows it: dates and file identifiers are
fixed after the fact (same length, in place). Encrypted files differ from run to run, as
AES needs random numbers.
"""

from __future__ import annotations

import calendar
import hashlib
import html
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape as xml_escape

HERE = Path(__file__).resolve().parent
OUT = HERE.parent.parent / "corpus"


@dataclass(frozen=True)
class Row:
    source: str  # below tests/corpus
    output: str  # below corpus
    producer: str  # key of PRODUCERS
    date: str  # the date stamped into the PDF
    quirks: dict = field(default_factory=dict)


def row(source: str, output: str, producer: str, date: str, **quirks) -> Row:
    """Source and output share the municipality folder, so the table names it once."""
    return Row(source, f"{source.split('/')[0]}/{output}", producer, date, quirks)


# Quirks: columns, font, size (pt), band (coloured cover), spacious, hyphenate, pages ("of" = «Side N av M»,
# "n" = bare number), chapter_page (False = chapters run on), cover (False = no cover, no contents), toc_gap,
# pdf_title, encoding (pdfLaTeX). "post" = steps run on the finished PDF, in order.
DOCUMENTS = [
    row("Havnesund/samfunnsdel.md", "Kommuneplanens samfunnsdel 2022-2034.pdf", "pdflatex", "2022-06-21",
        columns=2, encoding="T1", chapter_page=False, pages="n"),
    row("Havnesund/planstrategi.md", "vedtatt-planstrategi-2024-2027.pdf", "typst", "2024-09-24",
        font="Lato", hyphenate=True, band=True, chapter_page=False),
    row("Havnesund/planprogram-arealdel.md", "planprogram_arealdel.pdf", "weasyprint", "2025-05-16",
        font="Open Sans", hyphenate=True, chapter_page=False, pages="n"),
    row("Havnesund/boligsosial-plan.md", "temaplaner/boligsosial-handlingsplan-2023-2030.pdf", "chromium",
        "2023-03-27", font="Open Sans", band=True, toc_gap="4.6pt"),
    row("Havnesund/oppvekstplan.md", "temaplaner/Oppvekstplan.pdf", "writer", "2024-04-22",
        font="Liberation Sans", chapter_page=False),
    row("Havnesund/helse-lysark.md", "temaplaner/HO-plan kortversjon.pdf", "impress", "2025-02-18",
        font="Lato"),
    row("Havnesund/arealdel.md", "KPA_bestemmelser_2023-2035.pdf", "writer", "2023-12-20",
        font="Liberation Sans", post=["ghostscript:1.7"]),
    row("Havnesund/okonomiplan.md", "okonomi/HØP 2026-2029.pdf", "writer", "2025-12-15",
        font="Open Sans", size=11.5, spacious=True, band=True),
    row("Havnesund/budsjett.md", "okonomi/arsbudsjett-2026.pdf", "pdflatex", "2025-12-16",
        encoding="T1", latex_font="times", chapter_page=False, post=["distill"]),
    row("Sjøvær/samfunnsdel.md", "Leve godt i havet.pdf", "typst", "2019-06-25",
        font="Open Sans", columns=2, hyphenate=True, band=True, size=10.5, pages="n", chapter_page=False),
    row("Sjøvær/planstrategi.md", "planstrategi_2020_2023.pdf", "xelatex", "2020-12-21",
        font="Noto Serif", chapter_page=False),
    row("Sjøvær/arealdel.md", "arealdel-skannet.pdf", "writer", "2021-12-22",
        font="Liberation Serif", chapter_page=False, post=["scan"]),
    row("Sjøvær/okonomiplan.md", "f12a9c04-okonomi.pdf", "chromium", "2025-12-19",
        font="Noto Sans", pages="n", pdf_title="Utskrift"),
    row("Sjøvær/boligplan-horing.md", "horing/Boligplan 2026-2034 høringsutkast.pdf", "weasyprint", "2026-09-09",
        font="Lato", band=True),
    row("Sjøvær/oppvekstplan.md", "oppvekst/oppvekst-og-laering.pdf", "fpdf2", "2023-06-20",
        font="DejaVuSans", chapter_page=False),
    row("Sjøvær/folkehelseplan.md", "folkehelseplan-2022-2030.pdf", "writer", "2022-03-14",
        font="Lato", band=True),
    row("Sjøvær/helseplan.md", "helse- og omsorgsplan.pdf", "typst", "2021-12-22",
        font="Noto Serif", post=["encrypt:sommer2021"]),
    row("Granåsen/planstrategi.md", "planstrategi-og-planprogram-2024-2027.pdf", "writer", "2024-09-10",
        font="Liberation Serif", size=12, post=["encrypt:"]),
    row("Granåsen/samfunnsdel.md", "Kommuneplanens samfunnsdel 2018-30.pdf", "typst", "2018-06-26",
        font="Lato", post=["truncate"]),
    row("Granåsen/arealdel.md", "arealdel/planbeskrivelse_KU.pdf", "pdflatex", "2020-06-23",
        encoding="OT1", latex_font="cm"),
    row("Granåsen/okonomiplan.md", "okonomi/okonomi-og-handlingsplan-2026-2029.pdf", "weasyprint", "2025-12-19",
        font="Noto Sans", hyphenate=True),
    row("Granåsen/budsjett.md", "okonomi/budsjett-2026.pdf", "reportlab", "2025-12-19"),
    row("Granåsen/boligpolitisk-plan.md", "boligpolitisk-plan-2024-2032.pdf", "typst", "2024-04-30",
        font="Open Sans", band=True, size=11),
    row("Granåsen/boligsosial-2012.md", "eldre planer/Boligsosial handlingsplan.pdf", "writer", "2012-06-18",
        font="Liberation Serif", size=12, chapter_page=False, pages="n", post=["ghostscript:1.3"]),
    row("Granåsen/folkehelseplan.md", "temaplan-folkehelse-og-levekar.pdf", "chromium", "2021-06-22",
        font="Lato", band=True),
    row("Granåsen/helseplan.md", "helse-omsorg-velferd.pdf", "chromium", "2022-06-21",
        font="Noto Sans", columns=2, size=10.5, chapter_page=False),
    row("Granåsen/saksframlegg.md", "saksframlegg-58-26.pdf", "writer", "2026-10-27",
        font="Liberation Sans", cover=False, chapter_page=False),
    row("Lauvdal/planstrategi.md", "Planstrategi.pdf", "typst", "2024-10-01",
        font="Noto Sans", chapter_page=False, hyphenate=True),
    row("Lauvdal/samfunnsdel.md", "samfunnsdel---vedteken-15062023.pdf", "writer", "2023-06-20",
        font="Open Sans", band=True),
    row("Lauvdal/bustadplan.md", "Bustadsosial handlingsplan.pdf", "weasyprint", "2024-11-25",
        font="Noto Serif", columns=2, hyphenate=True, size=10.5, chapter_page=False, toc_gap="2pt"),
    row("Lauvdal/folkehelseplan.md", "folkehelse.pdf", "xelatex", "2024-04-23",
        font="Open Sans", band=True),
    row("Lauvdal/okonomiplan.md", "Økonomiplan 2026-2029.pdf", "writer", "2025-12-17",
        font="Liberation Sans", chapter_page=False),
    row("Lauvdal/arealdel.md", "foresegner-arealdel.pdf", "chromium", "2022-09-27",
        font="Liberation Serif", size=12, chapter_page=False),
    row("Lauvdal/oppvekstplan.md", "oppvekstplan-2023-2030.pdf", "typst", "2023-03-28",
        font="Lato", columns=2, hyphenate=True, band=True, chapter_page=False),
    row("Lauvdal/helseplan.md", "helse-og-omsorg.pdf", "pdflatex", "2022-06-21",
        encoding="T1", latex_font="helvetica", chapter_page=False),
    row("Lauvdal/kunnskapsgrunnlag.md", "kunnskapsgrunnlag-2024.pdf", "chromium", "2024-05-21",
        font="Liberation Sans", pages="n"),
    row("Lauvdal/omraderegulering.md", "regulering/områderegulering-sentrum.pdf", "writer", "2024-03-26",
        font="Liberation Sans"),
]

COLOURS = {"Havnesund": "#1F4E79", "Sjøvær": "#0F6B6B", "Granåsen": "#44602E", "Lauvdal": "#6B2F4A"}
WORDS = {
    "nb": {"contents": "Innhold", "page": "Side", "of": "av"},
    "nn": {"contents": "Innhald", "page": "Side", "of": "av"},
}


# ---------------------------------------------------------------------------------------------
# Source: front matter and blocks


@dataclass
class Block:
    kind: str  # "heading", "paragraph", "list", "table", "box"
    text: str = ""
    level: int = 0
    items: list = field(default_factory=list)  # list items, box paragraphs, or table rows (first = header)


@dataclass
class Document:
    municipality: str
    title: str
    subtitle: str
    status: str
    header: str
    lang: str
    blocks: list

    @property
    def words(self) -> dict:
        return WORDS[self.lang]

    @property
    def owner(self) -> str:
        return f"{self.municipality} kommune"

    @property
    def colour(self) -> str:
        return COLOURS[self.municipality]

    @property
    def running(self) -> str:
        return self.header or f"{self.owner} – {self.title}"

    def headings(self) -> list:
        return [block for block in self.blocks if block.kind == "heading"]


def read_document(path: Path) -> Document:
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    _, front, body = text.split("---\n", 2)
    meta = dict(line.split(": ", 1) for line in front.splitlines() if ": " in line)
    return Document(
        meta["municipality"].strip(), meta["title"].strip(), meta.get("subtitle", "").strip(),
        meta["status"].strip(), meta.get("header", "").strip(), meta.get("lang", "nb").strip(),
        parse_blocks(body.splitlines()),
    )


def parse_blocks(lines: list) -> list:
    blocks, previous = [], ""
    for line in (line.strip() for line in lines):
        add_line(blocks, line, joined=bool(previous))
        previous = line
    for block in blocks:
        if block.kind == "table":
            block.items = square_rows(block.items)
    return blocks


def add_line(blocks: list, line: str, joined: bool) -> None:
    """Append one source line; a list, table or box goes on while the lines are joined (no blank line between)."""
    if not line:
        return
    last = blocks[-1] if blocks and joined else None
    if heading := re.match(r"(#{1,3}) +(.+)", line):
        blocks.append(Block("heading", heading[2], len(heading[1])))
    elif line.startswith(("- ", "> ")):
        kind = "list" if line[0] == "-" else "box"
        if last is None or last.kind != kind:
            blocks.append(Block(kind))
        blocks[-1].items.append(line[2:].strip())
    elif line.startswith("|"):
        if last is None or last.kind != "table":
            blocks.append(Block("table"))
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            blocks[-1].items.append(cells)
    elif line != ">":
        blocks.append(Block("paragraph", line))


def square_rows(rows: list) -> list:
    width = max(len(cells) for cells in rows)
    return [cells + [""] * (width - len(cells)) for cells in rows]


NUMBER = re.compile(r"(under |over |minst |maks |om lag )?[−–+-]?\d[\d\s .,]*( ?(%|kr|mill\. kr|døgn|dager|dagar))?|[–-]|")


def numeric_columns(rows: list) -> list:
    """True for every column whose body cells are (nearly) all numbers: those are set flush right."""
    def is_numeric(column: int) -> bool:
        cells = [cells[column] for cells in rows[1:]]
        hits = sum(bool(NUMBER.fullmatch(cell)) for cell in cells)
        return column > 0 and hits >= 0.8 * max(len(cells), 1)
    return [is_numeric(column) for column in range(len(rows[0]))]


def unbreakable_parts(cell: str) -> list:
    """The words of a cell; a number with spaces between the thousands counts as one."""
    return [cell] if NUMBER.fullmatch(cell) else cell.split()


def column_shares(rows: list) -> list:
    """Share of the table width per column, from the longest word and the longest cell."""
    weights = []
    for column in range(len(rows[0])):
        cells = [cells[column] for cells in rows]
        longest_word = max(len(word) for cell in cells for word in unbreakable_parts(cell))
        heading_word = max(map(len, cells[0].split() or [""])) * 1.15  # set in bold
        longest_cell = max(len(cell) for cell in cells)
        weights.append(max(longest_word + 2.5, heading_word + 2.5, min(longest_cell, 55) * 0.75, 5))
    return [weight / sum(weights) for weight in weights]


def pages_of(quirks: dict) -> bool:
    """Whether the footer says «Side N av M» and not just the number."""
    return quirks.get("pages", "of") == "of"


# ---------------------------------------------------------------------------------------------
# Running tools


def run(command: list, cwd: Path, date: str) -> None:
    stamp = str(calendar.timegm(tuple(int(part) for part in date.split("-")) + (9, 0, 0)))
    env = dict(os.environ, SOURCE_DATE_EPOCH=stamp, FORCE_SOURCE_DATE="1", TZ="UTC")
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=env, capture_output=True, timeout=400)
    if done.returncode:
        tail = (done.stdout + done.stderr).decode("utf-8", "replace")[-3000:]
        raise RuntimeError(f"{command[0]} failed ({done.returncode}):\n{tail}")


def fix_dates(pdf: Path, date: str, name: str) -> None:
    """Overwrite dates and the file identifier in place (same length, so offsets stay right)."""
    data = pdf.read_bytes()
    compact = (date.replace("-", "") + "090000").encode()
    data = re.sub(rb"\(D:\d{14}", b"(D:" + compact, data)
    data = re.sub(rb"(Date>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", rb"\g<1>" + date.encode() + b"T09:00:00", data)
    identifier = hashlib.md5(name.encode()).hexdigest().upper().encode()
    for pattern in (rb"(/ID\s*\[\s*<)[0-9A-Fa-f]{32}(>\s*<)[0-9A-Fa-f]{32}(>)", rb"(/DocChecksum /)[0-9A-F]{32}()()"):
        data = re.sub(pattern, lambda m: m[0].replace(m[0][len(m[1]):len(m[1]) + 32], identifier), data)
    pdf.write_bytes(data)


# ---------------------------------------------------------------------------------------------
# LaTeX: pdfLaTeX and XeLaTeX

LATEX_SPECIAL = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", '"': "''", "²": r"\ensuremath{^2}", "³": r"\ensuremath{^3}",
    "−": r"\ensuremath{-}", "°": r"\ensuremath{^\circ}", "≥": r"\ensuremath{\geq}", "≤": r"\ensuremath{\leq}",
    "×": r"\ensuremath{\times}", "→": r"\ensuremath{\rightarrow}", "½": "1/2", "•": r"\ensuremath{\bullet}",
    "\u00a0": "~", "\u202f": "~", "\u2009": r"\,", "·": r"\ensuremath{\cdot}", "±": r"\ensuremath{\pm}", "‰": r"promille",
}

LATEX_FONTS = {
    # Latin Modern where it is installed; Charter is the Type 1 face with T1 encoding that TeX Live always brings.
    "default": r"\IfFileExists{lmodern.sty}{\usepackage{lmodern}}{\usepackage{charter}}",
    "times": r"\usepackage{mathptmx}",
    "helvetica": r"\usepackage{helvet}\renewcommand{\familydefault}{\sfdefault}",
    "cm": "",
}

LATEX_PREAMBLE = r"""
\documentclass[11pt,a4paper@TWOCOLUMN@]{article}
@FONTSETUP@
\usepackage[@BABEL@]{babel}
\usepackage[margin=2.7cm,headheight=14pt]{geometry}
\usepackage{array,ragged2e,needspace,longtable,booktabs,fancyhdr,lastpage,xcolor,titlesec}
\usepackage[skins]{tcolorbox}
\definecolor{owner}{HTML}{@COLOUR@}
\setlength{\parindent}{0pt}\setlength{\parskip}{5.5pt plus 2pt}\setlength{\columnsep}{8mm}
\setlength{\LTpre}{8pt}\setlength{\LTpost}{8pt}\setlength{\emergencystretch}{2em}\setlength{\tabcolsep}{@TABCOLSEP@}
\renewcommand{\arraystretch}{1.12}
\raggedbottom\tolerance=1200 \clubpenalty=9000 \widowpenalty=9000
\titleformat{\section}{\Large\bfseries\color{owner}\raggedright}{}{0pt}{}
\titleformat{\subsection}{\large\bfseries\raggedright}{}{0pt}{}
\titleformat{\subsubsection}{\normalsize\bfseries\raggedright}{}{0pt}{}
\setcounter{secnumdepth}{-1}\setcounter{tocdepth}{3}
\pagestyle{fancy}\fancyhf{}
\fancyhead[L]{\small\itshape @HEADER@}\fancyfoot[C]{\small @FOOTER@}
\renewcommand{\headrulewidth}{0.3pt}
\newtcolorbox{factbox}{colback=owner!8!white,colframe=owner,boxrule=0.4pt,arc=1mm,left=2mm,right=2mm}
\makeatletter
\renewcommand{\l@section}[2]{\addvspace{6pt}\@dottedtocline{1}{0em}{0em}{\bfseries #1}{#2}}
\renewcommand{\l@subsection}{\@dottedtocline{2}{1.2em}{0em}}
\renewcommand{\l@subsubsection}{\@dottedtocline{3}{2.6em}{0em}}
\makeatother
\begin{document}
"""

LATEX_COVER = r"""
\begin{titlepage}
@BAND@\vspace*{2cm}
{\Large @OWNER@\par}\vspace{3.5cm}
{\raggedright\fontsize{30}{36}\selectfont\bfseries\color{owner} @TITLE@\par}\vspace{8mm}
{\raggedright\LARGE @SUBTITLE@\par}
\vfill
{\raggedright\large @STATUS@\par}
\end{titlepage}
\setcounter{page}{2}
"""

LATEX_BAND = r"\noindent\makebox[\textwidth][l]{\hspace*{-2.7cm}\raisebox{0pt}[0pt][0pt]{\color{owner}\rule{21cm}{4cm}}}"

# OT1 has no guillemets (and no section sign or bullet): borrow the mathematical signs, as old Norwegian documents did.
LATEX_OT1 = r"""
\DeclareTextCommand{\guillemotleft}{OT1}{\ensuremath{\scriptstyle\ll}}
\DeclareTextCommand{\guillemotright}{OT1}{\ensuremath{\scriptstyle\gg}}
\DeclareTextCommand{\textsection}{OT1}{\ensuremath{\mathsection}}
\DeclareTextCommand{\textbullet}{OT1}{\ensuremath{\bullet}}
\AtBeginDocument{\def\labelitemi{\ensuremath{\bullet}}}
"""


def tex(text: str) -> str:
    return "".join(LATEX_SPECIAL.get(char, char) for char in text)


def fill(template: str, **values: str) -> str:
    for key, value in values.items():
        template = template.replace(f"@{key}@", value)
    return template


def latex_font_setup(quirks: dict, engine: str) -> str:
    if engine == "xelatex":
        return rf"\usepackage{{fontspec}}\setmainfont{{{quirks['font']}}}"
    encoding = quirks["encoding"]
    setup = rf"\usepackage[{encoding}]{{fontenc}}\usepackage[utf8]{{inputenc}}"
    setup += LATEX_FONTS[quirks.get("latex_font", "default")]
    return setup + (LATEX_OT1 if encoding == "OT1" else "")


def latex_table(rows: list, two_columns: bool) -> str:
    """A breakable longtable; with two columns a plain tabular, or a float over both columns when it is wide."""
    count = len(rows[0])
    aligns = [r"\RaggedLeft" if right else r"\RaggedRight" for right in numeric_columns(rows)]
    widths = [f"{share * 0.995:.4f}" for share in column_shares(rows)]
    spec = "".join(rf">{{{align}\arraybackslash\hspace{{0pt}}}}p{{\dimexpr {width}\linewidth-2\tabcolsep\relax}}"
                   for align, width in zip(aligns, widths))
    lines = [" & ".join(map(tex, cells)) + r" \\" for cells in rows]
    head = r"\toprule " + " & ".join(rf"\textbf{{{tex(cell)}}}" for cell in rows[0]) + r" \\ \midrule"
    size = r"\footnotesize" if count > 5 or two_columns else r"\small"
    if not two_columns:
        body = "\n".join(lines[1:])
        return rf"{{{size}\begin{{longtable}}{{{spec}}}{head}\endhead {body} \bottomrule\end{{longtable}}}}"
    parts = []
    for start in range(1, len(lines), 16):
        body = "\n".join(lines[start:start + 16])
        tabular = rf"{size}\begin{{tabular}}{{{spec}}}{head} {body} \bottomrule\end{{tabular}}"
        parts.append(rf"\begin{{table*}}[!tp]{tabular}\end{{table*}}" if count > 3
                     else rf"\par\smallskip\noindent{{{tabular}}}\par\smallskip")
    return "\n".join(parts)


def latex_block(block: Block, quirks: dict) -> str:
    if block.kind == "heading":
        command = ("section", "subsection", "subsubsection")[block.level - 1]
        page = r"\clearpage " if block.level == 1 and quirks.get("chapter_page", True) else ""
        return rf"{page}\needspace{{5\baselineskip}}\{command}{{{tex(block.text)}}}"
    if block.kind == "list":
        return r"\begin{itemize}" + "\n".join(rf"\item {tex(item)}" for item in block.items) + r"\end{itemize}"
    if block.kind == "table":
        return latex_table(block.items, quirks.get("columns") == 2)
    if block.kind == "box":
        return r"\begin{factbox}" + "\n\n".join(map(tex, block.items)) + r"\end{factbox}"
    return tex(block.text)


def latex_source(doc: Document, quirks: dict, engine: str) -> str:
    two_columns = quirks.get("columns") == 2
    footer = rf"{doc.words['page']} \thepage{{}} {doc.words['of']} \pageref{{LastPage}}" if pages_of(quirks) else r"\thepage"
    preamble = fill(
        LATEX_PREAMBLE, TWOCOLUMN=",twocolumn" if two_columns else "", FONTSETUP=latex_font_setup(quirks, engine),
        BABEL="nynorsk" if doc.lang == "nn" else "norsk", COLOUR=doc.colour[1:], HEADER=tex(doc.running), FOOTER=footer,
        TABCOLSEP="3pt" if two_columns else "5.5pt")
    cover = fill(LATEX_COVER, OWNER=tex(doc.owner), TITLE=tex(doc.title), SUBTITLE=tex(doc.subtitle),
                 STATUS=tex(doc.status), BAND=LATEX_BAND if quirks.get("band") else "")
    contents = (r"\onecolumn" if two_columns else "") + rf"\renewcommand{{\contentsname}}{{{doc.words['contents']}}}"
    contents += r"{\setlength{\parskip}{1pt}\tableofcontents}" + (r"\twocolumn" if two_columns else r"\clearpage")
    body = "\n\n".join(latex_block(block, quirks) for block in doc.blocks)
    return "\n".join([preamble, cover, contents, body, r"\end{document}"])


def make_latex(doc: Document, job: Row, tmp: Path) -> Path:
    (tmp / "plan.tex").write_text(latex_source(doc, job.quirks, job.producer), encoding="utf-8")
    for _ in range(3):  # contents list and the last page number
        run([job.producer, "-interaction=nonstopmode", "-halt-on-error", "plan.tex"], tmp, job.date)
    return tmp / "plan.pdf"


# ---------------------------------------------------------------------------------------------
# Typst

TYPST_PREAMBLE = """
#set document(title: @TITLE@, author: @OWNER@, date: datetime(year: @YEAR@, month: @MONTH@, day: @DAY@))
#set text(font: @FONT@, size: @SIZE@pt, lang: @LANG@, region: "NO", hyphenate: @HYPHENATE@)
#set par(justify: @HYPHENATE@, leading: 0.72em, spacing: 1.15em)
#let owner = rgb(@COLOUR@)
#set page(paper: "a4", margin: (x: 2.6cm, top: 3cm, bottom: 2.6cm),
  header: context if here().page() > 1 { set text(8.5pt, fill: luma(90)); @HEADER@; v(-5pt); line(length: 100%, stroke: 0.3pt + luma(150)) },
  footer: context if here().page() > 1 { set text(9pt); set align(@FOOTALIGN@); @FOOTER@ })
#show heading: set text(hyphenate: false, fill: owner)
#show heading: set par(justify: false)
#show heading.where(level: 1): it => { @CHAPTER@; set text(@H1@pt); block(above: 1.6em, below: 0.9em, it) }
#show heading.where(level: 2): it => { set text(@H2@pt); block(above: 1.5em, below: 0.8em, it) }
#show heading.where(level: 3): it => { set text(@SIZE@pt); block(above: 1.3em, below: 0.7em, it) }
#show table.cell: set text(@TABLESIZE@pt)
#show table.cell: set par(justify: false, leading: 0.5em)
#show table.cell.where(y: 0): set text(weight: "bold", fill: white)
#set table(stroke: 0.4pt + luma(170), inset: 5pt, fill: (_, y) => if y == 0 { owner } else if calc.even(y) { luma(245) })
#let factbox(body) = block(fill: owner.lighten(88%), stroke: (left: 3pt + owner), inset: 10pt, width: 100%, body)
"""

TYPST_COVER = """
#page(header: none, footer: none, columns: 1)[
  #set par(justify: false)
  #set text(hyphenate: false)
  @BAND@
  #v(1.5cm)
  #text(16pt)[#@OWNER@]
  #v(4cm)
  #text(31pt, weight: "bold", fill: owner)[#@TITLE@]
  #v(3mm)
  #text(17pt)[#@SUBTITLE@]
  #v(1fr)
  #text(12pt)[#@STATUS@]
]
"""

TYPST_OUTLINE = """
#page(columns: 1)[
  #show outline.entry.where(level: 1): set text(weight: "bold")
  #show outline.entry.where(level: 1): set block(above: 1.1em)
  #text(20pt, weight: "bold", fill: owner)[#@CONTENTS@]
  #v(3mm)
  #outline(title: none, depth: 3, indent: 1.2em)
]
"""


def typ(text: str) -> str:
    """A Typst string literal, so that no character of the text can be read as markup."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def typst_table(rows: list, two_columns: bool) -> str:
    def table(part: list) -> str:
        columns = ", ".join(f"{share * 100:.1f}fr" for share in column_shares(rows))
        aligns = ", ".join("right" if right else "left" for right in numeric_columns(rows))
        head = ", ".join(map(typ, rows[0]))
        cells = ",\n".join(typ(cell) for cells in part for cell in cells)
        return f"table(columns: ({columns}), align: ({aligns},), table.header({head}),\n{cells})"
    if not two_columns or len(rows[0]) <= 3:
        return f"#{table(rows[1:])}"
    parts = [rows[start:start + 22] for start in range(1, len(rows), 22)]
    return "\n".join(f'#place(top, scope: "parent", float: true, clearance: 1.2em, {table(part)})' for part in parts)


def typst_block(block: Block, quirks: dict) -> str:
    if block.kind == "heading":
        return "=" * block.level + f" #{typ(block.text)}"
    if block.kind == "list":
        return "\n".join(f"- #{typ(item)}" for item in block.items)
    if block.kind == "table":
        return typst_table(block.items, quirks.get("columns") == 2)
    if block.kind == "box":
        return "#factbox[" + "\n\n".join(f"#{typ(item)}" for item in block.items) + "]"
    return f"#{typ(block.text)}"


def typst_source(doc: Document, job: Row) -> str:
    quirks, words = job.quirks, doc.words
    two_columns = quirks.get("columns") == 2
    size = quirks.get("size", 11)
    year, month, day = (str(int(part)) for part in job.date.split("-"))
    number = "counter(page).display()"
    footer = (f'[#{typ(words["page"])} #{number} #{typ(words["of"])} #counter(page).final().first()]'
              if pages_of(quirks) else f"[#{number}]")
    chapter = ("colbreak(weak: true)" if two_columns else "pagebreak(weak: true)") if quirks.get("chapter_page", True) else "none"
    band = '#place(top + left, dx: -2.6cm, dy: -3cm, rect(width: 21cm, height: 2.6cm, fill: owner))' if quirks.get("band") else ""
    values = dict(
        TITLE=typ(doc.title), OWNER=typ(doc.owner), SUBTITLE=typ(doc.subtitle), STATUS=typ(doc.status),
        YEAR=year, MONTH=month, DAY=day, FONT=typ(quirks["font"]), SIZE=str(size), TABLESIZE="8.5" if two_columns else "9.5",
        H1=str(16 if two_columns else 19), H2=str(12.5 if two_columns else 14), LANG=typ(doc.lang),
        HYPHENATE="true" if quirks.get("hyphenate") else "false", COLOUR=typ(doc.colour), HEADER=typ(doc.running),
        FOOTER=footer, FOOTALIGN="right" if two_columns else "center", CHAPTER=chapter, BAND=band,
        CONTENTS=typ(words["contents"]))
    parts = [fill(part, **values) for part in (TYPST_PREAMBLE, TYPST_COVER, TYPST_OUTLINE)]
    if two_columns:
        parts.append("#set page(columns: 2)\n#set columns(gutter: 8mm)")
    return "\n\n".join(parts + [typst_block(block, quirks) for block in doc.blocks])


def make_typst(doc: Document, job: Row, tmp: Path) -> Path:
    import typst

    source, target = tmp / "plan.typ", tmp / "plan.pdf"
    source.write_text(typst_source(doc, job), encoding="utf-8")
    typst.compile(str(source), output=str(target))
    return target


# ---------------------------------------------------------------------------------------------
# HTML: WeasyPrint and Chromium

HTML_CSS = """
@page { size: A4; margin: 2.8cm 2.5cm 2.6cm 2.5cm;
  @top-left { content: @HEADER@; font: 8.5pt '@FONT@'; color: #555; border-bottom: 0.5pt solid #aaa; width: 100%;
              vertical-align: bottom; padding-bottom: 3pt; margin-bottom: 14pt; text-align: left; white-space: nowrap }
  @bottom-center { content: @FOOTER@; font: 9pt '@FONT@'; } }
@page :first { margin: 0; @top-left { content: none; border: none } @bottom-center { content: none } }
html { font: @SIZE@pt/1.5 '@FONT@', sans-serif; }
body { margin: 0 } p { margin: 0 0 8pt } ul { margin: 0 0 9pt; padding-left: 18pt } li { margin-bottom: 2.5pt }
p, li { hyphens: @HYPHENS@; text-align: @ALIGN@; orphans: 2; widows: 2 }
.cover { box-sizing: border-box; height: 29.6cm; padding: 3.4cm 2.5cm 2cm; position: relative; break-after: page }
.cover p { text-align: left; hyphens: none }
.cover .band { position: absolute; left: 0; top: 0; width: 100%; height: 2.6cm; background: @COLOUR@ }
.cover .owner { font-size: 16pt; margin-bottom: 4cm }
.cover .title { font-size: 31pt; font-weight: bold; line-height: 1.18; color: @COLOUR@; margin-bottom: 6mm }
.cover .subtitle { font-size: 17pt } .cover .status { position: absolute; bottom: 2.2cm; left: 2.5cm; right: 2.5cm }
.contents { break-after: page } .contents .head { font-size: 20pt; font-weight: bold; color: @COLOUR@; text-align: left }
.contents a { display: @TOCDISPLAY@; justify-content: space-between; color: black; text-decoration: none; margin: @TOCGAP@ 0; line-height: 1.25; hyphens: none }
.contents a span { white-space: pre }
.contents a.l1 { font-weight: bold } .contents a.l2 { margin-left: 12pt } .contents a.l3 { margin-left: 26pt }
h1 { font-size: 19pt; color: @COLOUR@; line-height: 1.2; margin: 20pt 0 10pt; break-before: @CHAPTER@; break-after: avoid }
h2 { font-size: 14pt; line-height: 1.25; margin: 16pt 0 6pt; color: @COLOUR@; break-after: avoid }
h3 { font-size: 11.5pt; line-height: 1.25; margin: 12pt 0 4pt; break-after: avoid }
.contents + h1, .contents + .columns > h1:first-child { break-before: auto; margin-top: 0 }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin: 8pt 0 14pt; font-size: 9.3pt; line-height: 1.3 }
tr { break-inside: avoid } thead { display: table-header-group }
th, td { border: 0.5pt solid #aaa; padding: 3.5pt 5pt; vertical-align: top; text-align: left; hyphens: manual; overflow-wrap: break-word }
th { background: @COLOUR@; color: white } td.r, th.r { text-align: right } td.r { white-space: nowrap }
.box { background: #eef2f4; border-left: 3pt solid @COLOUR@; padding: 8pt 10pt 2pt; margin: 10pt 0 12pt; break-inside: avoid }
.columns { columns: 2; column-gap: 8mm }
.columns h1 { font-size: 16pt } .columns h2 { font-size: 12.5pt }
.columns .wide { column-span: all } .columns table { font-size: 8.5pt }
"""

HTML_WEASY = ".contents a::after { content: leader('.') target-counter(attr(href), page) }"


def css_string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def html_css(doc: Document, quirks: dict, weasy: bool) -> str:
    words = doc.words
    footer = f'"{words["page"]} " counter(page) " {words["of"]} " counter(pages)' if pages_of(quirks) else "counter(page)"
    hyphenate = quirks.get("hyphenate", False)
    css = fill(
        HTML_CSS, HEADER=css_string(doc.running), FOOTER=footer, FONT=quirks["font"], SIZE=str(quirks.get("size", 11)),
        HYPHENS="auto" if hyphenate else "manual", ALIGN="justify" if hyphenate else "left", COLOUR=doc.colour,
        TOCGAP=quirks.get("toc_gap", "3pt"), TOCDISPLAY="block" if weasy else "flex",
        CHAPTER="page" if quirks.get("chapter_page", True) else "auto")
    return css + (HTML_WEASY if weasy else "")


def html_table(rows: list) -> str:
    classes = [' class="r"' if right else "" for right in numeric_columns(rows)]
    def cells(tag: str, texts: list) -> str:
        return "<tr>" + "".join(f"<{tag}{cls}>{html.escape(text)}</{tag}>" for cls, text in zip(classes, texts)) + "</tr>"
    columns = "".join(f'<col style="width:{share * 100:.2f}%">' for share in column_shares(rows))
    body = "\n".join(cells("td", texts) for texts in rows[1:])
    table = f"<table><colgroup>{columns}</colgroup><thead>{cells('th', rows[0])}</thead><tbody>{body}</tbody></table>"
    return f'<div class="wide">{table}</div>' if len(rows[0]) > 3 else table


def html_body(doc: Document) -> str:
    parts, number = [], 0
    for block in doc.blocks:
        if block.kind == "heading":
            parts.append(f'<h{block.level} id="h{number}">{html.escape(block.text)}</h{block.level}>')
            number += 1
        elif block.kind == "list":
            parts.append("<ul>" + "".join(f"<li>{html.escape(item)}</li>" for item in block.items) + "</ul>")
        elif block.kind == "table":
            parts.append(html_table(block.items))
        elif block.kind == "box":
            parts.append('<div class="box">' + "".join(f"<p>{html.escape(item)}</p>" for item in block.items) + "</div>")
        else:
            parts.append(f"<p>{html.escape(block.text)}</p>")
    return "\n".join(parts)


def html_page(doc: Document, job: Row, contents: str, weasy: bool) -> str:
    band = '<div class="band"></div>' if job.quirks.get("band") else ""
    cover = f'<div class="cover">{band}' + "".join(
        f'<p class="{name}">{html.escape(text)}</p>'
        for name, text in (("owner", doc.owner), ("title", doc.title), ("subtitle", doc.subtitle), ("status", doc.status)) if text
    ) + "</div>"
    body = html_body(doc)
    if job.quirks.get("columns") == 2:
        body = f'<div class="columns">{body}</div>'
    title = html.escape(job.quirks.get("pdf_title", doc.title))
    return (f'<!DOCTYPE html><html lang="{doc.lang}"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta name="dcterms.created" content="{job.date}T09:00:00Z"><style>{html_css(doc, job.quirks, weasy)}</style></head>'
            f'<body>{cover}<div class="contents"><p class="head">{doc.words["contents"]}</p>{contents}</div>{body}</body></html>')


def make_weasyprint(doc: Document, job: Row, tmp: Path) -> Path:
    import weasyprint

    contents = "".join(f'<a class="l{block.level}" href="#h{index}">{html.escape(block.text)} </a>'
                       for index, block in enumerate(doc.headings()))
    target = tmp / "plan.pdf"
    weasyprint.HTML(string=html_page(doc, job, contents, weasy=True)).write_pdf(str(target))
    return target


def font_file(family: str, bold: bool) -> str:
    style = "Bold" if bold else "Regular"
    found = subprocess.run(["fc-match", "-f", "%{file}", f"{family}:style={style}"], capture_output=True, text=True)
    return found.stdout


def dotted_contents(doc: Document, job: Row, pages: dict) -> str:
    """Contents lines with as many real dots as fit: Chromium has neither leaders nor page references."""
    from PIL import ImageFont

    size = job.quirks.get("size", 11)
    fonts = {bold: ImageFont.truetype(font_file(job.quirks["font"], bold), 200) for bold in (False, True)}
    lines = []
    for index, block in enumerate(doc.headings()):
        width = 16 / 2.54 * 72 - {1: 0, 2: 12, 3: 26}[block.level]
        measure = lambda text: fonts[block.level == 1].getlength(text) * size / 200
        page = str(pages.get(index, 0))
        dots = max(3, int((width - measure(block.text) - measure(page) - 14) / measure(".")))
        lines.append(f'<a class="l{block.level}" href="#h{index}">{html.escape(block.text)}'
                     f"<span> {'.' * dots} {page}</span></a>")
    return "".join(lines)


def link_targets(pdf: Path) -> dict:
    """Page number of every heading, from the links of the contents list (#h0, #h1 …)."""
    import pikepdf

    with pikepdf.open(pdf) as document:
        numbers = {page.objgen: index + 1 for index, page in enumerate(document.pages)}
        return {int(str(name)[2:]): numbers[target[0].objgen]
                for name, target in document.Root.Dests.items() if re.fullmatch(r"/h\d+", str(name))}


def make_chromium(doc: Document, job: Row, tmp: Path) -> Path:
    target, pages = tmp / "plan.pdf", {}
    for _ in range(2):  # the first pass finds the page numbers
        (tmp / "plan.html").write_text(html_page(doc, job, dotted_contents(doc, job, pages), weasy=False), encoding="utf-8")
        run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
             f"--user-data-dir={tmp}/profile", "--no-pdf-header-footer", f"--print-to-pdf={target}",
             (tmp / "plan.html").as_uri()], tmp, job.date)
        pages = link_targets(target)
    return target


# ---------------------------------------------------------------------------------------------
# LibreOffice: Writer (flat ODT) and Impress (flat ODP)

NAMESPACES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in {
    **{name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
       for name in ("office", "style", "text", "table", "meta", "presentation")},
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/", "xlink": "http://www.w3.org/1999/xlink",
}.items())


def xml(text: str) -> str:
    return xml_escape(text)


def libreoffice(source: Path, tmp: Path, date: str) -> Path:
    run(["soffice", f"-env:UserInstallation={(tmp / 'profile').as_uri()}", "--headless", "--norestore",
         "--convert-to", "pdf", "--outdir", tmp, source], tmp, date)
    target = source.with_suffix(".pdf")
    if not target.exists():
        raise RuntimeError("LibreOffice made no PDF")
    return target


def outline_pages(pdf: Path) -> list:
    """Page number of every heading in order, from the bookmarks that LibreOffice writes."""
    import pikepdf

    with pikepdf.open(pdf) as document, document.open_outline() as outline:
        numbers = {page.objgen: index + 1 for index, page in enumerate(document.pages)}
        def walk(items) -> list:
            pages = []
            for item in items:
                target = item.destination if item.destination is not None else item.action.D
                pages += [numbers[target[0].objgen], *walk(item.children)]
            return pages
        return walk(outline.root)


def odf_style(name: str, family: str, parent: str = "", paragraph: str = "", text: str = "", extra: str = "",
              attributes: str = "") -> str:
    parent = f' style:parent-style-name="{parent}"' if parent else ""
    paragraph = f"<style:paragraph-properties {paragraph}/>" if paragraph else ""
    text = f"<style:text-properties {text}/>" if text else ""
    return f'<style:style style:name="{name}" style:family="{family}"{parent} {attributes}>{paragraph}{text}{extra}</style:style>'


def contents_style(level: int, indent: float) -> str:
    tab = (f'<style:paragraph-properties fo:margin-left="{indent}cm" fo:margin-top="{0.14 if level == 1 else 0}cm" fo:margin-bottom="0.05cm">'
           '<style:tab-stops><style:tab-stop style:position="16cm" style:type="right" style:leader-style="dotted" style:leader-text="."/>'
           "</style:tab-stops></style:paragraph-properties>")
    weight = '<style:text-properties fo:font-weight="bold"/>' if level == 1 else ""
    return f'<style:style style:name="Contents{level}" style:family="paragraph" style:parent-style-name="Standard">{tab}{weight}</style:style>'


def writer_styles(doc: Document, quirks: dict) -> str:
    font, size = quirks["font"], quirks.get("size", 11)
    spacing = "150%" if quirks.get("spacious") else "118%"
    gap = "0.42cm" if quirks.get("spacious") else "0.24cm"
    chapter = 'fo:break-before="page"' if quirks.get("chapter_page", True) else ""
    heading = 'fo:keep-with-next="always"'
    default = (f'<style:default-style style:family="paragraph"><style:text-properties style:font-name="{font}" fo:font-family="\'{font}\'" '
               f'fo:font-size="{size}pt" fo:language="{doc.lang}" fo:country="NO"/></style:default-style>')
    bold = f'fo:font-weight="bold" fo:color="{doc.colour}"'
    return default + "".join([
        odf_style("Standard", "paragraph"),
        odf_style("Body", "paragraph", "Standard", f'fo:margin-bottom="{gap}" fo:line-height="{spacing}" fo:orphans="2" fo:widows="2"'),
        odf_style("Item", "paragraph", "Standard", f'fo:margin-bottom="0.1cm" fo:line-height="{spacing}"'),
        odf_style("Heading1", "paragraph", "Standard", f'{heading} {chapter} fo:margin-top="0.6cm" fo:margin-bottom="0.4cm"',
                  f'fo:font-size="19pt" {bold}', attributes='style:default-outline-level="1"'),
        odf_style("Heading2", "paragraph", "Standard", f'{heading} fo:margin-top="0.5cm" fo:margin-bottom="0.25cm"',
                  f'fo:font-size="14pt" {bold}', attributes='style:default-outline-level="2"'),
        odf_style("Heading3", "paragraph", "Standard", f'{heading} fo:margin-top="0.4cm" fo:margin-bottom="0.2cm"',
                  'fo:font-size="11.5pt" fo:font-weight="bold"', attributes='style:default-outline-level="3"'),
        odf_style("Box", "paragraph", "Body", f'fo:background-color="#EEF2F4" fo:padding="0.25cm" fo:border-left="2pt solid {doc.colour}" '
                  'fo:border-right="none" fo:border-top="none" fo:border-bottom="none" fo:margin-left="0.2cm" fo:margin-right="0.2cm"'),
        odf_style("Cell", "paragraph", "Standard", "", 'fo:font-size="9.5pt"'),
        odf_style("CellRight", "paragraph", "Cell", 'fo:text-align="end"'),
        odf_style("CellHead", "paragraph", "Cell", "", 'fo:font-weight="bold" fo:color="#FFFFFF"'),
        odf_style("CellHeadRight", "paragraph", "CellHead", 'fo:text-align="end"'),
        odf_style("AfterTable", "paragraph", "Standard", 'fo:margin-bottom="0.15cm"', 'fo:font-size="6pt"'),
        odf_style("Header", "paragraph", "Standard", 'fo:border-bottom="0.4pt solid #999999" fo:padding-bottom="0.1cm"',
                  'fo:font-size="8.5pt" fo:color="#555555"'),
        odf_style("Footer", "paragraph", "Standard", 'fo:text-align="center"', 'fo:font-size="9pt"'),
        odf_style("ContentsHead", "paragraph", "Standard", 'fo:margin-bottom="0.5cm"', f'fo:font-size="20pt" {bold}'),
        contents_style(1, 0), contents_style(2, 0.5), contents_style(3, 1.1),
    ])


def writer_automatic_styles(doc: Document, quirks: dict) -> str:
    def layout(name: str, decorated: bool) -> str:
        header = "<style:header-style><style:header-footer-properties fo:min-height=\"0.6cm\" fo:margin-bottom=\"0.7cm\"/></style:header-style>"
        footer = "<style:footer-style><style:header-footer-properties fo:min-height=\"0.6cm\" fo:margin-top=\"0.6cm\"/></style:footer-style>"
        margins = 'fo:margin-top="1.6cm" fo:margin-bottom="1.5cm"' if decorated else 'fo:margin-top="2.4cm" fo:margin-bottom="2.4cm"'
        return (f'<style:page-layout style:name="{name}"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" '
                f'fo:margin-left="2.5cm" fo:margin-right="2.5cm" {margins}/>{header + footer if decorated else ""}</style:page-layout>')
    band = (f'<style:graphic-properties draw:fill="solid" draw:fill-color="{doc.colour}" draw:stroke="none" style:run-through="background" '
            'style:horizontal-rel="page" style:vertical-rel="page" style:horizontal-pos="from-left" style:vertical-pos="from-top"/>')
    return layout("LayoutCover", False) + layout("LayoutText", True) + "".join([
        odf_style("CoverOwner", "paragraph", "Standard", 'fo:margin-bottom="4.5cm" fo:margin-top="1.5cm"', 'fo:font-size="16pt"',
                  attributes='style:master-page-name="Cover"'),
        odf_style("CoverTitle", "paragraph", "Standard", 'fo:margin-bottom="0.6cm"', f'fo:font-size="30pt" fo:font-weight="bold" fo:color="{doc.colour}"'),
        odf_style("CoverSubtitle", "paragraph", "Standard", 'fo:margin-bottom="1cm"', 'fo:font-size="17pt"'),
        odf_style("CoverStatus", "paragraph", "Standard", 'fo:margin-top="6cm"', 'fo:font-size="12pt"'),
        odf_style("ContentsStart", "paragraph", "ContentsHead", attributes='style:master-page-name="Standard"'),
        odf_style("PlainTitle", "paragraph", "Standard", 'fo:margin-top="0.5cm" fo:margin-bottom="0.3cm"', 'fo:font-size="18pt" fo:font-weight="bold"'),
        odf_style("Break", "paragraph", "Heading1", 'fo:break-before="page"'),
        odf_style("Band", "graphic", extra=band),
        '<style:style style:name="Grid" style:family="table"><style:table-properties style:width="16cm" table:align="left" fo:margin-top="0.15cm"/></style:style>',
        '<style:style style:name="GridRow" style:family="table-row"><style:table-row-properties fo:keep-together="always"/></style:style>',
        '<style:style style:name="GridCell" style:family="table-cell"><style:table-cell-properties fo:padding="0.11cm" fo:border="0.4pt solid #AAAAAA"/></style:style>',
        f'<style:style style:name="GridHead" style:family="table-cell"><style:table-cell-properties fo:padding="0.11cm" fo:border="0.4pt solid #AAAAAA" fo:background-color="{doc.colour}"/></style:style>',
        '<text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•"><style:list-level-properties '
        'text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment text:label-followed-by="listtab" '
        'fo:text-indent="-0.5cm" fo:margin-left="0.9cm"/></style:list-level-properties></text:list-level-style-bullet></text:list-style>',
        grid_column_styles(doc),
    ])


def grid_column_styles(doc: Document, width: float = 16) -> str:
    """One style per table column; the tables are numbered in the order they stand."""
    styles = []
    for number, block in enumerate(block for block in doc.blocks if block.kind == "table"):
        for column, share in enumerate(column_shares(block.items)):
            styles.append(f'<style:style style:name="G{number}c{column}" style:family="table-column">'
                          f'<style:table-column-properties style:column-width="{width * share:.3f}cm"/></style:style>')
    return "".join(styles)


def odf_table(rows: list, number: int) -> str:
    rights = ["Right" if right else "" for right in numeric_columns(rows)]
    def line(texts: list, cell: str, paragraph: str) -> str:
        return '<table:table-row table:style-name="GridRow">' + "".join(
            f'<table:table-cell table:style-name="{cell}" office:value-type="string"><text:p text:style-name="{paragraph}{right}">{xml(text)}</text:p></table:table-cell>'
            for text, right in zip(texts, rights)) + "</table:table-row>"
    columns = "".join(f'<table:table-column table:style-name="G{number}c{column}"/>' for column in range(len(rows[0])))
    head = f'<table:table-header-rows>{line(rows[0], "GridHead", "CellHead")}</table:table-header-rows>'
    body = "".join(line(texts, "GridCell", "Cell") for texts in rows[1:])
    return (f'<table:table table:name="Tabell{number + 1}" table:style-name="Grid">{columns}{head}{body}</table:table>'
            '<text:p text:style-name="AfterTable"/>')


def writer_blocks(doc: Document, quirks: dict) -> str:
    parts, tables, first_heading = [], 0, quirks.get("cover", True)
    for block in doc.blocks:
        if block.kind == "heading":
            style = "Break" if first_heading else f"Heading{block.level}"  # the text starts on the page after the contents list
            first_heading = False
            parts.append(f'<text:h text:style-name="{style}" text:outline-level="{block.level}">{xml(block.text)}</text:h>')
        elif block.kind == "list":
            items = "".join(f'<text:list-item><text:p text:style-name="Item">{xml(item)}</text:p></text:list-item>' for item in block.items)
            parts.append(f'<text:list text:style-name="Bullets">{items}</text:list><text:p text:style-name="AfterTable"/>')
        elif block.kind == "table":
            parts.append(odf_table(block.items, tables))
            tables += 1
        elif block.kind == "box":
            parts += [f'<text:p text:style-name="Box">{xml(item)}</text:p>' for item in block.items]
        else:
            parts.append(f'<text:p text:style-name="Body">{xml(block.text)}</text:p>')
    return "".join(parts)


def writer_contents(doc: Document, pages: list) -> str:
    """A contents index with its lines already filled in: LibreOffice does not update it when it converts."""
    templates = "".join(
        f'<text:table-of-content-entry-template text:outline-level="{level}" text:style-name="Contents{level}"><text:index-entry-text/>'
        '<text:index-entry-tab-stop style:type="right" style:leader-char="."/><text:index-entry-page-number/></text:table-of-content-entry-template>'
        for level in (1, 2, 3))
    lines = "".join(f'<text:p text:style-name="Contents{block.level}">{xml(block.text)}<text:tab/>{page}</text:p>'
                    for block, page in zip(doc.headings(), pages))
    return (f'<text:p text:style-name="ContentsStart">{doc.words["contents"]}</text:p><text:table-of-content text:name="Contents">'
            f'<text:table-of-content-source text:outline-level="3">{templates}</text:table-of-content-source>'
            f"<text:index-body>{lines}</text:index-body></text:table-of-content>")


def writer_front(doc: Document, quirks: dict, pages: list) -> str:
    def line(style: str, text: str) -> str:
        return f'<text:p text:style-name="{style}">{xml(text)}</text:p>' if text else ""
    if not quirks.get("cover", True):
        return line("Body", doc.owner) + line("PlainTitle", doc.title) + line("Body", doc.subtitle) + line("Body", doc.status)
    band = ('<draw:rect draw:style-name="Band" text:anchor-type="paragraph" draw:z-index="0" svg:x="0cm" svg:y="0cm" '
            'svg:width="21cm" svg:height="2.6cm"/>') if quirks.get("band") else ""
    owner = f'<text:p text:style-name="CoverOwner">{band}{xml(doc.owner)}</text:p>'
    return owner + line("CoverTitle", doc.title) + line("CoverSubtitle", doc.subtitle) + line("CoverStatus", doc.status) + writer_contents(doc, pages)


def writer_source(doc: Document, job: Row, pages: list) -> str:
    quirks, words = job.quirks, doc.words
    footer = "<text:page-number text:select-page=\"current\"/>"
    if pages_of(quirks):
        footer = f'{words["page"]} {footer} {words["of"]} <text:page-count/>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f'<office:meta><dc:title>{xml(doc.title)}</dc:title><meta:initial-creator>{xml(doc.owner)}</meta:initial-creator></office:meta>'
        f'<office:styles>{writer_styles(doc, quirks)}</office:styles>'
        f'<office:automatic-styles>{writer_automatic_styles(doc, quirks)}</office:automatic-styles>'
        '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="LayoutText">'
        f'<style:header><text:p text:style-name="Header">{xml(doc.running)}</text:p></style:header>'
        f'<style:footer><text:p text:style-name="Footer">{footer}</text:p></style:footer></style:master-page>'
        '<style:master-page style:name="Cover" style:page-layout-name="LayoutCover"/></office:master-styles>'
        f'<office:body><office:text>{writer_front(doc, quirks, pages)}{writer_blocks(doc, quirks)}</office:text></office:body></office:document>')


def make_writer(doc: Document, job: Row, tmp: Path) -> Path:
    source, pages = tmp / "plan.fodt", [0] * len(doc.headings())
    for _ in range(2):  # the first pass finds the page numbers
        source.write_text(writer_source(doc, job, pages), encoding="utf-8")
        target = libreoffice(source, tmp, job.date)
        pages = outline_pages(target)
    return target


SLIDE_WIDTH, SLIDE_HEIGHT = 33.867, 19.05  # cm, PowerPoint's 16:9


def slides_of(doc: Document) -> list:
    """(title, blocks) per top-level heading."""
    slides = []
    for block in doc.blocks:
        if block.kind == "heading" and block.level == 1:
            slides.append((block.text, []))
        elif slides:
            slides[-1][1].append(block)
    return slides


def slide_text(style: str, text: str) -> str:
    return f'<text:p text:style-name="{style}">{xml(text)}</text:p>'


def slide_frame(x: float, y: float, width: float, height: float, content: str) -> str:
    return (f'<draw:frame draw:style-name="Plain" svg:x="{x}cm" svg:y="{y}cm" svg:width="{width}cm" svg:height="{height}cm">'
            f"<draw:text-box>{content}</draw:text-box></draw:frame>")


def slide_bullets(items: list, style: str) -> str:
    entries = "".join(f"<text:list-item>{slide_text(style, item)}</text:list-item>" for item in items)
    return f'<text:list text:style-name="Bullets">{entries}</text:list>'


def slide_table(rows: list, number: int, y: float) -> str:
    rights = ["Right" if right else "" for right in numeric_columns(rows)]
    def line(texts: list, cell: str, paragraph: str) -> str:
        return '<table:table-row table:style-name="GridRow">' + "".join(
            f'<table:table-cell table:style-name="{cell}">{slide_text(paragraph + right, text)}</table:table-cell>'
            for text, right in zip(texts, rights)) + "</table:table-row>"
    columns = "".join(f'<table:table-column table:style-name="G{number}c{column}"/>' for column in range(len(rows[0])))
    body = line(rows[0], "GridHead", "CellHead") + "".join(line(texts, "GridCell", "Cell") for texts in rows[1:])
    return (f'<draw:frame svg:x="2cm" svg:y="{y}cm" svg:width="29.8cm" svg:height="{1.15 * len(rows):.2f}cm">'
            f"<table:table>{columns}{body}</table:table></draw:frame>")


def slide_page(title: str, blocks: list, number: int, table_numbers: dict) -> str:
    y, parts = 4.0, [slide_frame(1.8, 1.1, 30, 2, slide_text("SlideTitle", title))]
    texts = []
    for block in blocks:
        if block.kind == "table":
            parts.append(slide_table(block.items, table_numbers[id(block)], y))
            y += 1.15 * len(block.items) + 0.8
        elif block.kind == "list":
            texts.append(slide_bullets(block.items, "SlideItem"))
        elif block.kind == "box":
            texts += [slide_text("SlideBox", item) for item in block.items]
        else:
            texts.append(slide_text("SlideHead" if block.kind == "heading" else "SlideText", block.text))
    if texts:
        parts.append(slide_frame(1.8, y, 30.2, 17.4 - y, "".join(texts)))
    return f'<draw:page draw:name="s{number}" draw:master-page-name="Text">{"".join(parts)}</draw:page>'


def slide_contents(doc: Document, slides: list) -> str:
    half = (len(slides) + 1) // 2
    def column(start: int) -> str:
        return "".join(slide_text("SlideContents", f"{title}\t{start + index + 3}").replace("\t", "<text:tab/>")
                       for index, (title, _) in enumerate(slides[start:start + half]))
    frames = slide_frame(1.8, 4, 14.6, 13, column(0)) + slide_frame(17.4, 4, 14.6, 13, column(half))
    return ('<draw:page draw:name="contents" draw:master-page-name="Text">'
            + slide_frame(1.8, 1.1, 30, 2, slide_text("SlideTitle", doc.words["contents"])) + frames + "</draw:page>")


def slide_cover(doc: Document) -> str:
    band = f'<draw:rect draw:style-name="Band" svg:x="0cm" svg:y="0cm" svg:width="{SLIDE_WIDTH}cm" svg:height="4.4cm"/>'
    lines = (slide_frame(2.4, 1.4, 29, 2, slide_text("CoverOwner", doc.owner)) + slide_frame(2.4, 6.2, 29, 3, slide_text("CoverTitle", doc.title))
             + slide_frame(2.4, 9.6, 29, 2, slide_text("CoverSubtitle", doc.subtitle)) + slide_frame(2.4, 16.2, 29, 2, slide_text("CoverStatus", doc.status)))
    return f'<draw:page draw:name="cover" draw:master-page-name="Cover">{band}{lines}</draw:page>'


def impress_styles(doc: Document, font: str) -> str:
    def paragraph(name: str, size: float, text: str = "", layout: str = "") -> str:
        return odf_style(name, "paragraph", "", layout, f'fo:font-family="\'{font}\'" fo:font-size="{size}pt" fo:language="{doc.lang}" fo:country="NO" {text}')
    bold = 'fo:font-weight="bold"'
    gap = 'fo:line-height="125%"'
    tab = ('<style:style style:name="SlideContents" style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.16cm"><style:tab-stops>'
           '<style:tab-stop style:position="13.9cm" style:type="right" style:leader-style="dotted" style:leader-text="."/></style:tab-stops>'
           f'</style:paragraph-properties><style:text-properties fo:font-family="\'{font}\'" fo:font-size="13pt"/></style:style>')
    cell = '<style:style style:name="{}" style:family="table-cell"><style:graphic-properties draw:fill="solid" draw:fill-color="{}" draw:textarea-vertical-align="middle" fo:padding-left="0.25cm" fo:padding-right="0.25cm" fo:padding-top="0.1cm" fo:padding-bottom="0.1cm"/><style:paragraph-properties fo:border="0.4pt solid #AAAAAA"/></style:style>'
    return "".join([
        paragraph("SlideTitle", 30, f'{bold} fo:color="{doc.colour}"'), paragraph("SlideItem", 22, "", gap), paragraph("SlideText", 20, "", gap),
        paragraph("SlideHead", 22, bold, gap), paragraph("SlideBox", 18, 'fo:font-style="italic"', gap), tab,
        paragraph("CoverOwner", 22, 'fo:color="#FFFFFF"'), paragraph("CoverTitle", 44, f'{bold} fo:color="{doc.colour}"'),
        paragraph("CoverSubtitle", 26), paragraph("CoverStatus", 16), paragraph("Foot", 11, 'fo:color="#666666"'),
        paragraph("Cell", 16), paragraph("CellRight", 16, "", 'fo:text-align="end"'), paragraph("CellHead", 16, f'{bold} fo:color="#FFFFFF"'),
        paragraph("CellHeadRight", 16, f'{bold} fo:color="#FFFFFF"', 'fo:text-align="end"'), cell.format("GridCell", "#F4F6F8"), cell.format("GridHead", doc.colour),
        odf_style("Band", "graphic", extra=f'<style:graphic-properties draw:fill="solid" draw:fill-color="{doc.colour}" draw:stroke="none"/>'),
        odf_style("Plain", "graphic", extra='<style:graphic-properties draw:fill="none" draw:stroke="none"/>'),
        '<style:style style:name="GridRow" style:family="table-row"><style:table-row-properties style:row-height="1.15cm"/></style:style>',
        '<text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•"><style:list-level-properties '
        'text:space-before="0.2cm" text:min-label-width="0.8cm"/><style:text-properties fo:font-family="\'Liberation Sans\'" fo:font-size="100%"/></text:list-level-style-bullet></text:list-style>',
        grid_column_styles(doc, 29.8),
    ])


def impress_source(doc: Document, job: Row) -> str:
    slides = slides_of(doc)
    tables = {id(block): number for number, block in enumerate(block for block in doc.blocks if block.kind == "table")}
    layout = (f'<style:page-layout style:name="Wide"><style:page-layout-properties fo:page-width="{SLIDE_WIDTH}cm" fo:page-height="{SLIDE_HEIGHT}cm" '
              'fo:margin-top="0cm" fo:margin-bottom="0cm" fo:margin-left="0cm" fo:margin-right="0cm" style:print-orientation="landscape"/></style:page-layout>')
    foot = (f'<draw:rect draw:style-name="Band" svg:x="0cm" svg:y="0cm" svg:width="0.7cm" svg:height="{SLIDE_HEIGHT}cm"/>'
            + slide_frame(1.8, 17.6, 24, 1, slide_text("Foot", f"{doc.owner} | {doc.header or doc.title}"))
            + slide_frame(30.2, 17.6, 2, 1, '<text:p text:style-name="Foot"><text:page-number/></text:p>'))
    pages = [slide_cover(doc), slide_contents(doc, slides)]
    pages += [slide_page(title, blocks, number, tables) for number, (title, blocks) in enumerate(slides)]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.presentation">'
        f'<office:meta><dc:title>{xml(doc.title)}</dc:title></office:meta>'
        f'<office:styles>{odf_style("standard", "graphic")}</office:styles>'
        f'<office:automatic-styles>{layout}{impress_styles(doc, job.quirks["font"])}</office:automatic-styles>'
        f'<office:master-styles><style:master-page style:name="Cover" style:page-layout-name="Wide"/>'
        f'<style:master-page style:name="Text" style:page-layout-name="Wide">{foot}</style:master-page></office:master-styles>'
        f'<office:body><office:presentation>{"".join(pages)}</office:presentation></office:body></office:document>')


def make_impress(doc: Document, job: Row, tmp: Path) -> Path:
    source = tmp / "plan.fodp"
    source.write_text(impress_source(doc, job), encoding="utf-8")
    return libreoffice(source, tmp, job.date)


# ---------------------------------------------------------------------------------------------
# ReportLab: platypus with the standard Helvetica


def make_reportlab(doc: Document, job: Row, tmp: Path) -> Path:
    from reportlab import rl_config
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import cm
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    rl_config.invariant = 1
    target = tmp / "plan.pdf"

    class Template(BaseDocTemplate):
        def afterFlowable(self, flowable):
            level = {"h1": 0, "h2": 1, "h3": 2}.get(getattr(getattr(flowable, "style", None), "name", ""))
            if level is not None:
                self.notify("TOCEntry", (level, flowable.getPlainText(), self.page))

    def decorate(canvas, template):
        canvas.setFont("Helvetica", 8.5)
        canvas.drawString(2.5 * cm, 28.2 * cm, latin(doc.running))
        canvas.line(2.5 * cm, 28.0 * cm, 18.5 * cm, 28.0 * cm)
        number = f"{doc.words['page']} {template.page}" if pages_of(job.quirks) else str(template.page)
        canvas.drawRightString(18.5 * cm, 1.4 * cm, number)

    def frame() -> Frame:
        return Frame(2.5 * cm, 2.2 * cm, 16 * cm, 25.3 * cm, 0, 0, 0, 0)

    template = Template(str(target), pagesize=A4, title=doc.title, author=doc.owner)
    template.addPageTemplates([PageTemplate("cover", [frame()]), PageTemplate("text", [frame()], onPage=decorate)])
    template.multiBuild(reportlab_story(doc, job))
    return target


def latin(text: str) -> str:
    """The standard fonts hold Windows-1252 only."""
    for old, new in (("−", "–"), ("\u202f", "\u00a0"), ("\u2009", " "), ("→", "–"), ("≥", "minst "), ("≤", "høyst ")):
        text = text.replace(old, new)
    return text


def reportlab_story(doc: Document, job: Row) -> list:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import cm
    from reportlab.platypus import ListFlowable, ListItem, NextPageTemplate, PageBreak, Paragraph, Spacer
    from reportlab.platypus.tableofcontents import TableOfContents

    colour = HexColor(doc.colour)
    def style(name: str, size: float, bold: bool = False, **more) -> ParagraphStyle:
        return ParagraphStyle(name, fontName="Helvetica-Bold" if bold else "Helvetica", fontSize=size, leading=size * 1.38, **more)
    def para(text: str, kind: ParagraphStyle) -> Paragraph:
        return Paragraph(xml(latin(text)), kind)

    body = style("body", 11, spaceAfter=8)
    heads = [style("h1", 18, True, spaceBefore=16, spaceAfter=9, textColor=colour, keepWithNext=1),
             style("h2", 14, True, spaceBefore=12, spaceAfter=6, keepWithNext=1), style("h3", 11.5, True, spaceBefore=9, spaceAfter=4, keepWithNext=1)]
    box = style("box", 10.5, backColor=HexColor("#EEF2F4"), borderPadding=7, spaceBefore=10, spaceAfter=14)
    contents = TableOfContents(dotsMinLevel=0, levelStyles=[
        style("t1", 11, True, spaceBefore=6), style("t2", 10.5, leftIndent=14), style("t3", 10, leftIndent=30)])
    story = [Spacer(1, 2 * cm), para(doc.owner, style("owner", 16)), Spacer(1, 4.5 * cm), para(doc.title, style("title", 30, True, textColor=colour)),
             Spacer(1, 6), para(doc.subtitle, style("subtitle", 16)), Spacer(1, 8 * cm), para(doc.status, style("status", 12)),
             NextPageTemplate("text"), PageBreak(), para(doc.words["contents"], style("contents", 18, True, spaceAfter=10)), contents, PageBreak()]
    for block in doc.blocks:
        if block.kind == "heading":
            story.append(para(block.text, heads[block.level - 1]))
        elif block.kind == "list":
            items = [ListItem(para(item, style("item", 11)), bulletColor=colour) for item in block.items]
            story += [ListFlowable(items, bulletType="bullet", start="•", leftIndent=14), Spacer(1, 8)]
        elif block.kind == "table":
            story += [reportlab_table(block.items, colour, style, para), Spacer(1, 12)]
        elif block.kind == "box":
            story += [para(item, box) for item in block.items]
        else:
            story.append(para(block.text, body))
    return story


def reportlab_table(rows: list, colour, style, para):
    from reportlab.lib.colors import HexColor, white
    from reportlab.lib.units import cm
    from reportlab.platypus import Table

    aligns = [2 if right else 0 for right in numeric_columns(rows)]
    head = [para(cell, style("th", 9, True, textColor=white, alignment=align)) for cell, align in zip(rows[0], aligns)]
    body = [[para(cell, style("td", 9, alignment=align)) for cell, align in zip(cells, aligns)] for cells in rows[1:]]
    return Table([head] + body, colWidths=[share * 16 * cm for share in column_shares(rows)], repeatRows=1, style=[
        ("BACKGROUND", (0, 0), (-1, 0), colour), ("GRID", (0, 0), (-1, -1), 0.4, HexColor("#AAAAAA")), ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4), ("RIGHTPADDING", (0, 0), (-1, -1), 4)])


# ---------------------------------------------------------------------------------------------
# fpdf2


def make_fpdf(doc: Document, job: Row, tmp: Path) -> Path:
    """Two passes: the first run finds the heading pages, the second prints them in the contents list."""
    headings = len(doc.headings())
    first = fpdf_render(doc, job, [0] * headings)
    second = fpdf_render(doc, job, first.heading_pages)
    target = tmp / "plan.pdf"
    second.output(str(target))
    return target


def fpdf_render(doc: Document, job: Row, pages: list):
    from datetime import datetime, timezone
    from fpdf import FPDF

    class Plan(FPDF):
        def header(self):
            if self.page_no() > 1:
                self.set_font("plan", "", 8.5)
                self.cell(0, 6, doc.running, border="B", new_x="LMARGIN", new_y="NEXT")
                self.ln(6)

        def footer(self):
            if self.page_no() > 1:
                self.set_y(-16)
                self.set_font("plan", "", 9)
                label = f"{doc.words['page']} {self.page_no()} {doc.words['of']} {{nb}}" if pages_of(job.quirks) else str(self.page_no())
                self.cell(0, 6, label, align="C")

    pdf = Plan(format="A4")
    pdf.heading_pages = []
    pdf.set_margins(25, 18, 25)
    pdf.set_auto_page_break(True, 24)
    pdf.set_title(doc.title)
    pdf.set_producer("fpdf2")
    pdf.set_lang(doc.lang)
    pdf.set_creation_date(datetime.strptime(job.date, "%Y-%m-%d").replace(hour=9, tzinfo=timezone.utc))
    pdf.add_font("plan", "", f"/usr/share/fonts/truetype/dejavu/{job.quirks['font']}.ttf")
    pdf.add_font("plan", "B", f"/usr/share/fonts/truetype/dejavu/{job.quirks['font']}-Bold.ttf")
    fpdf_cover(pdf, doc)
    fpdf_contents(pdf, doc, pages)
    pdf.add_page()
    for block in doc.blocks:
        fpdf_block(pdf, block)
    return pdf


def fpdf_text(pdf, text: str, size: float, bold: bool = False, after: float = 2.5, **more) -> None:
    pdf.set_font("plan", "B" if bold else "", size)
    pdf.multi_cell(0, size * 0.52, text, align="L", new_x="LMARGIN", new_y="NEXT", **more)
    pdf.ln(after)


def fpdf_cover(pdf, doc: Document) -> None:
    pdf.add_page()
    pdf.set_y(45)
    fpdf_text(pdf, doc.owner, 16, after=45)
    fpdf_text(pdf, doc.title, 29, bold=True, after=5)
    if doc.subtitle:
        fpdf_text(pdf, doc.subtitle, 16)
    pdf.set_y(250)
    fpdf_text(pdf, doc.status, 11)


def fpdf_contents(pdf, doc: Document, pages: list) -> None:
    pdf.add_page()
    fpdf_text(pdf, doc.words["contents"], 18, bold=True, after=5)
    for block, page in zip(doc.headings(), pages):
        pdf.set_font("plan", "B" if block.level == 1 else "", 10)
        indent = 5 * (block.level - 1)
        room = 160 - indent - pdf.get_string_width(f"{block.text}  {page}") - 3
        pdf.set_x(25 + indent)
        pdf.cell(0, 6.2, f"{block.text} {'.' * int(room / pdf.get_string_width('.'))}")
        pdf.set_x(25)
        pdf.cell(0, 6.2, str(page), align="R", new_x="LMARGIN", new_y="NEXT")


def fpdf_block(pdf, block: Block) -> None:
    if block.kind == "heading":
        size, before = {1: (17, 6), 2: (13, 4), 3: (11, 2)}[block.level]
        if pdf.get_y() > (215 if block.level == 1 else 235):  # keep the heading with its text
            pdf.add_page()
        pdf.ln(before)
        pdf.heading_pages.append(pdf.page_no())
        fpdf_text(pdf, block.text, size, bold=True)
    elif block.kind == "list":
        for item in block.items:
            pdf.set_x(28)
            pdf.set_font("plan", "", 10.5)
            pdf.cell(5, 5.8, "•")
            pdf.multi_cell(0, 5.8, item, align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(3)
    elif block.kind == "table":
        fpdf_table(pdf, block.items)
    elif block.kind == "box":
        pdf.set_fill_color(238, 242, 244)
        fpdf_text(pdf, "\n".join(block.items), 10.5, fill=True, padding=3, after=4)
    else:
        fpdf_text(pdf, block.text, 10.5, after=3)


def fpdf_table(pdf, rows: list) -> None:
    from fpdf.enums import TableBordersLayout
    from fpdf.fonts import FontFace

    pdf.set_font("plan", "", 8.5)
    aligns = tuple("RIGHT" if right else "LEFT" for right in numeric_columns(rows))
    with pdf.table(col_widths=tuple(column_shares(rows)), text_align=aligns, line_height=4.6, padding=1,
                   borders_layout=TableBordersLayout.HORIZONTAL_LINES, headings_style=FontFace(emphasis="B")) as table:
        for cells in rows:
            line = table.row()
            for cell in cells:
                line.cell(cell)
    pdf.ln(5)


# ---------------------------------------------------------------------------------------------
# Steps after typesetting


def post_ghostscript(pdf: Path, level: str, job: Row) -> None:
    """Rewrite with pdfwrite, as a "compress PDF" service does."""
    target = pdf.with_suffix(".gs.pdf")
    run(["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", f"-dCompatibilityLevel={level}", f"-sOutputFile={target}", pdf], pdf.parent, job.date)
    target.replace(pdf)


def post_distill(pdf: Path, _: str, job: Row) -> None:
    """Through PostScript and back, as a print-to-Distiller file."""
    postscript = pdf.with_suffix(".ps")
    run(["pdf2ps", pdf, postscript], pdf.parent, job.date)
    run(["ps2pdf", "-dCompatibilityLevel=1.4", postscript, pdf], pdf.parent, job.date)


def post_scan(pdf: Path, _: str, job: Row) -> None:
    """Only page images, grey, slightly turned and noisy; no text layer."""
    import io
    import pikepdf
    from PIL import Image

    run(["pdftoppm", "-r", "110", "-gray", pdf, pdf.parent / "scan"], pdf.parent, job.date)
    chance = random.Random(2021)
    out = pikepdf.new()
    out.docinfo["/Producer"] = "Canon iR-ADV C3525  PDF"
    out.docinfo["/CreationDate"] = "D:" + job.date.replace("-", "") + "090000+00'00'"
    for path in sorted(pdf.parent.glob("scan-*.pgm")):
        page = Image.open(path)
        page = page.rotate(chance.uniform(-0.9, 0.9), resample=Image.BICUBIC, fillcolor=250)
        noise = Image.frombytes("L", page.size, bytes(chance.choices(range(116, 141), k=page.width * page.height)))
        page = Image.blend(page, noise, 0.06).point(lambda value: min(255, int(value * 1.045)))
        jpeg = io.BytesIO()
        page.save(jpeg, "JPEG", quality=38, optimize=True)
        add_image_page(out, jpeg.getvalue(), page.size)
    out.save(pdf, deterministic_id=True)


def add_image_page(pdf, jpeg: bytes, size: tuple) -> None:
    import pikepdf

    image = pikepdf.Stream(pdf, jpeg)
    image.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": size[0], "/Height": size[1],
                  "/ColorSpace": pikepdf.Name.DeviceGray, "/BitsPerComponent": 8, "/Filter": pikepdf.Name.DCTDecode})
    page = pdf.add_blank_page(page_size=(595.28, 841.89))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    page.obj.Contents = pikepdf.Stream(pdf, b"q 595.28 0 0 841.89 0 0 cm /Im0 Do Q")


def post_encrypt(pdf: Path, password: str, job: Row) -> None:
    """With a user password: AES-256, cannot be opened without it. With none: AES-128, opens but is locked for editing."""
    import pikepdf

    strength = {"R": 6} if password else {"R": 4, "aes": True}
    permissions = pikepdf.Permissions(modify_other=False, modify_assembly=False)
    target = pdf.with_suffix(".enc.pdf")
    with pikepdf.open(pdf) as document:
        document.save(target, encryption=pikepdf.Encryption(user=password, owner="eier-" + job.date, allow=permissions, **strength))
    target.replace(pdf)


def post_truncate(pdf: Path, _: str, job: Row) -> None:
    """A download that broke off: too little is left for any reader to find a page."""
    pdf.write_bytes(pdf.read_bytes()[:1500])


POST = {"ghostscript": post_ghostscript, "distill": post_distill, "scan": post_scan, "encrypt": post_encrypt, "truncate": post_truncate}

PRODUCERS = {
    "pdflatex": make_latex, "xelatex": make_latex, "typst": make_typst, "weasyprint": make_weasyprint, "chromium": make_chromium,
    "writer": make_writer, "impress": make_impress, "reportlab": make_reportlab, "fpdf2": make_fpdf,
}


# ---------------------------------------------------------------------------------------------
# Main


def build(job: Row) -> None:
    doc = read_document(HERE / job.source)
    with tempfile.TemporaryDirectory(prefix="corpus-") as folder:
        pdf = PRODUCERS[job.producer](doc, job, Path(folder))
        steps = list(job.quirks.get("post", []))
        while steps and not steps[0].startswith(("encrypt", "truncate")):
            name, _, argument = steps.pop(0).partition(":")
            POST[name](pdf, argument, job)
        fix_dates(pdf, job.date, job.output)  # before encryption: afterwards the identifier is part of the key
        for step in steps:
            name, _, argument = step.partition(":")
            POST[name](pdf, argument, job)
        target = OUT / job.output
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(pdf, target)


def describe(path: Path) -> tuple:
    """(pages, producer) as pdfinfo sees them."""
    shown = subprocess.run(["pdfinfo", str(path)], capture_output=True)
    info = dict(line.split(":", 1) for line in shown.stdout.decode("utf-8", "replace").splitlines() if ":" in line)
    error = (shown.stderr.decode("utf-8", "replace").splitlines() or ["-"])[-1]
    name = info.get("Producer") or info.get("Creator") or ("-" if info else error)
    return info.get("Pages", "-").strip(), name.strip()


def report(jobs: list) -> None:
    total = 0
    print(f"\n{'file':78} {'pages':>5} {'kB':>6}  producer")
    for path in (OUT / job.output for job in jobs if (OUT / job.output).exists()):
        total += path.stat().st_size
        pages, producer = describe(path)
        print(f"{str(path.relative_to(OUT)):78} {pages:>5} {path.stat().st_size / 1000:6.0f}  {producer}")
    print(f"{'total':78} {'':>5} {total / 1000:6.0f}")


def main() -> int:
    wanted = unicodedata.normalize("NFC", " ".join(sys.argv[1:])).lower()
    jobs = [job for job in DOCUMENTS if wanted in f"{job.source} {job.output} {job.producer}".lower()]
    failures = 0
    for job in jobs:
        if not (HERE / job.source).exists():
            print(f"skipped, no source yet: {job.source}")
            continue
        try:
            build(job)
            print(f"built {job.output}", flush=True)
        except Exception as error:  # one broken document must not stop the others
            failures += 1
            print(f"FAILED {job.output}: {error}", flush=True)
    report(jobs)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
