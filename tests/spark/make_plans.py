"""Makes a corpus of a few hundred plans as PDF files, the same each time: `python make_plans.py FOLDER [MUNICIPALITIES]`.

The plans are of several counties, levels and sizes, with headers, tables of contents and hyphens at line ends. Beside them are files that
cannot be read, an empty one, a copy, and one in a folder that is no municipality.
"""

import pathlib
import random
import sys

MUNICIPALITIES = """Alstahaug Andøy Bodø Brønnøy Fauske Hadsel Meløy Narvik Rana Saltdal Sortland Vågan Askøy Bømlo Fitjar Kinn Luster
Stad Voss Alver Flå Gol Hol Nesbyen Ål Frøya Inderøy Levanger Melhus Orkland Oppdal Røros Steinkjer Verdal""".split()
PLANS = [
    ("Boligsosial handlingsplan {years}", "boligplan.pdf"),
    ("Kommuneplanens samfunnsdel {years}", "samfunnsdel.pdf"),
    ("Handlings- og økonomiplan {years}", "okonomiplan.pdf"),
    ("Folkehelseplan {years}", "folkehelse.pdf"),
    ("Helse- og omsorgsplan {years}", "helse.pdf"),
    ("Oppvekstplan {years}", "oppvekst.pdf"),
    ("Planstrategi {years}", "planstrategi.pdf"),
]
SOCIAL = [
    "Kommunen skal hjelpe vanskeligstilte på boligmarkedet med å skaffe og beholde en egnet bolig.",
    "Boligsosialt arbeid skal samordnes av et eget team som møtes hver uke.",
    "Startlån skal brukes aktivt, slik at unge familier med lav inntekt får kjøpt egen bolig.",
    "Det er mangel på kommunale boliger for personer med rusproblemer og psykiske lidelser.",
    "Bostedsløse skal få tilbud om midlertidig bolig samme dag.",
    "Flyktninger som blir bosatt, skal ha tilgang til utleieboliger til en rimelig leie.",
    "Bostøtte og tilskudd fra Husbanken skal gjøres kjent for dem som leier.",
]
OTHER = [
    "Vegene i kommunen skal vedlikeholdes etter en plan som legges fram hvert år.",
    "Vannverket bygges om, og ledningene i sentrum skiftes ut i løpet av perioden.",
    "Næringslivet skal ha tilgang til regulerte tomter nær kai og hovedveg.",
    "Skolene skal ha gode uteområder, og barnehagene skal ha nok ansatte.",
    "Kommunen legger vekt på samarbeid med frivillige lag og foreninger.",
    "Kulturminnene langs kysten skal merkes og gjøres tilgjengelige for alle.",
    "Det settes av midler til opprustning av idrettshallen og svømmebassenget.",
]
LINES, WIDTH = 34, 78


def main():
    folder = pathlib.Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else len(MUNICIPALITIES)
    for number, name in enumerate(MUNICIPALITIES[:count]):
        chance = random.Random(number)
        for title, file in PLANS:
            start = chance.choice([2022, 2023, 2024])
            title = title.format(years=f"{start}–{start + 8}")
            write(folder / name / file, pdf(plan(chance, title, name)))
    first, second = MUNICIPALITIES[:2]
    whole = (folder / first / "boligplan.pdf").read_bytes()
    write(folder / second / "kopi av boligplan.pdf", whole)
    write(folder / first / "avbrutt.pdf", b"%PDF-1.4\nnoe annet")
    write(folder / first / "tom.pdf", b"")
    write(folder / first / "bilde.png", b"\x89PNG\r\n\x1a\n0000")
    write(folder / "felles" / "plan.pdf", pdf(plan(random.Random(-1), "Temaplan 2024–2028", "felles")))


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def plan(chance, title, name):
    """The lines of the pages of a plan."""
    pages = [[title, f"{name} kommune", "", f"Vedtatt av kommunestyret {chance.randint(1, 28)}.{chance.randint(1, 12)}.2023"]]
    social = chance.random() < 0.6
    for chapter in range(1, chance.randint(4, 14)):
        text = " ".join(
            chance.choice(SOCIAL if social and chance.random() < 0.15 else OTHER) for _ in range(chance.randint(18, 26))
        )
        pages.append([f"{chapter} Mål og tiltak", "", *wrapped(text)][:LINES])
    return [[f"{title} {name}", *page, f"Side {number} av {len(pages)}"] for number, page in enumerate(pages, 1)]


def wrapped(text):
    """Lines of a text, long words parted at their ends."""
    lines, line = [], ""
    for word in text.split():
        room = WIDTH - len(line) - 1
        if len(word) <= room:
            line = f"{line} {word}".strip()
        elif len(word) > 12 and room > 7:
            lines.append(f"{line} {word[: room - 2]}-")
            line = word[room - 2 :]
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def pdf(pages):
    """A PDF file of pages of lines, in Helvetica."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    kids = []
    for lines in pages:
        shown = b"".join(
            b"BT /F1 %d Tf 1 0 0 1 60 %d Tm (%s) Tj ET\n" % (20 if at == 1 and lines is pages[0] else 11, 800 - 21 * at, escaped(line))
            for at, line in enumerate(lines)
        )
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (kids[-1] + 1)
        )
        objects.append(b"<< /Length %d >>\nstream\n%sendstream" % (len(shown), shown))
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (listed, len(kids))
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def escaped(line):
    return line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


if __name__ == "__main__":
    main()
