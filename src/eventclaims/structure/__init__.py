"""The structure layer: descriptor, schemas and cells, judged by Frictionless."""
