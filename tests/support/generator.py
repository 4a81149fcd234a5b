"""Random valid packages: rows of every table of the standard, and the texts they point into."""

from __future__ import annotations

import csv
import random
from datetime import date
from itertools import pairwise

from eventclaims.consistency.transliteration import normalise_transliteration
from eventclaims.evidence.fingerprints import hash_text
from eventclaims.evidence.spans import describe_span
from eventclaims.package import standard
from support.drafts import Draft, Row, days, print_day, write_dates

# The texts and the coder have no words in common, so that no passage is copied.
PRINTED = (
    "lumo torvik naïve søren ελπίδα город مدينة 日本 cafe\u0301 😀 “lorem” (ipsum) dolor; sit…"
)
CODED = "delegates discuss budget water roads “quietly” Zürich größer, schools łąka harvest — αβγ"
SYLLABLES = "bar din fol gur jam kos lir mun nap pid ros sif tag vun bel dag fim gos"
KILLING, OLD, WIDE, LATE, TALKS, AGGREGATE = (f"EVT-{n:04d}" for n in range(1, 7))
"""Events of a fixed kind. Only evidence refers to OLD and WIDE: no claim, no participant."""
LETHAL = ("armed_attack", "drone_attack", "airstrike", "other")
PAST = ("responsibility", "attribution", "credit", "report")
WITH_DEADLINE = ("threat", "demand", "commitment", "prediction")
WITHOUT_OBJECT = ("appeal", "denial", "announcement", "justification", "warning", "accusation")
NUMBERS = (
    *(("three", "3", "3"), ("over 100", "101", ""), ("dozens", "24", ""), ("about 100", "", "")),
    *(("no", "0", "0"), ("at least 1,240", "1240", ""), ("fewer than 10", "", "9")),
    *(("up to 70", "", "70"), ("several", "2", ""), ("17", "17", "17")),
)


def repeat(draft: Draft, one: str, two: str) -> str:
    """Return a relation that fits two claims with the same content, by their statements."""
    ends = [draft.get("statements", draft.get("claims", c)["statement_id"]) for c in (one, two)]
    if ends[0] is ends[1]:
        return "responds_to"
    speakers = [{s["speaker_id"], s["on_behalf_of_id"]} - {""} for s in ends]
    return "reiterates" if speakers[0] & speakers[1] else "echoes"


class Maker:
    """Makes one draft, table by table, from one random generator."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - no secret depends on it
        self.draft = Draft({name: [] for name in standard.load_schemas()})
        self.pick = self.chance.choice
        self.normalised: set[str] = set()
        self.ties: list[tuple[str, str]] = []

    def make(self) -> Draft:
        """Return a package without findings, even with possible=True."""
        self._make_documents()
        self._make_places()
        self._make_actors()
        self._make_relations()
        self._make_events()
        self._make_statements()
        self._make_figures()
        self._make_links()
        self._make_remarks()
        self._make_additions()
        self._make_codes()
        for source, text in self.draft.texts.items():
            row = self.draft.get("sources", source)
            row |= {"text_sha256": hash_text(text), "text_length": str(len(text))}
        self.draft.describe(self.documents[self.last] + days(800))
        return self.draft

    def _words(self, least: int = 4, most: int = 9, vocabulary: str = CODED) -> str:
        return " ".join(self.chance.choices(vocabulary.split(), k=self.chance.randint(least, most)))

    def _note(self) -> str:
        """Return an empty note, a plain one, or one with quotes, commas and line breaks."""
        hard = f'{self._words()}, "{self._words()}"\n{self._words()}'
        return self.pick(["", "", self._words(), hard])

    def _summary(self, table: str) -> str:
        return f"{self._words()} {len(self.draft.rows[table])}: {self._words()}."

    def _name(self) -> str:
        """Return a name that is not a transliteration variant of another."""
        while True:
            one, two = ("".join(self.chance.sample(SYLLABLES.split(), 2)).title() for _ in "ab")
            forms = ("{} al-{}", "{}, {}", "{}’s {}", '{} "{}"', "{} {}é", "{} Ḥ{}ā")
            name = self.pick(forms).format(one, two)
            if normalise_transliteration(name) not in self.normalised:
                self.normalised.add(normalise_transliteration(name))
                return name

    def _cite(self, table: str, record: str, source: str, name: str = "", cell: str = "") -> None:
        words = self._words(5, 12, PRINTED)
        self.draft.cite(table, record, source, f"{words} {name} {record} {cell}.", cell)

    def _make_documents(self) -> None:
        day = date(2019, 1, 1) + days(self.chance.randrange(400))
        self.documents: dict[str, date] = {}
        for number in range(1, self.chance.randint(3, 5) + 1):
            row = self.draft.add("sources", kind="document", text_name=f"report-{number}")
            self.draft.texts[row["source_id"]] = (
                f"Report {number}: {self._words(3, 5, PRINTED)}\n\n"
            )
            self.draft.spans[row["source_id"]] = []
            row |= write_dates("sources", day, day) | {"source_type": self.pick(["report", "book"])}
            row |= {"title": f'{self._name()}, "{self._words()}"', "notes": self._note()}
            row |= {"published_as_printed": print_day(day), "published_basis": "stated"}
            self.documents[row["source_id"]] = day
            self._cite("sources", row["source_id"], row["source_id"])
            day += days(self.chance.randint(60, 200))
        self.first, *_, self.last = self.documents
        for document, published in self.documents.items():
            self._make_cited(document, published - days(self.chance.randint(30, 90)), published)

    def _make_cited(self, document: str, earliest: date | None, latest: date | None) -> str:
        row = self.draft.add("sources", kind="cited", cited_by=document, title=self._name())
        row |= write_dates("sources", earliest, latest) | {"marker": str(self.chance.randint(1, 9))}
        row |= {"source_type": self.pick(["website", "other"]), "notes": self._note()}
        if self.chance.random() < 0.5:
            self._cite("sources", row["source_id"], document)
        return row["source_id"]

    def _make_places(self) -> None:
        for number in range(self.chance.randint(5, 9)):
            row = self.draft.add("places", name=self._name(), country=self.pick(["IRQ", "SYR"]))
            row |= {"place_type": self.pick(["city", "base", "region"]), "latitude": "-0.5"}
            row["part_of"] = f"PLC-{self.chance.randint(1, number):04d}" if number else ""
            self._cite("places", row["place_id"], self.pick([*self.documents]), row["name"])

    def _make_actors(self) -> None:
        types = ["armed_group", "political_party", "front", "government", "armed_forces"]
        kinds = ["person"] * self.chance.randint(4, 7) + types + [self.pick(types)]
        for kind in kinds:
            row = self.draft.add("actors", actor_type=kind, name=self._name(), notes=self._note())
            row |= {"country": self.pick(["", "IRQ", "IRN"]), "description": self._note()}
            self._make_name(row["actor_id"], row["name"], "preferred")
            if self.chance.random() < 0.4:
                other = self.pick(["spelling", "acronym", "title"])
                self._make_name(row["actor_id"], self._name(), other)
        ids = [row["actor_id"] for row in self.draft.rows["actors"]]
        persons = kinds.count("person")
        self.victim, self.persons, self.bodies = ids[0], ids[1:persons], ids[persons:]

    def _make_name(self, actor: str, name: str, kind: str) -> Row:
        source = self.pick([*self.documents])
        row = self.draft.add("actor_names", actor_id=actor, name=name, name_type=kind)
        row |= {"source_id": source, "language": self.pick(["", "en", "ar-Latn"])}
        self._cite("actor_names", row["name_id"], source, name)
        return row

    def _make_relations(self) -> None:
        for person in [self.victim, *self.persons]:
            self.ties.append((person, self.pick(self.bodies)))
            self._make_relation(*self.ties[-1], self.pick(["leads", "speaks_for", "deputy_of"]))
        for number, part in enumerate(self.bodies[1:4]):
            self._make_relation(part, self.bodies[self.chance.randint(0, number)], "part_of")
        # Nothing depends on these.
        for number in range(1, 4):
            self._make_relation(self.bodies[-number], self.bodies[0], "supports")

    def _make_relation(self, subject: str, target: str, relation: str) -> None:
        source, day = self.pick([*self.documents.items()])
        since = day - days(self.chance.randint(10, 900))
        row = self.draft.add("actor_relations", subject_id=subject, object_id=target)
        row |= {"relation": relation, "source_id": source, "notes": self._note()}
        row["valid_from"] = self.pick(["", since.isoformat()])
        row["valid_until"] = self.pick(["", (since + days(9)).isoformat()])
        self._cite("actor_relations", row["relation_id"], source)

    def _make_event(
        self, kind: str, status: str, dates: Row, sources: list[str], **cells: str
    ) -> str:
        row = self.draft.add("events", event_type=kind, status=status, **dates, **cells)
        row |= {"incidents": cells.get("incidents", "single"), "notes": self._note()}
        row |= {"title": self._words(), "summary": self._summary("events")}
        for place in self.chance.sample(self.draft.rows["places"], self.chance.randint(0, 2)):
            relation = "within" if place["place_type"] == "region" else self.pick(["at", "near"])
            cells = {"event_id": row["event_id"], "place_id": place["place_id"]}
            self.draft.add("event_places", **cells, relation=relation)
        for source in sources:
            self._cite("events", row["event_id"], source, cell=self.pick(["", "date_latest"]))
        return row["event_id"]

    def _make_events(self) -> None:
        """Make the events of a fixed kind, then others; each actor takes part in an event."""
        first, last = self.documents[self.first], self.documents[self.last]
        early, end = first - days(self.chance.randint(500, 600)), last - days(1)
        dates = write_dates("events", early, early)
        self._make_event("targeted_killing", "reported", dates, [self.first])
        self._make_event("airstrike", "reported", dates, [self.first])
        dates = write_dates("events", early, end)
        self._make_event("armed_attack", "reported", dates, [self.last])
        dates = write_dates("events", last, last)
        self._make_event("drone_attack", "reported", dates, [self.last])
        dates = write_dates("events", last + days(5), last + days(15))
        self._make_event("negotiation", "scheduled", dates, [self.first, self.last])
        dates = write_dates("events", early, first - days(200), "throughout")
        self._make_event("other", "alleged", dates, [self.last], incidents="run_counted")
        self.reported = [KILLING, AGGREGATE]
        for _ in range(self.chance.randint(3, 10)):
            source, day = self.pick([*self.documents.items()])
            happened = day - days(self.chance.randint(100, 300))
            dates = write_dates(
                "events", self.pick([None, happened - days(30), happened]), happened
            )
            self.reported.append(self._make_event(self.pick(LETHAL), "reported", dates, [source]))
        self._take_part(KILLING, self.victim, "victim")
        for actor in [self.victim, *self.persons, *self.bodies]:
            self._take_part(self.pick([LATE, TALKS, AGGREGATE, *self.reported[2:]]), actor, "party")

    def _take_part(self, event: str, actor: str, role: str) -> None:
        cells = {"event_id": event, "actor_id": actor, "role": role}
        rows = self.draft.rows["event_participants"]
        if not any(cells.items() <= row.items() for row in rows):
            self.draft.add("event_participants", **cells)

    def _make_statements(self) -> None:
        """Make statements: exact ones, broad ones, open ones, one with another printed date."""
        for number in range(self.chance.randint(8, 14)):
            document, published = self.pick([*self.documents.items()][: 1 if number < 3 else None])
            latest = published - days(self.chance.randint(0, 9))
            earliest = (latest, latest - days(20), None, latest)[number % 4]
            speaker, body = self.pick(self.ties[1:])
            row = self.draft.add("statements", speaker_id=speaker, document_id=document)
            row |= write_dates("statements", earliest, latest) | {"notes": self._note()}
            row |= {"on_behalf_of_id": self.pick(["", body]), "extent": self.pick(["", "single"])}
            row |= {"summary": self._summary("statements"), "channel": "x", "form": "text"}
            row |= {"rendering": self.pick(["", "verbatim"]), "translation": "none"}
            row["place_id"] = self.pick(["", "PLC-0001"])
            if self.chance.random() < 0.5 or number == 0:
                row["cited_source_id"] = self._make_cited(document, earliest, latest)
            printed = latest - days(90) if number == 3 else latest
            if earliest == latest:
                row["date_as_printed"] = print_day(printed, number % 8)
            self._cite("statements", row["statement_id"], document)
            if number == 3:
                span = self.draft.spans[document][-1]
                other = self._make_discrepancy("date")
                self.draft.vouch("discrepancies", other, document, span)
            for _ in range(self.chance.randint(1, 3)):
                self._make_claim(row, latest, is_plain=number % 4 == 0)

    def _make_claim(self, statement: Row, latest: date, *, is_plain: bool) -> None:
        """Make a claim; a plain one has no event and no deadline."""
        kinds = WITHOUT_OBJECT if is_plain else (*PAST, *WITH_DEADLINE, *WITH_DEADLINE)
        row = self.draft.add("claims", statement_id=statement["statement_id"])
        row |= {"claim_type": self.pick(kinds), "summary": self._summary("claims")}
        row["notes"] = self._note()
        cells = {"claim_id": row["claim_id"], "actor_id": self.pick(self.bodies)}
        for role in self.chance.sample(["addressee", "doer", "affected", "judged"], 2):
            self.draft.add("claim_actors", **cells, role=role)
        if row["claim_type"] in WITH_DEADLINE:
            row["deadline"] = self.pick(["", (latest + days(7)).isoformat()])
        elif not is_plain:
            reported = [
                e
                for e in self.reported
                if self.draft.get("events", e)["date_latest"] <= str(latest)
            ]
            row["event_id"] = self.pick(reported)
        if row["claim_type"] == "responsibility":
            self._take_part(row["event_id"], statement["speaker_id"], "claimed_perpetrator")
        self._cite("claims", row["claim_id"], statement["document_id"])

    def _make_figures(self) -> None:
        owners = [("event_id", e) for e in (AGGREGATE, *self.reported)]
        owners += [("claim_id", row["claim_id"]) for row in self.draft.rows["claims"][:5]]
        for place, (owner, record) in enumerate(owners):
            printed, least, most = self.pick(NUMBERS)
            quantity = "attacks" if place == 0 else self.pick(["killed", "wounded", "munitions"])
            cells = {owner: record, "quantity": quantity, "as_printed": printed}
            source = self.pick([*self.documents])
            bounds = {"minimum": least, "maximum": most, "best": least or most}
            bounds["of"] = self.pick(["", "total", "civilians"])
            self.draft.add("figures", **cells, **bounds, source_id=source)

    def _make_links(self) -> None:
        claims = [row["claim_id"] for row in self.draft.rows["claims"]]
        for one, two in pairwise(claims):
            same = repeat(self.draft, one, two)
            relation = self.pick([same, "contradicts", "responds_to", "revokes"])
            self.draft.add("claim_links", claim_id=one, relation=relation, to_claim_id=two)
        self.draft.add(
            "claim_links",
            claim_id=claims[0],
            relation="fulfilled_by",
            to_event_id=self.reported[-1],
        )

    def _make_discrepancy(self, kind: str) -> str:
        row = self.draft.add("discrepancies", kind=kind, description=self._words())
        row |= {"status": self.pick(["open", "resolved"]), "resolution": self._note()}
        return row["discrepancy_id"]

    def _make_remarks(self) -> None:
        """Make rows about other rows: discrepancies, retired ids, corrections and so on."""
        for kind in self.chance.sample(["count", "name", "office", "place", "title"], 4):
            self._cite("discrepancies", self._make_discrepancy(kind), self.pick([*self.documents]))
        for number, successor in enumerate(["EVT-0001", "CLM-9000", "", "ACT-0001"]):
            row = self.draft.add("retired", record_id=f"CLM-{9000 + number}", replaced_by=successor)
            row |= {"version": "1.0.0", "reason": self.pick(["error", "merged"])}
        for row in self.draft.rows["places"]:
            cells = {"version": "1.0.0", "table": "places", "record_id": row["place_id"]}
            more = {"field": "name", "old": self._words(), "new": row["name"]}
            self.draft.add("corrections", **cells, **more, reason=self._words())
        for row in self.draft.rows["claims"][:6]:
            cells = {"table": "claims", "first_id": row["claim_id"], "reason": self._words()}
            source = self.pick([*self.documents])
            self.draft.add("adjudications", **cells, source_id=source, settled="first")
        for source, text in self.draft.texts.items():
            span = describe_span(text, 0, text.index("\n"))
            self.draft.add("uncoded_passages", source_id=source, reason="apparatus", **span)

    def _make_additions(self) -> None:
        """Make the rows that add to others: identifiers, issues, places, runs."""
        for number in range(1, 4):
            cells = {"table": "actors", "record_id": self.bodies[-number], "scheme": "wikidata"}
            self.draft.add("identifiers", **cells, value=f"Q{number}", match="exact")
            cells = {"table": "events", "record_id": self.pick(self.reported)}
            self.draft.add("discrepancy_records", discrepancy_id=f"DIS-{number:04d}", **cells)
            row = self.draft.add("coding_runs", role=self.pick(["coding", "import"]))
            row |= {"agent_type": self.pick(["person", "model", ""]), "notes": self._note()}
            row |= {"run_date": "2020-05-03", "documents": " ".join(self.documents)}
        talks = self.draft.get("events", TALKS)
        talks |= {"time_earliest": "09:30+03:00", "time_latest": "14:00Z"}
        for row in self.draft.rows["actors"]:
            row["short_name"] = self.pick(["", row["name"].split()[0]])
        first, *others = self.draft.rows["statements"]
        undated = next(row for row in others if not row["date_earliest"])
        undated["carried_by_id"] = first["statement_id"]
        name = self._make_name(self.bodies[0], self._name(), "epithet")
        name["used_by_id"] = self.draft.rows["statements"][0]["statement_id"]
        for row in self.draft.rows["event_participants"]:
            row["stated_by_id"] = self.pick(["", "STM-0001"])
        for row in self.draft.rows["claim_links"]:
            row["basis"] = self.pick(["", "document", "coder"])
        for row in self.draft.rows["claims"]:
            if row["claim_type"] == "threat":
                row |= {"condition": self._words(), "trigger": self.pick(["", "deadline"])}
                row["trigger_event_id"] = TALKS
                row["means"] = self.pick(["", "rocket", "unspecified"])
            row["explicitness"] = self.pick(["", "explicit", "implied"])
            cells = {"claim_id": row["claim_id"]}
            self.draft.add("claim_issues", **cells, issue=self.pick(["ceasefire", "negotiations"]))
            self.draft.add("claim_places", **cells, place_id="PLC-0001")

    def _make_codes(self) -> None:
        for name, codes in standard.load_codelists().items():
            self.draft.add("codelists", codelist=name, **self.pick(codes))
        with (standard.folder() / "crosswalks.csv").open(encoding="utf-8", newline="") as file:
            self.draft.rows["crosswalks"] = self.chance.sample(list(csv.DictReader(file)), 20)
