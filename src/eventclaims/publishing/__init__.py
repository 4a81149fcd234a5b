"""Publishing a built release: to a folder, to Zenodo, to GitHub.

A release is read and verified (`release`), then brought forward state by state: each state is a
type, each step takes one and gives the next, and each step begins by looking at what is there
already. So a run that was killed at any point is finished by running it again.
"""
