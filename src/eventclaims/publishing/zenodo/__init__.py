"""Publishing to Zenodo, or to another repository of InvenioRDM."""
