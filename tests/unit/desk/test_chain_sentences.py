"""What the chain says when there is little to say."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from samlad.desk.chain import sentences
from samlad.model import Said
from samlad.publish.say import say
from samlad.sources.packs import words


@pytest.mark.parametrize(
    ("language", "wanted"), [("sv", "Mjuka upp någon av reglerna"), ("en", "Soften one of")]
)
def test_rules_that_cannot_be_met_are_told_and_not_called_missing_actions(
    language: str, wanted: str
) -> None:
    why = Said("text", {"text": "Reserven är för stor."})
    case = SimpleNamespace(actions=(1,), scenarios=(1,), scenario="base")
    planned = SimpleNamespace(plan=None, refused={"other": Said("told.tell"), "base": why})
    river: Any = SimpleNamespace(needed=True, case=case, planned=planned)
    told = say(sentences._planned(river), words(language))
    assert told.startswith("Reserven är för stor.") and wanted in told


def test_a_case_of_one_worst_area_does_not_say_the_one_with_the_greatest() -> None:
    areas = SimpleNamespace(name=lambda code: f"Område {code}", index=["a", "b"].index)
    need = SimpleNamespace(worst=1, order=lambda: ["a", "b"], p_worst=np.array([1.0, 0.0]),
                           areas=areas, rank_low=[1, 2], rank_high=[1, 2])  # fmt: skip
    river = cast("Any", SimpleNamespace(needed=SimpleNamespace(need=need, record="")))
    told = say(sentences._greatest(river), words("sv"))
    assert told == (
        "Störst behov syns i Område a, som i så gott som alla omräkningar har störst behov "
        "(plats 1 av 2)."
    )
