"""Ten questions to a release, each answered by one expression.

In the folder of a release, `python ten-questions.py` prints the answers and draws timeline.svg and
network.svg. It needs pandas and matplotlib. Each `# %%` starts a cell for editors that run cells.
"""

import re
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from load import CODES, load_release, possibly_before
from matplotlib.figure import Figure

tables = load_release()
claims, events = tables["claims_view"], tables["events_view"]
actors, names = tables["actors"].set_index("actor_id"), tables["actor_names"]
links, relations = tables["claim_links"], tables["actor_relations"]
discrepancies, records = tables["discrepancies"], tables["discrepancy_records"]
participants, evidence = tables["event_participants"], tables["evidence"]
identifiers, crosswalks = tables["identifiers"], tables["crosswalks"]
counts = pd.read_csv("counts.csv", dtype={"contents": "Int64"})
pd.set_option("display.width", 200, "display.max_columns", None, "display.max_rows", None)
# Text in a figure stays text, and the same figure always has the same bytes.
mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "eventclaims"})

# %% 1. Which groups threatened U.S. forces before a deadline, and when at the earliest and latest?
# `possibly_before` keeps a threat with an open start, which `date_earliest <= "2021-12-31"` loses.
# A threat may depend on a day (`deadline`) or on an event without one, such as the end of a
# ceasefire; `trigger_event` contains both.
print(
    possibly_before(claims, "2021-12-31").loc[
        lambda rows: (
            (rows["claim_type"] == "Threat")
            & rows["affected"].str.contains("U.S. forces")
            & rows["trigger_event"].notna()
        ),
        ["claim_id", "group", "date_earliest", "date_latest", "deadline", "trigger_event"],
    ]
)

# %% 2. Who claims responsibility for what, and who else attributes it to whom?
# A claim about the event may claim or attribute it, and a statement may give an actor a role in
# it. A `perpetrator` has the role according to the report itself.
print(
    events[
        [
            *("event_id", "title", "responsibility_claimed_by", "attributed_by"),
            *("perpetrator", "roles_stated_by"),
        ]
    ].dropna(subset=["responsibility_claimed_by", "attributed_by", "roles_stated_by"], how="all")
)

# %% 3. How does each side describe 31 December 2021?
# The day is a deadline (EVT-0010) and the end of a planned withdrawal (EVT-0013). Whether it
# concerns combat troops or all U.S. forces is a discrepancy (DIS-0007).
print(
    claims[claims["event_id"].isin(["EVT-0010", "EVT-0013"])]
    .assign(country=claims["group"].map(actors.set_index("name")["country"]))
    .sort_values(["country", "group", "claim_id"])[
        ["country", "group", "claim_type", "date", "summary", "claim_id"]
    ]
)

# %% 4. Which names does an organisation have?
# Search all names: the preferred name of this body does not contain the words. A name has a row
# for each report that uses it.
print(
    names.loc[
        names["actor_id"].isin(names["actor_id"][names["name"].str.contains("Coordinating Body")]),
        ["actor_id", "name", "name_type", "source_id"],
    ]
)

# %% 5. How many claims are there of each type, group and channel, and how certain is the number?
# `lowest` and `highest` are the range of both codings and the settled one; `contents` counts a
# repeated claim once. Five reports are a selection, so these are not counts of what groups said.
print(
    counts[counts["unit"] == "claims"].assign(
        lowest=counts[["first", "second", "settled"]].min(axis=1),
        highest=counts[["first", "second", "settled"]].max(axis=1),
    )[["by", "label", "lowest", "highest", "settled", "contents"]]
)

# %% 6. Which claims contradict each other?
# Rows with the same `conflict` belong together. A link (LNK) is between two claims; a discrepancy
# (DIS) is between claims, or between a claim and another passage of a report.
print(
    pd.concat(
        [
            links[links["relation"] == "contradicts"]
            .rename(columns={"link_id": "conflict"})
            .melt("conflict", ["claim_id", "to_claim_id"], value_name="record_id"),
            records[records["table"] == "claims"].rename(columns={"discrepancy_id": "conflict"}),
        ]
    )
    .merge(claims, left_on="record_id", right_on="claim_id")
    .merge(discrepancies, "left", left_on="conflict", right_on="discrepancy_id")
    .sort_values(["conflict", "claim_id"])[
        ["conflict", "claim_id", "group", "summary", "description"]
    ]
)


# %% 7. When could each threat, claim of responsibility, demand and commitment have been made?
# Marks are the first and last possible day, and a bar that fades has an open end: do not pick a
# day. Claims with the same type, group and days are drawn over each other.
MARKS = {
    "Threat": ("^", "#b2182b"),
    "Claim of responsibility": ("s", "#762a83"),
    "Demand": ("o", "#1b7837"),
    "Commitment": ("D", "#2166ac"),
}


def draw_timeline(rows, deadline, file):
    """Draw a row for each group, with a bar for the possible days of each claim."""
    rows = rows.sort_values(["date_latest", "claim_id"], ascending=False)
    groups = list(dict.fromkeys(rows["group"]))
    short = actors.set_index("name")["short_name"].dropna()
    figure = Figure(figsize=(9, 1 + 0.36 * len(groups)), layout="constrained")
    axes = figure.subplots()
    for line in range(0, len(groups), 2):
        axes.axhspan(line - 0.5, line + 0.5, color="#f2f2f2", linewidth=0)
    for lane, (claim_type, (mark, color)) in enumerate(MARKS.items()):
        axes.plot([], [], mark, color=color, markersize=5, label=claim_type)
        for row in rows[rows["claim_type"] == claim_type].itertuples():
            height = [groups.index(row.group) + 0.2 * (1.5 - lane)] * 2
            known = [day for day in (row.date_earliest, row.date_latest) if pd.notna(day)]
            axes.plot(known, height[: len(known)], f"{mark}-", color=color, markersize=5)
            for way, day in ((-9, row.date_earliest), (9, row.date_latest)):
                for step in range(10 if pd.isna(day) else 0):
                    ends = [known[0] + pd.Timedelta(days=way * n) for n in (step, step + 1)]
                    fading = {"alpha": 1 - step / 10, "solid_capstyle": "butt"}
                    axes.plot(ends, height, color=color, **fading)
    axes.axvline(deadline, color="black", linestyle="--", linewidth=1)
    label = f"deadline of {deadline:%Y-%m-%d}"
    axes.annotate(label, (deadline, -0.2), (5, 0), textcoords="offset points")
    axes.set_yticks(range(len(groups)), [short.get(group, group) for group in groups])
    axes.set_ylim(-0.5, len(groups) - 0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    figure.legend(loc="outside upper center", ncols=len(MARKS), frameon=False)
    figure.savefig(file, metadata={"Date": None, "Creator": None})
    return rows


print(
    draw_timeline(
        claims.loc[
            claims["claim_type"].isin([*MARKS]),
            ["claim_id", "group", "claim_type", "date", "date_earliest", "date_latest"],
        ],
        pd.Timestamp("2021-12-31"),
        "timeline.svg",
    )
)


# %% 8. How are the actors related?
# Several reports state the same relation: a line is a pair of actors, and the thicker it is, the
# more reports state a relation between the two (`reports`).
def draw_network(pairs, file):
    """Draw a line for each pair of actors."""
    short = actors["short_name"].fillna(actors["name"])
    nodes = sorted({*pairs["actor_1"], *pairs["actor_2"]})
    ends = np.array([pairs[end].map(nodes.index) for end in ("actor_1", "actor_2")])
    x, y = arrange(ends, short[nodes].str.len().to_numpy(dtype=float))
    figure = Figure(figsize=(10, 9), layout="constrained")
    axes = figure.subplots()
    for (one, other), reports in zip(ends.T, pairs["reports"], strict=True):
        axes.plot(x[[one, other]], y[[one, other]], color="#92b4d4", linewidth=reports)
    for name, *place in zip(short[nodes], x, y, strict=True):
        paper = {"facecolor": "white", "edgecolor": "none", "alpha": 0.6, "pad": 0.5}
        axes.annotate(name, place, ha="center", va="center", fontsize=8, bbox=paper)
    axes.margins(0.08, 0.02)
    axes.set_axis_off()
    figure.savefig(file, metadata={"Date": None, "Creator": None})
    return pairs.assign(**{end: pairs[end].map(actors["name"]) for end in ("actor_1", "actor_2")})


def arrange(ends, widths):
    """Return x and y of actors: as far from each other as their shortest path, names readable."""
    size, degrees = len(widths), np.bincount(ends.ravel())
    paths = np.full((size, size), 9.0) - 9 * np.eye(size)
    for one, other in ends.T:
        paths[one, other] = paths[other, one] = 1 + 0.25 * np.sqrt(degrees[one] * degrees[other])
    for node in range(size):
        paths = np.minimum(paths, paths[:, [node]] + paths[[node]])
    weights = 1 / np.maximum(paths, 1) ** 2 - np.eye(size)
    angles = 2 * np.pi * np.arange(size) / size
    places = 5 * np.array([np.cos(angles), np.sin(angles)])
    for _ in range(300):
        gaps = places[:, :, None] - places[:, None]
        goals = places[:, None] + paths * gaps / (np.sqrt((gaps**2).sum(axis=0)) + np.eye(size))
        places = (weights * goals).sum(axis=2) / weights.sum(axis=1)
    for _ in range(100):  # move names that overlap up and down
        gaps = places[:, :, None] - places[:, None]
        overlap = np.abs(gaps[0]) < 0.085 * np.add.outer(widths, widths)
        missing = np.where(overlap, np.maximum(0.5 - np.abs(gaps[1]), 0), 0)
        places[1] += 0.3 * (np.sign(gaps[1]) * missing).sum(axis=1)
    return places.round(3)


print(
    draw_network(
        relations.assign(
            actor_1=relations[["subject_id", "object_id"]].apply(min, axis=1),
            actor_2=relations[["subject_id", "object_id"]].apply(max, axis=1),
            relation=relations["relation"].map(CODES["relation"]),
        )
        .groupby(["actor_1", "actor_2"], as_index=False)
        .agg(
            relations=("relation", lambda stated: "; ".join(sorted({*stated}))),
            reports=("source_id", "nunique"),
        ),
        "network.svg",
    )
)

# %% 9. How is a claim cited, and where is its passage?
# The README of the release contains the citation of CLM-0001. Positions count from 0, and the end
# is exclusive: in Python `text[start:end]`, in R `substring(text, start + 1, end)`. With copies of
# the reports in DIR, `eventclaims show CLM-0028 --texts DIR` prints the passages.
print(
    re.search(r"\S.* CLM-0001 in .*", Path("README.md").read_text("utf-8"))[0].replace(
        "CLM-0001", "CLM-0028"
    ),
    evidence[evidence["record_id"] == "CLM-0028"].merge(tables["sources"], on="source_id")[
        ["evidence_id", "source_id", "text_name", "start", "end"]
    ],
    sep="\n",
)

# %% 10. What are the events and their perpetrators in ACLED and UCDP?
# `fits` says how well the id fits the actor, `match` how the code relates to the type of event; a
# code is empty if the scheme has none. Find single events by actor, place and days.
print(
    participants[participants["role"].str.endswith("perpetrator")]
    .merge(
        identifiers.assign(
            scheme=identifiers["scheme"].str.removesuffix("_actor").str.upper(),
            actor_id=identifiers["record_id"],
            fits=identifiers["match"],
        )[["actor_id", "scheme", "value", "fits"]]
    )
    .merge(tables["events"][["event_id", "event_type", "date"]])
    .merge(
        crosswalks[crosswalks["codelist"] == "event_type"].rename(columns={"code": "event_type"})
    )
    .assign(actor=lambda rows: rows["actor_id"].map(actors["name"]))
    .sort_values(["event_id", "actor_id", "scheme"])[
        [
            *("event_id", "date", "event_type", "actor", "role", "scheme", "value", "fits"),
            *("target", "match"),
        ]
    ]
)
