"""Publish a built release to a folder, to Zenodo and to GitHub.

A release is read and verified (`built_release`), then published in steps. Each step looks at what
exists and then acts, so a run that was killed is completed by running it again.
"""
