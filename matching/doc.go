// Package matching says whether two records name the same person: the same, probably
// the same, or different, and always why. It compares what somebody said of them and
// decides nothing about their cases. It never calls two people the same because of a
// score, and never because of a telephone number: households share those.
package matching
