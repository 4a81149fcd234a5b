"""Memory, threads, profiling, atomic files."""
