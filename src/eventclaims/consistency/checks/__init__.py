"""The checks of each rule, as vectorised predicates for Pandera."""
