package extract

import (
	"fmt"
	"math/rand/v2"
)

// numbers hands out telephone numbers of the ranges which Ofcom keeps for
// drama, where nobody can be rung. There are a thousand mobiles: an extract of
// a few hundred people has no number twice by chance, one of many thousands
// cannot help it.
type numbers struct {
	rng       *rand.Rand
	mobiles   []int
	landlines []int
	mobile    int
	landline  int
}

func newNumbers(rng *rand.Rand) *numbers {
	return &numbers{rng: rng, mobiles: rng.Perm(1000), landlines: rng.Perm(1000 * len(landlineRanges))}
}

// landlineRanges are Ofcom's drama ranges for no area, London and Reading; each
// takes three more digits.
var landlineRanges = []string{"01632 960%03d", "020 7946 0%03d", "0118 496 0%03d"}

func (n *numbers) nextMobile() int {
	n.mobile++
	return n.mobiles[(n.mobile-1)%len(n.mobiles)]
}

// newMobile is a number as most systems hold it.
func (n *numbers) newMobile() string {
	last := n.nextMobile()
	if chance(n.rng, 250) {
		return fmt.Sprintf("07700900%03d", last)
	}
	return fmt.Sprintf("07700 900%03d", last)
}

func (n *numbers) newLandline() string {
	n.landline++
	at := n.landlines[(n.landline-1)%len(n.landlines)]
	return fmt.Sprintf(landlineRanges[at/1000], at%1000)
}

// odd are ways of writing a mobile which a careful reader can put right.
var odd = []string{
	"+44 (0)7700 900%03d", "07700-900-%03d", "(07700) 900%03d", "0044 7700 900%03d",
	"7700900%03d", "+4407700900%03d", "07700\u00a0900\u00a0%03d", "07700.900.%03d",
}

func (n *numbers) newOdd() string { return fmt.Sprintf(pick(n.rng, odd), n.nextMobile()) }

// hopeless are values which no care can turn into a number.
var hopeless = []string{"07700 9001", "N/K", "0770", "no phone", "07700 9xx xxx", "00000000000"}

func (n *numbers) newHopeless() string { return pick(n.rng, hopeless) }
