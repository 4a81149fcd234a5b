"""Publish to Zenodo or another InvenioRDM repository."""
