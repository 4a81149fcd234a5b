"""The tables of a package on a cluster, by Spark Connect."""
