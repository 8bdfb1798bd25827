"""The files a new case begins with."""

from __future__ import annotations

from datetime import date

from samlad.model import Mistake
from samlad.sources.money import LEDGER_COLUMNS
from samlad.sources.packs import Municipality, example, municipality, pack, regso_rows

_SETTINGS = """\
# {place}: the municipality's own case. Build it with: samlad build FOLDER
schema = 1

[case]
code = "{code}"
place = "{place}"
stamp = {today}
languages = ["sv", "en"]

[measure]
seed = {seed}
draws = 500

[need]
recipe = "regso-basic"
worst = {worst}

# The pot that was decided a year 2018-2020 for the 32 municipalities together, in kronor.
[money]
scheme = "state-grant-2018"
pot = 410000000

[publish.contact]
name = ""
email = ""
telephone = ""

# How apart people live: living conditions first, then origin. Two dimensions are compared only
# when their definition is the same text.

[[dimension]]
key = "tenure"
kind = "living"
division = "RegSO 2020"
definition = "SCB TAB6258, lägenheter efter upplåtelseform"
label = {{ sv = "Upplåtelseform", en = "Tenure" }}
unit = "dwellings"
groups = {{ rental = "rental_{{year}}", coop = "coop_{{year}}", owned = "owned_{{year}}" }}
years = ["2020", "2021", "2022", "2023"]
names.rental = {{ sv = "hyresrätt", en = "rented" }}
names.coop = {{ sv = "bostadsrätt", en = "tenant-owned" }}
names.owned = {{ sv = "äganderätt", en = "owner-occupied" }}

[[dimension]]
key = "birthplace"
kind = "birthplace"
division = "RegSO 2020"
definition = "SCB TAB6572, född utomlands"
label = {{ sv = "Födelseland", en = "Place of birth" }}
groups = {{ born_abroad = "born_abroad_{{year}}", born_sweden = "born_sweden_{{year}}" }}
years = ["2020", "2021", "2022", "2023"]
names.born_abroad = {{ sv = "födda utomlands", en = "born abroad" }}
names.born_sweden = {{ sv = "födda i Sverige", en = "born in Sweden" }}
"""

_EMPTY = {
    "actions.toml": "What money can buy here: one [[action]] each. None yet: no plan is made.",
    "scenarios.toml": "How much money there is each year: one [[scenario]] each. None yet.",
    "rules.toml": "The council's own rules for the plan: one [[rule]] each. None yet.",
    "promises.toml": "What has been promised: one [[promise]] each. None yet.",
    "application.toml": "What only the municipality can say in an application. Nothing yet: gaps.",
}


def new_case(code: str, *, today: date, example_name: str = "") -> dict[str, str]:
    """The files of a new case: path inside the folder → text.

    With an example, its files as they stand. Without, the municipality's RegSO figures, a recipe
    for what they hold and empty files for what only the municipality knows; the case goes through
    at once, and what it lacks is named.

    Raises ``Mistake``: ``municipality.unknown``, ``case.unknown_example``, ``case.example_of``
    (the example is another municipality's).
    """
    place = municipality(code)
    if not example_name:
        return _from_packs(place, today)
    files = example(example_name)
    if f'code = "{code}"' not in files.get("samlad.toml", ""):
        raise Mistake("case.example_of", found={"example": example_name, "code": code})
    return files


def _from_packs(place: Municipality, today: date) -> dict[str, str]:
    rows = regso_rows(place.code)
    areas = len(rows) - 1
    settings = _SETTINGS.format(
        code=place.code,
        place=place.name,
        today=today.isoformat(),
        seed=int(place.code),
        worst=max(1, min(5, areas // 3)),
    )
    empty = {file: f"# {why}\nschema = 1\n" for file, why in _EMPTY.items()}
    return {
        "samlad.toml": settings,
        "tables/regso2020.csv": "\n".join(rows) + "\n",
        "tables/regso2020.toml": pack("sweden", "regso2020", "sources.toml").read_text("utf-8"),
        "ledger.csv": ",".join(LEDGER_COLUMNS) + "\n",
        **empty,
    }
