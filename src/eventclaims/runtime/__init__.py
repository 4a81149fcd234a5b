"""Profiling, memory sizes, threads, atomic files."""
