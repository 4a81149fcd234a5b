"""Exchange codings with annotation tools: Hypothesis, INCEpTION (UIMA CAS) and QDA programs."""
