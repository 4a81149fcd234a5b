# Ten questions to a release, each answered by one expression.
#
# In the folder of a release, `Rscript ten-questions.R` prints the answers and draws the figures in
# Rplots.pdf. It needs R 4.1 or later and no package. docs/ten-questions.md says what to watch for.

source("load.R")
claims <- tables$claims_view
events <- tables$events_view
actors <- tables$actors
relations <- tables$actor_relations
counts <- read.csv("counts.csv", encoding = "UTF-8")
# The value of a column of actors for each id or name.
look_up <- function(column, values, by = "actor_id") actors[[column]][match(values, actors[[by]])]
shorten <- function(names) {
  short <- look_up("short_name", names, by = "name")
  ifelse(is.na(short), names, short)
}

# 1. Which groups threatened U.S. forces before a deadline, and when at the earliest and latest? ----
subset(
  possibly_before(claims, "2021-12-31"),
  claim_type == "Threat" & grepl("U.S. forces", affected) & !is.na(trigger_event),
  c(claim_id, group, date_earliest, date_latest, deadline, trigger_event)
)

# 2. Who claims responsibility for what, and who else attributes it to whom? ----
subset(
  events,
  !is.na(responsibility_claimed_by) | !is.na(attributed_by) | !is.na(roles_stated_by),
  c(event_id, title, responsibility_claimed_by, attributed_by, perpetrator, roles_stated_by)
)

# 3. How does each side describe 31 December 2021? ----
subset(claims, event_id %in% c("EVT-0010", "EVT-0013")) |>
  transform(country = look_up("country", group, by = "name")) |>
  subset(select = c(country, group, claim_type, date, summary, claim_id)) |>
  (\(rows) rows[order(rows$country, rows$group, rows$claim_id), ])()

# 4. Which names does an organisation have? ----
subset(
  tables$actor_names,
  actor_id %in% actor_id[grepl("Coordinating Body", name)],
  c(actor_id, name, name_type, source_id)
)

# 5. How many claims are there of each type, group and channel, and how certain is the number? ----
subset(counts, unit == "claims") |>
  transform(lowest = pmin(first, second, settled), highest = pmax(first, second, settled)) |>
  subset(select = c(by, label, lowest, highest, settled, contents))

# 6. Which claims contradict each other? ----
with(
  subset(tables$claim_links, relation == "contradicts"),
  data.frame(conflict = c(link_id, link_id), claim_id = c(claim_id, to_claim_id))
) |>
  rbind(with(
    subset(tables$discrepancy_records, table == "claims"),
    data.frame(conflict = discrepancy_id, claim_id = record_id)
  )) |>
  merge(claims) |>
  merge(tables$discrepancies, by.x = "conflict", by.y = "discrepancy_id", all.x = TRUE) |>
  subset(select = c(conflict, claim_id, group, summary, description))

# 7. When could each threat, claim of responsibility, demand and commitment have been made? ----
marks <- data.frame(
  type = c("Threat", "Claim of responsibility", "Demand", "Commitment"),
  mark = c(17, 15, 16, 18),
  color = c("#b2182b", "#762a83", "#1b7837", "#2166ac")
)

# Draws a row for each group, with a bar for the possible days of each claim.
draw_timeline <- function(rows, deadline) {
  rows <- rows[order(rows$date_latest, rows$claim_id, decreasing = TRUE), ]
  groups <- unique(rows$group)
  lane <- match(rows$claim_type, marks$type)
  height <- match(rows$group, groups) + 0.2 * (2.5 - lane)
  first <- rows$date_earliest
  last <- rows$date_latest
  draw_bar <- function(from, to, color) {
    segments(from, height, to, height, col = color, lwd = 2, lend = "butt")
  }
  old <- par(mar = c(3, 11, 3, 1))
  on.exit(par(old))
  days <- range(first, last, na.rm = TRUE) + c(-90, 90)
  plot(days, c(0.5, length(groups) + 0.5), type = "n", axes = FALSE, xlab = "", ylab = "")
  axis.Date(1, days)
  axis(2, seq_along(groups), shorten(groups), las = 1, tick = FALSE, cex.axis = 0.8)
  abline(h = seq_along(groups) + 0.5, col = "#dddddd")
  abline(v = as.Date(deadline), lty = 2)
  draw_bar(first, last, marks$color[lane])
  for (step in 0:9) { # an open end fades
    color <- mapply(adjustcolor, marks$color[lane], 1 - step / 10)
    draw_bar(ifelse(is.na(first), last - 9 * step, NA), last - 9 * (step + 1), color)
    draw_bar(ifelse(is.na(last), first + 9 * step, NA), first + 9 * (step + 1), color)
  }
  points(c(first, last), c(height, height), pch = marks$mark[lane], col = marks$color[lane])
  legend(
    "top", marks$type, pch = marks$mark, col = marks$color, horiz = TRUE, bty = "n",
    inset = -0.1, xpd = TRUE, cex = 0.8
  )
  rows
}

draw_timeline(
  subset(
    claims,
    claim_type %in% marks$type,
    c(claim_id, group, claim_type, date, date_earliest, date_latest)
  ),
  deadline = "2021-12-31"
)

# 8. How are the actors related? ----
# Draws a line for each pair of actors.
draw_network <- function(pairs) {
  nodes <- sort(unique(c(pairs$actor_1, pairs$actor_2)))
  ends <- cbind(match(pairs$actor_1, nodes), match(pairs$actor_2, nodes))
  names <- shorten(look_up("name", nodes))
  places <- arrange(ends, nchar(names))
  old <- par(mar = c(0, 4, 0, 4))
  on.exit(par(old))
  plot(places, type = "n", axes = FALSE, xlab = "", ylab = "")
  from <- places[ends[, 1], ]
  to <- places[ends[, 2], ]
  segments(from[, 1], from[, 2], to[, 1], to[, 2], col = "#92b4d4", lwd = pairs$reports)
  text(places, names, cex = 0.55, xpd = TRUE)
  transform(pairs, actor_1 = look_up("name", actor_1), actor_2 = look_up("name", actor_2))
}

# Returns x and y of actors: as far from each other as their shortest path, names readable.
arrange <- function(ends, widths) {
  size <- length(widths)
  degrees <- tabulate(ends, size)
  paths <- matrix(9, size, size)
  paths[rbind(ends, ends[, 2:1])] <- 1 + 0.25 * sqrt(degrees[ends[, 1]] * degrees[ends[, 2]])
  diag(paths) <- 0
  for (node in seq_len(size)) paths <- pmin(paths, outer(paths[, node], paths[node, ], `+`))
  weights <- 1 / pmax(paths, 1)^2 - diag(size)
  angles <- 2 * pi * (seq_len(size) - 1) / size
  places <- 5 * cbind(cos(angles), sin(angles))
  for (step in 1:300) {
    distances <- as.matrix(dist(places)) + diag(size)
    places <- apply(places, 2, function(place) {
      rowSums(weights * (rep(place, each = size) + paths * outer(place, place, `-`) / distances))
    }) / rowSums(weights)
  }
  for (step in 1:100) { # move names that overlap up and down
    gaps <- outer(places[, 2], places[, 2], `-`)
    overlap <- abs(outer(places[, 1], places[, 1], `-`)) < 0.085 * outer(widths, widths, `+`)
    missing <- ifelse(overlap, pmax(0.5 - abs(gaps), 0), 0)
    places[, 2] <- places[, 2] + 0.3 * rowSums(sign(gaps) * missing)
  }
  places
}

with(
  relations,
  data.frame(
    actor_1 = pmin(subject_id, object_id), actor_2 = pmax(subject_id, object_id),
    relation = codes$relation[as.character(relation)], source_id
  )
) |>
  (\(rows) {
    pairs <- rows[c("actor_1", "actor_2")]
    join <- function(stated) paste(sort(unique(stated)), collapse = "; ")
    merge(
      aggregate(list(relations = rows$relation), pairs, join),
      aggregate(list(reports = rows$source_id), pairs, \(stated) length(unique(stated)))
    )
  })() |>
  draw_network()

# 9. How is a claim cited, and where is its passage? ----
list(
  grep("CLM-0001 in ", readLines("README.md", encoding = "UTF-8"), value = TRUE) |>
    trimws() |>
    gsub(pattern = "CLM-0001", replacement = "CLM-0028"),
  subset(tables$evidence, record_id == "CLM-0028") |>
    merge(tables$sources, by = "source_id") |>
    subset(select = c(evidence_id, source_id, text_name, start, end))
)

# 10. What are the events and their perpetrators in ACLED and UCDP? ----
subset(tables$event_participants, grepl("perpetrator$", role)) |>
  merge(with(
    tables$identifiers,
    data.frame(
      actor_id = record_id, scheme = toupper(sub("_actor$", "", scheme)), value, fits = match
    )
  )) |>
  merge(tables$events[c("event_id", "event_type", "date")]) |>
  merge(
    subset(tables$crosswalks, codelist == "event_type"),
    by.x = c("scheme", "event_type"), by.y = c("scheme", "code")
  ) |>
  transform(actor = look_up("name", actor_id)) |>
  subset(select = c(
    event_id, date, event_type, actor, role, scheme, value, fits, target, match
  ))
