// Package capacity computes what a service of a given size needs, from figures that were
// measured and the model that the architecture has of them. It decides how figures become
// shards, cores, disk and WAL; it measures nothing, and says of each input where it is from.
// Only its test uses it: that draws docs/capacity.md.
package capacity
