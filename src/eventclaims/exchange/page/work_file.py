"""The format of the file with the work of a coder, which the page writes and the import reads."""

FORMAT, FORMAT_VERSION = "eventclaims-coding-page", "1"
WORK_FILE = "work.json"
LONGEST_CELL = 100_000
