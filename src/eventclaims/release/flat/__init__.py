"""Flat tables that join what most analyses need."""
