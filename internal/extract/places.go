package extract

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// town is a Hertfordshire town with its postcode district.
type town struct{ name, district string }

var towns = []town{
	{"St Albans", "AL1"}, {"Harpenden", "AL5"}, {"Welwyn Garden City", "AL7"}, {"Hatfield", "AL10"}, {"Watford", "WD17"}, {"Watford", "WD24"},
	{"Borehamwood", "WD6"}, {"Bushey", "WD23"}, {"Rickmansworth", "WD3"}, {"Hemel Hempstead", "HP2"}, {"Berkhamsted", "HP4"}, {"Tring", "HP23"},
	{"Stevenage", "SG1"}, {"Stevenage", "SG2"}, {"Hitchin", "SG5"}, {"Letchworth Garden City", "SG6"}, {"Royston", "SG8"}, {"Ware", "SG12"},
	{"Hertford", "SG14"}, {"Bishop's Stortford", "CM23"}, {"Cheshunt", "EN8"}, {"Hoddesdon", "EN11"}, {"Potters Bar", "EN6"},
}

var (
	streetFirst = strings.Fields("Mill Church Station Park Manor Orchard Meadow Oak Elm Willow Chestnut Victoria Albert King Queen Bridge School Farm Hill Lower Upper Long Water Green Rose")
	streetLast  = strings.Fields("Road Lane Close Avenue Street Drive Way Gardens Crescent Court Grove Rise")
)

// address invents an address. Its postcode ends in letters which no real
// postcode has (C, I, K, M, O and V are never used there), so that no letter
// can reach anybody.
func address(rng *rand.Rand) string {
	const never = "CIKMOV"
	t := towns[rng.IntN(len(towns))]
	number := 1 + rng.IntN(180)
	street := pick(rng, streetFirst) + " " + pick(rng, streetLast)
	first := fmt.Sprintf("%d %s", number, street)
	if rng.IntN(6) == 0 {
		first = fmt.Sprintf("Flat %d; %s", 1+rng.IntN(24), first)
	}
	code := fmt.Sprintf("%s %d%c%c", t.district, rng.IntN(10), never[rng.IntN(len(never))], never[rng.IntN(len(never))])
	return strings.Join([]string{first, t.name, "Hertfordshire", code}, "; ")
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

// chance is true for so many in a thousand.
func chance(rng *rand.Rand, perThousand int) bool { return rng.IntN(1000) < perThousand }

// weighted picks an index with the chance of its weight.
func weighted(rng *rand.Rand, n int, weight func(int) int) int {
	total := 0
	for i := range n {
		total += weight(i)
	}
	at := rng.IntN(total)
	for i := range n {
		if at -= weight(i); at < 0 {
			return i
		}
	}
	return n - 1
}
