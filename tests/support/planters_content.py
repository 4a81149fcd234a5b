"""Planters of the rules of content: claims, figures and the words of summaries."""

from __future__ import annotations

import csv
import random

from eventclaims.package import standard
from support.drafts import Draft, days
from support.generator import LATE, OLD, TALKS, WIDE
from support.planting import Planter, choose, get_day, name

WITH_SUMMARY = ("events", "statements", "claims")
VOICED = (
    *(("actors", "description"), ("actor_relations", "notes"), ("events", "title")),
    *(("events", "notes"), ("statements", "notes"), ("discrepancies", "resolution")),
)


def aim_at_nothing(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "claims")
    row |= {"event_id": "", "deadline": ""}
    actors = draft.rows["claim_actors"]
    actors[:] = [actor for actor in actors if actor["claim_id"] != row["claim_id"]]
    row["claim_type"] = chance.choice(["threat", "rejection", "endorsement", "responsibility"])
    return row["claim_id"]


def credit(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "claims")
    row |= {"claim_type": chance.choice(["denial", "announcement", "appeal"]), "deadline": ""}
    row["means"] = ""
    cells = {"claim_id": row["claim_id"], "actor_id": "ACT-0001", "role": "credited"}
    return name("claim_actors", draft.add("claim_actors", **cells))


def place_in_area(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "event_places")
    row["relation"] = "at"
    kinds = ["country", "governorate", "region", "district", "waterway"]
    draft.get("places", row["place_id"])["place_type"] = chance.choice(kinds)
    for other in draft.rows["event_places"]:
        if other is not row and other["place_id"] == row["place_id"]:
            other["relation"] = "within"
    return name("event_places", row)


def take_blame(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "claims")
    row |= {"claim_type": "responsibility", "event_id": OLD, "deadline": ""}
    return row["claim_id"]


def aggregate(draft: Draft, chance: random.Random) -> str:
    row = draft.get("events", chance.choice([OLD, WIDE, LATE, TALKS]))
    row["incidents"] = "run_counted"
    return row["event_id"]


def let_words_expire(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "claims")
    document = draft.get("statements", row["statement_id"])["document_id"]
    row["claim_type"] = chance.choice(["denial", "announcement", "appeal"])
    row["deadline"] = str(get_day(draft, document) + days(chance.randint(0, 99)))
    return row["claim_id"]


def depend_on_nothing(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "claims")
    row |= {"trigger": "", "trigger_event_id": "", "condition": ""}
    row |= chance.choice([{"trigger": "other"}, {"trigger_event_id": TALKS}])
    return row["claim_id"]


def endorse_with_rockets(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "claims", lambda row: not row["deadline"])
    row |= {"claim_type": chance.choice(["appeal", "announcement"]), "means": "rocket"}
    return row["claim_id"]


def guess_outside(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "figures", lambda row: row["minimum"] or row["maximum"])
    least, most = int(row["minimum"] or 0), int(row["maximum"] or 0)
    row["best"] = str(most + 1 if row["maximum"] else least - 1)
    return row["figure_id"]


def own_doubly(draft: Draft, chance: random.Random) -> str:
    """Give a figure two owners, or take the only one of a claim's figure."""
    row = choose(draft, chance, "figures", lambda row: row["claim_id"])
    row |= {"quantity": "munitions"}
    row |= chance.choice([{"claim_id": ""}, {"event_id": LATE}])
    return row["figure_id"]


def count(printed: str, least: str, most: str):
    def plant(draft: Draft, chance: random.Random) -> str:
        row = choose(draft, chance, "figures")
        row |= {"as_printed": printed, "minimum": least, "maximum": most, "best": ""}
        return row["figure_id"]

    return plant


def kill_by_words(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "figures", lambda row: row["claim_id"])
    row |= {"claim_id": "", "event_id": TALKS, "quantity": chance.choice(["killed", "wounded"])}
    row |= {"as_printed": "three", "minimum": "3", "maximum": "3", "best": "3"}
    return row["figure_id"]


def say_much(draft: Draft, chance: random.Random) -> str:
    table = chance.choice(WITH_SUMMARY)
    row = choose(draft, chance, table)
    row["summary"] = "word " * chance.randint(40, 60) + "more"
    return name(table, row)


def say_again(draft: Draft, chance: random.Random) -> str:
    table = chance.choice(WITH_SUMMARY)
    one, two = chance.sample(draft.rows[table], 2)
    one["summary"] = two["summary"]
    return name(table, one)


def judge(draft: Draft, chance: random.Random) -> str:
    table, column = chance.choice(VOICED)
    with (standard.folder() / "loaded_words.csv").open(encoding="utf-8", newline="") as file:
        word = chance.choice(list(csv.DictReader(file)))["word"]
    row = choose(draft, chance, table)
    row[column] = f"So, {chance.choice([word, word.upper(), word.title()])}, they say."
    return name(table, row)


def accept_nothing(draft: Draft, chance: random.Random) -> str:
    record = choose(draft, chance, "claims")["claim_id"]
    row = {"rule": "claim-without-object", "table": "claims", "record_id": record, "reason": "x"}
    return name("accepted", draft.add("accepted", **row))


PLANTERS = (
    Planter("acceptance-unused", accept_nothing),
    Planter("claim-without-object", aim_at_nothing),
    Planter("credited-elsewhere", credit),
    Planter("event-at-area", place_in_area),
    Planter("responsibility-without-part", take_blame),
    Planter("aggregate-without-figure", aggregate),
    Planter("deadline-without-threat", let_words_expire),
    Planter("trigger-without-condition", depend_on_nothing),
    Planter("means-without-threat", endorse_with_rockets),
    Planter("best-outside", guess_outside),
    Planter("figure-owner", own_doubly),
    Planter("minimum-over-maximum", count("about 100", "9", "3")),
    Planter("figure-contradicts-print", count("three", "4", "4")),
    Planter("figure-contradicts-print", count("over 100", "100", "")),
    Planter("figure-contradicts-print", count("dozens", "24", "99")),
    Planter("killed-by-words", kill_by_words),
    Planter("summary-length", say_much),
    # The other row has the summary, too.
    Planter("summary-repeated", say_again, ("summary-repeated",)),
    Planter("loaded-words", judge),
)
