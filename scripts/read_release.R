# Read every format of a release in R and compare it with the CSV files cell by cell.
#
#   Rscript scripts/read_release.R DIR
#
# DIR is an unpacked release. Requires haven, readxl, RSQLite and DBI; in Debian:
# apt-get install r-cran-haven r-cran-readxl r-cran-rsqlite. Parquet is read if arrow or
# nanoparquet is installed; neither is in Debian, and the tests read Parquet with DuckDB.
#
# Exit codes: 0 all equal, 1 a difference, 2 comparison not possible.

# The cells of a CSV file as text, parsed independently of load.R.
read_cells <- function(path) {
  text <- readChar(path, file.info(path)$size, useBytes = TRUE)
  pattern <- '("(?:[^"]|"")*+"|[^",\n]*)[,\n]'
  pieces <- regmatches(text, gregexpr(pattern, text, perl = TRUE, useBytes = TRUE))[[1]]
  if (sum(nchar(pieces, "bytes")) != file.info(path)$size) stop(path, ": not read to its end")
  ends <- grepl("\n$", pieces, useBytes = TRUE)
  cells <- sub("[,\n]$", "", pieces, useBytes = TRUE)
  quoted <- startsWith(cells, "\"")
  cells[quoted] <- gsub('""', '"', gsub('^"|"$', "", cells[quoted], useBytes = TRUE), useBytes = TRUE)
  Encoding(cells) <- "UTF-8"
  rows <- matrix(cells, ncol = which(ends)[1], byrow = TRUE)
  table <- as.data.frame(rows[-1, , drop = FALSE], stringsAsFactors = FALSE)
  names(table) <- rows[1, ]
  table
}

# A column of any reader as CSV text. Numbers keep 17 digits, which identify a double.
as_cells <- function(values) {
  cells <- if (inherits(values, "haven_labelled")) {
    labels <- attr(values, "labels")
    names(labels)[match(as.numeric(values), as.numeric(labels))]
  } else if (inherits(values, c("Date", "POSIXct"))) {
    day <- as.POSIXlt(values, tz = "UTC")
    ifelse(is.na(values), NA, sprintf("%04.0f-%02d-%02d", day$year + 1900, day$mon + 1L, day$mday))
  } else if (is.logical(values)) {
    ifelse(values, "true", "false")
  } else if (is_number(values)) {
    ifelse(is.na(values), NA, sprintf("%.17g", as.numeric(values)))
  } else {
    as.character(values)
  }
  cells <- enc2utf8(as.character(cells))
  ifelse(is.na(cells), "", cells)
}

is_number <- function(values) {
  (is.numeric(values) || inherits(values, "integer64")) &&
    !inherits(values, c("haven_labelled", "factor", "Date", "POSIXct"))
}

# A column of the CSV in the form that as_cells returns for numbers.
as_number_cells <- function(cells) {
  told <- c("true" = "1", "false" = "0")[cells]
  numbers <- suppressWarnings(sprintf("%.17g", as.numeric(cells)))
  ifelse(cells == "", "", ifelse(is.na(told), numbers, told))
}

find_difference <- function(wanted, read) {
  if (!identical(enc2utf8(names(read)), names(wanted))) {
    return("the columns differ")
  }
  if (nrow(read) != nrow(wanted)) {
    return(sprintf("%d rows, the CSV has %d", nrow(read), nrow(wanted)))
  }
  for (name in names(wanted)) {
    cells <- wanted[[name]]
    if (is_number(read[[name]])) cells <- as_number_cells(cells)
    at <- which(as_cells(read[[name]]) != cells)
    if (length(at) > 0) {
      told <- encodeString(c(as_cells(read[[name]])[at[1]], cells[at[1]]), quote = "'")
      return(sprintf("row %d, %s: %s, the CSV has %s", at[1], name, told[1], told[2]))
    }
  }
  NULL
}

# Compare every table of one format with the CSV; return whether all are equal.
compare_format <- function(form, tables, read) {
  agree <- TRUE
  cells <- 0
  for (name in names(tables)) {
    difference <- tryCatch(
      find_difference(tables[[name]], read(name)),
      error = function(problem) conditionMessage(problem)
    )
    if (!is.null(difference)) {
      cat(sprintf("%s: %s: %s\n", form, name, difference))
      agree <- FALSE
    }
    cells <- cells + prod(dim(tables[[name]]))
  }
  outcome <- if (agree) "agree with the CSV" else "compared; NOT all agree"
  cat(sprintf("%s: %d tables, %.0f cells %s\n", form, length(tables), cells, outcome))
  agree
}

find_file <- function(folder, ending) {
  found <- list.files(folder, pattern = paste0("\\.", ending, "$"), full.names = TRUE)
  if (length(found) != 1) stop(folder, ": not one file that ends in .", ending, call. = FALSE)
  found
}

main <- function(folder) {
  for (package in c("haven", "readxl", "DBI", "RSQLite")) {
    if (!requireNamespace(package, quietly = TRUE)) {
      stop("the package ", package, " is not installed", call. = FALSE)
    }
  }
  loaded <- new.env()
  source(file.path(folder, "load.R"), local = loaded)
  files <- vapply(loaded$tables, attr, "", "file")
  tables <- lapply(files, function(file) read_cells(file.path(folder, file)))
  workbook <- find_file(folder, "xlsx")
  database <- DBI::dbConnect(RSQLite::SQLite(), find_file(folder, "sqlite"), flags = RSQLite::SQLITE_RO)
  on.exit(DBI::dbDisconnect(database))
  agree <- c(
    compare_format("load.R", tables, function(name) loaded$tables[[name]]),
    compare_format("Stata (haven)", tables, function(name) {
      haven::read_dta(file.path(folder, "stata", paste0(name, ".dta")))
    }),
    compare_format("Excel (readxl)", tables, function(name) {
      readxl::read_excel(
        workbook,
        sheet = name, trim_ws = FALSE, guess_max = 1048576, .name_repair = "minimal"
      )
    }),
    compare_format("SQLite (RSQLite)", tables, function(name) {
      from <- DBI::dbQuoteIdentifier(database, name)
      DBI::dbGetQuery(database, paste("SELECT * FROM", from, "ORDER BY rowid"))
    })
  )
  all(agree, compare_parquet(folder, tables))
}

compare_parquet <- function(folder, tables) {
  readers <- c("nanoparquet", "arrow")
  there <- readers[vapply(readers, requireNamespace, NA, quietly = TRUE)]
  if (length(there) == 0) {
    cat("Parquet: NOT compared, as neither nanoparquet nor arrow is installed\n")
    return(TRUE)
  }
  read <- getExportedValue(there[1], "read_parquet")
  compare_format(paste0("Parquet (", there[1], ")"), tables, function(name) {
    as.data.frame(read(file.path(folder, "parquet", paste0(name, ".parquet"))))
  })
}

arguments <- commandArgs(TRUE)
if (length(arguments) != 1) {
  message("usage: Rscript scripts/read_release.R DIR")
  quit(status = 2)
}
agree <- tryCatch(main(arguments[1]), error = function(problem) {
  message("read_release: ", conditionMessage(problem))
  quit(status = 2)
})
quit(status = if (agree) 0 else 1)
