"""Synthetic rosters: rows that a spreadsheet could hold, with faults planted at known places."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import random
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any

import openpyxl
import xlsxwriter

from wenjiu.policies import load_policy
from wenjiu.rosters.cells import NO, YES, Cell
from wenjiu.rosters.checking import Checked, check
from wenjiu.rosters.columns import NAME, Column, Form
from wenjiu.rosters.kind_files import kinds_of
from wenjiu.rosters.kinds import PERSON
from wenjiu.rosters.reading import from_text
from wenjiu.rosters.tables import Table, table_of
from wenjiu.rules.case.parsing import parse_facts
from wenjiu.rules.language import fact_types
from wenjiu.standards import civil

POLICIES = ("chaoyang_2020", "sample_district")
ROSTERS = [(policy, id) for policy in POLICIES for id in kinds_of(load_policy(policy))]


def form_of(policy: str, id: str) -> Form:
    """The form of one roster of one policy."""
    rules = load_policy(policy)
    return Form(rules, kinds_of(rules)[id])


def checked(form: Form, text: str, lang: str = "zh", **once: Any) -> Checked:
    """A pasted roster, checked; `once` are facts of the whole file by public name, days as civil keys."""
    given = {key: value for name, value in once.items() for key in form.keys_of(name)}
    return check(form, table_of(form, from_text(text)), given, lang)


def given_example(form: Form) -> dict[str, Any]:
    """Facts of the whole file, by key, as the examples of the measures state them."""
    found: dict[str, Any] = {}
    for m in form.measures:
        values = parse_facts(form.policy, m, m.example)
        for column in form.once:
            found.update({key: values[key] for key in column.keys if key in values and key not in found})
    found.setdefault(form.policy.dates["application_date"].key, civil.parse("2021-12-01"))
    return found


@dataclass
class Drawn:
    """A drawn roster: the header, its rows, and the planted faults as (row in the file, id of the column)."""

    header: list[str]
    columns: list[Column]
    rows: list[list[Cell]]
    planted: set[tuple[int, str]] = field(default_factory=set)


def sound_cell(form: Form, column: Column, row: int, chance: random.Random) -> Cell:
    """A cell that can be read, written in one of the ways that people use."""
    fact = column.fact
    if fact is None:
        if column.id == NAME:
            return f"人员{row}"
        return f"{column.id}-{chance.randrange(1, 2 + row)}" if chance.random() < 0.3 else f"{column.id}-{row}"
    if chance.random() < 0.05:
        return chance.choice(["", "不清楚", "—"])
    if fact.type is fact_types.YES_NO:
        return chance.choice([chance.choice(YES[:7]), chance.choice(NO[:4]), "是", "否"])
    if fact.type is fact_types.DISTRICT:
        home = form.policy.home_name.zh
        return chance.choice([home, home, home.removesuffix("区"), f"　{home} ", "海淀区", "外区"])
    if column.choices is not None and fact.type is not fact_types.CODE:
        return chance.choice(list(column.choices.values())).zh
    if fact.type is fact_types.DAY:
        return sound_day(chance)
    if fact.type is fact_types.YUAN:
        return chance.choice(["30000", "3万", 45000, "50,000", 99999.5])
    if fact.type.form == "count":
        number = chance.randrange(max(fact.lo, 0), min(fact.hi, 24) + 1)
        return chance.choice([number, str(number), float(number), str(number).translate(FULL_WIDTH)])
    return "x"


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def sound_day(chance: random.Random) -> Cell:
    """A day in 2020 or 2021, as people and spreadsheets write days."""
    day = dt.date(2020, 1, 1) + dt.timedelta(days=chance.randrange(700))
    return chance.choice(
        [
            day,
            day.isoformat(),
            f"{day.year}.{day.month}.{day.day}",
            f"{day.year}/{day.month}/{day.day}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day:%Y%m%d}".translate(FULL_WIDTH),
            (day - dt.date(1899, 12, 30)).days,
            dt.datetime(day.year, day.month, day.day),
        ]
    )


def wrong_cell(column: Column, chance: random.Random) -> Cell:
    """A cell that cannot be read."""
    fact = column.fact
    if fact is None:
        return chance.choice([1.10105199001011e17, "1.10105E+17", "110105199001011000", "长" * 101])
    if fact.type is fact_types.YES_NO:
        return chance.choice(["也许", "是否", "2", "是的吧"])
    if fact.type is fact_types.DISTRICT:
        return chance.choice(["朝阳取", "北京", "12", "本市"])
    if column.choices is not None and fact.type is not fact_types.CODE:
        return chance.choice(["没有的选项", "0", "甲"])
    if fact.type is fact_types.DAY:
        return chance.choice(["2021-02-30", "2021年13月1日", "去年", "2021-06", "1/7/2021", "21.7.1", 5])
    if fact.type is fact_types.YUAN:
        return chance.choice(["三百多", "12,34", "-5", "30000美元"])
    return chance.choice(["-1", "1.5", "许多", "99999999999", dt.date(2021, 3, 4), "3人5人"])


def draw(form: Form, seed: int, rows: int = 30, faults: int = 4) -> Drawn:
    """A roster with faults in cells. The header is in a random order, with columns of the firm's own."""
    chance = random.Random(f"{form.policy.name} {form.kind.id} {seed}")
    columns = list(form.columns)
    chance.shuffle(columns)
    header = [chance.choice([c.header("zh"), c.label.zh, c.header("en"), c.id]) for c in columns]
    drawn = Drawn(header, columns, [[sound_cell(form, c, k, chance) for c in columns] for k in range(1, rows + 1)])
    _keep_orders(form, drawn)
    if form.kind.counts:
        place = [c.id for c in columns].index(PERSON)
        for k, row in enumerate(drawn.rows):
            row[place] = row[place] or f"p{k}"
    for _ in range(faults):
        k, place = chance.randrange(rows), chance.randrange(len(columns))
        cell = wrong_cell(columns[place], chance)
        if columns[place].fact is not None and columns[place].fact.type is fact_types.CODE:
            continue
        drawn.rows[k][place] = cell
        drawn.planted.add((k + 2, columns[place].id))
    return drawn


def _keep_orders(form: Form, drawn: Drawn) -> None:
    """Empty the second of two days whose order a measure states: the order itself is planted elsewhere."""
    last = {last for m in form.measures for _, last in m.orders}
    for place, column in enumerate(drawn.columns):
        if column.id in last:
            for row in drawn.rows:
                row[place] = "2022-06-30"


def xlsx_by_xlsxwriter(header: list[Cell], rows: list[list[Cell]], title: str = "") -> bytes:
    """A workbook as one program writes it: text as shared strings, days as numbers with a format."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False})
    sheet, day = book.add_worksheet("花名册"), book.add_format({"num_format": "yyyy/m/d"})
    for k, cells in enumerate([*([[title]] if title else []), header, *rows]):
        for place, cell in enumerate(cells):
            if isinstance(cell, dt.date):
                sheet.write_datetime(k, place, cell, day)
            elif cell is not None:
                sheet.write(k, place, cell)
    book.close()
    return out.getvalue()


def xlsx_by_openpyxl(header: list[Cell], rows: list[list[Cell]], title: str = "") -> bytes:
    """A workbook as another program writes it."""
    book = openpyxl.Workbook()
    sheet = book.active
    for cells in [*([[title]] if title else []), header, *rows]:
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx_with_a_picture(header: list[Cell], *rows: list[Cell], size: int) -> bytes:
    """A workbook with a picture of a size in bytes, which does not compress."""
    out = io.BytesIO(xlsx_by_openpyxl(header, list(rows)))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/media/image1.png", random.Random(1).randbytes(size))
    return out.getvalue()


#: Compressed: few programs still write this format.
_OLD = (
    b"c-rk)O-NKx6#njeZ^jvOoY7R!$Oa*^NeMA10v$8UO*5EIq*17olZ2r$RAfb3HW7pv1Yyxeu%M0EM*CajsuqEfi>L^+aMda(YN5W)"
    b"J@aN5t-yg2jQ2g>x##EJd+xpG{=N5VB4cXsLEbbLp#m!AbvvvHIzg{JCb&R$U6*Vuwb84aSW&RsD3DeQo;Y5n$Qa6aPeZ|oHck}y"
    b"Nbf-$hrhEU<X%QpaT{8MY(qIwf!m}>M=rN2lj&imtC`;CoKKlnvZjw|Ipv)a2QcCFd$t*~xIrmkTRLRDV_fDPYf6!g7jhPNUlY;1"
    b"7VHQgZ8^5W4Eb6bhCl(W33Y_RQg-4FQh`Q7iO*M3T|I>?3ic4b>2Ba_Y*jyVoBHL|3y}WDLVd~~^fn6OV*PbR1A3r0^CF2L4b7Ug"
    b"D8dogS3ip`(g3TZ24b?&5zrtW`x^o|-QVkp9SOY;7M=9a#1WF239V~mVNcJ@p{+sRIS)04Exx+5r$(-pHs<-Q5SIs@_rLA$8VFt4"
    b"(nr<0o8T7^n~$gvYun0hY_BJ&Fpw(G3*KK`3-%WWue&s&t#C4*!K=?j9h|-Q<+U$Z>uq9951%Q~lV`o`D0EzqC8%&ZTNI|UY7g_9"
    b"m|o;s*D#;QG>bY#X<==)!R+qkJeSy7NPfx~lim#pd=c@H&wC%{M?QHs5<grseI{%8jdu_QbP~2wdHM9BSQLv}Hzgi<W2rE9sSiwZ"
    b"f7!8YipyxbZXB;p%*i!M$Y2_k<miaFq!?orl~j_{xTKM!#U%?#mbhdk$!d5Nzws*As~ks_Mpm%bD%ah}c=+_rs9k!N(KxS2Nu}Ne"
    b"M-`*2^lUeL3HEG@OVYD!L4}fuQ4UvS!kr=&CQO(xVZww76DF1u!ni}Le18Pr7_G*QTK?CWqj%o?P4eHO4xRLzppVL3=%6%AAB@Q$"
    b"2Nn^lODwTW?0=!ee)1khJA&Mf_N3=8ePfBl{w%qm>+db0Wc|-4)6ReF|0lTO^^X"
)

_FAR = (
    b"c-rk)O-NKx6#njW{&B`PHU=8VAo!EHi8gKYRZy-J6+w%@MxBKyV+<{-MVU6sAZS&z5!|%V+N4s8+_?~pTnIuiQ%hGufeW42Ip@8H"
    b"W3_Ogq~v~&d+wQY@3}v7&OMiNKd#5~vv2AO_z4}TK+z5(P$E-Q!rl)P)Nb3%dUc43t?^$W93n#o{CF2#3$hK_-US$V?OP!Ve4%m^"
    b"x6wVBNhgmHS7Z$-#cOCMs_>E|G1SVcs)ddSJtcHOdcGHWNhD8%wo~7{x`B18yY-^$#e+tJw8g;VE{e{UNY0}MtL()OpDL%XAD6RZ"
    b"sfmBHq25=CIgs5t)0uQOHIYYx3^<4Hb`tpJozxFWEk9nl0?Bs|%Y(m>KQny56zp5#;5iDe3l)xm@9v>W;w=|y+_)a?k8t>v<7yr{"
    b"u2FI0N}{8r#C%+w*`$EH_iE=;*Km(DB$6o!(axZaJU47SVhvJ`l>~Vvt)g*G=(LP_M)*3R335TIn|f+o=Gu((c`U6>G|vUWhSglc"
    b"w-BG(?p><SeYMUKKi^rnpP1jYX3;=<A0>VMX3(bE)QjhgWy`CTd+0w4t^FkcgbWjM4Jq5*NEIF!5x$V<{|LA}oXs8d*hfUzxO3?l"
    b")p*N;Q3yFe1R5F|8X6iJ8X6iW1WtYdaNfZQf!|Fkg6_M{K9!<=CONU_!z6uoC^5Z?4AoiOE6aaQ!>_!t)Dd;O_d>=1&7Q?LhGiY&"
    b"W&1BBg{pKvM^-fd+z~2w{$e@n{LAzI00vsU`v"
)


def xls_with_a_cell_far_away() -> bytes:
    """A .xls file with a cell in its last row and column; read without a limit, it takes a gigabyte."""
    return zlib.decompress(base64.b85decode(_FAR))


def xls() -> bytes:
    """A .xls file with one hire: the day is a number with a format, and the identity number a number."""
    return zlib.decompress(base64.b85decode(_OLD))


def pasted(header: list[Cell], rows: list[list[Cell]]) -> str:
    """The text that a spreadsheet copies: cells between tabs."""
    return "\n".join("\t".join("" if cell is None else str(cell) for cell in cells) for cells in [header, *rows])


def as_csv(header: list[Cell], rows: list[list[Cell]]) -> str:
    """The text of a .csv file."""
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


def named(table: Table) -> set[tuple[int, str]]:
    """The faults of a table as (row, id of the column)."""
    return {(fault.row, fault.column.id) for fault in table.all_faults}
