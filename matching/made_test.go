package matching_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/matching"
)

var (
	givens = strings.Fields(`Abigail Aisha Alexandra Amanda Amy Angela Anna Barbara Bethany Caroline Catherine Charlotte Chloe Christine Claire Danielle
		Deborah Diana Donna Dorothy Eleanor Elizabeth Emily Emma Fatima Frances Gemma Georgina Gillian Grace Hannah Harriet Heather Helen Isabella Jacqueline
		Jane Janet Jennifer Jessica Joanne Judith Julie Karen Katherine Kathleen Kelly Laura Leanne Linda Lisa Louise Lucy Lynne Margaret Maria Mary Megan
		Melanie Michelle Natasha Nicola Olivia Pamela Patricia Paula Priya Rachel Rebecca Rosemary Ruth Samantha Sandra Sarah Sharon Shreya Sophia Stacey
		Stephanie Susan Tamsin Teresa Tracey Valerie Victoria Wendy Yasmin Zoë Agnieszka Katarzyna Magdalena Ewelina Andrew Anthony Benjamin Charles Daniel
		David Edward George Graham Ian James John Kevin Mark Martin Matthew Michael Mohammed Nigel Oliver Patrick Paul Peter Philip Richard Robert Simon Stephen
		Stuart Thomas Timothy William`)
	families = strings.Fields(`Adams Ahmed Akhtar Ali Allen Anderson Bailey Baker Barker Barnes Begum Bell Bennett Brown Butler Campbell Carter Chapman Clark
		Clarke Collins Cook Cooper Cox Davies Davis Dixon Edwards Ellis Evans Fisher Foster Fox Gibson Graham Gray Green Griffiths Hall Harris Harrison Harvey
		Hill Holmes Hughes Hunt Hussain Jackson James Jenkins Johnson Jones Kaur Kelly Kennedy Khan King Knight Kowalska Kowalski Lee Lewis Lloyd MacDonald
		Marshall Martin Mason Matthews Miller Mills Mitchell Moore Morgan Morris Murphy Murray Nowak O'Brien O'Connor Owen Palmer Parker Patel Phillips Powell
		Price Reid Reynolds Richards Richardson Roberts Robinson Rogers Rose Ross Russell Ryan Saunders Scott Shah Shaw Simpson Singh Smith Stevens Stewart
		Taylor Thomas Thompson Turner Walker Walsh Ward Watson Webb West White Wilkinson Williams Wilson Wood Wright Young Zając`)
	streets = strings.Fields(`Canary Zebra Quarry Mill Church Station Park Orchard Meadow Victoria Manor Chapel Grange Bridge Spring North Elm Oak Ash Birch`)
	kinds   = []string{"Road", "Street", "Avenue", "Close", "Lane", "Court", "Gardens", "Crescent"}
)

// maker makes people up, the same ones from the same seed.
type maker struct{ *rand.Rand }

func pick[T any](m maker, from []T) T { return from[m.IntN(len(from))] }

func (m maker) born() string {
	return fmt.Sprintf("%04d-%02d-%02d", 1940+m.IntN(68), 1+m.IntN(12), 1+m.IntN(28))
}

func (m maker) address() string {
	return fmt.Sprintf("%d %s %s, Nowhere AL%d %d%c%c", 1+m.IntN(120), pick(m, streets), pick(m, kinds), 1+m.IntN(10), m.IntN(10), 'A'+m.IntN(26), 'A'+m.IntN(26))
}

func (m maker) phone() string { return fmt.Sprintf("+447700900%03d", m.IntN(1000)) } // few, so that strangers share them

func (m maker) person() matching.Person {
	return matching.Person{
		Force: "hertfordshire", Given: pick(m, givens), Family: pick(m, families), Born: m.born(), Gender: pick(m, []string{"female", "female", "male"}),
		Addresses: []string{m.address()}, Phones: []string{m.phone()},
	}
}

// slip makes one slip of the pen after the first letter.
func (m maker) slip(s string) string {
	r := []rune(s)
	if len(r) < 4 {
		return s
	}
	i := 1 + m.IntN(len(r)-2)
	switch m.IntN(3) {
	case 0:
		return string(slices.Delete(r, i, i+1))
	case 1:
		r[i], r[i+1] = r[i+1], r[i]
		return string(r)
	}
	r[i] = rune('a' + m.IntN(26))
	return string(r)
}

// change is one way in which the same person comes to be written differently.
type change struct {
	says string
	make func(maker, *matching.Person)
}

var changes = []change{
	{"nothing", func(maker, *matching.Person) {}},
	{"a slip in the given name", func(m maker, p *matching.Person) { p.Given = m.slip(p.Given) }},
	{"a slip in the family name", func(m maker, p *matching.Person) { p.Family = m.slip(p.Family) }},
	{"names exchanged", func(_ maker, p *matching.Person) { p.Given, p.Family = p.Family, p.Given }},
	{"a short form", func(m maker, p *matching.Person) {
		for _, n := range matching.Nicknames {
			if row := strings.Fields(string(n)); strings.EqualFold(row[0], p.Given) {
				p.Given = pick(m, row[1:])
			}
		}
	}},
	{"a second given name", func(m maker, p *matching.Person) { p.Given += " " + pick(m, givens) }},
	{"a doubled family name", func(m maker, p *matching.Person) { p.Family += "-" + pick(m, families) }},
	{"capitals without marks", func(_ maker, p *matching.Person) {
		p.Given = strings.ToUpper(strings.NewReplacer("ë", "e").Replace(p.Given))
		p.Family = strings.ToUpper(strings.NewReplacer("ą", "a", "'", "").Replace(p.Family))
	}},
	{"day and month exchanged", func(_ maker, p *matching.Person) { p.Born = p.Born[:5] + p.Born[8:] + "-" + p.Born[5:7] }},
	{"a slip in the date of birth", func(m maker, p *matching.Person) {
		b := []byte(p.Born)
		at := pick(m, []int{3, 6, 9})
		b[at] = '0' + (b[at]-'0'+byte(1+m.IntN(8)))%10
		p.Born = string(b)
	}},
	{"a new address", func(m maker, p *matching.Person) { p.Addresses = []string{m.address()} }},
	{"a new telephone", func(m maker, p *matching.Person) { p.Phones = []string{m.phone()} }},
	{"a new family name", func(m maker, p *matching.Person) { p.Family = pick(m, families) }},
}

// relatives are other people who look most like somebody.
var relatives = []change{
	{"a twin", func(m maker, p *matching.Person) { p.Given = pick(m, givens) }},
	{"a child of the same name", func(m maker, p *matching.Person) { p.Born = m.born() }},
	{"a sibling", func(m maker, p *matching.Person) { p.Given, p.Born = pick(m, givens), m.born() }},
	{"a partner", func(m maker, p *matching.Person) {
		p.Given, p.Family, p.Born = pick(m, givens), pick(m, families), m.born()
	}},
	{"a namesake", func(m maker, p *matching.Person) {
		p.Born, p.Addresses, p.Phones = m.born(), []string{m.address()}, []string{m.phone()}
	}},
	{"somebody born on the same day", func(m maker, p *matching.Person) {
		p.Given, p.Family, p.Addresses = pick(m, givens), pick(m, families), []string{m.address()}
	}},
}

// The floors that recall of "probable" is held above: pairs of one person that have a
// key in common and are not called different.
const (
	floorOfOneChange  = 0.97
	floorOfTwoChanges = 0.85
	mostFalseProbable = 0.02
)

func TestAMadeSetIsMatched(t *testing.T) {
	t.Parallel()
	m := maker{rand.New(rand.NewPCG(20260302, 7))}
	var one, two, others tally
	for range 2000 {
		p := m.person()
		a := pick(m, changes)
		q := p
		a.make(m, &q)
		one.add(t, a.says, found(p, q))
		if b := pick(m, changes); b.says != a.says {
			b.make(m, &q)
			two.add(t, a.says+", "+b.says, found(p, q))
		}
		for _, r := range relatives {
			o := p
			r.make(m, &o)
			if o.Given == p.Given && o.Born == p.Born || o.Given == p.Given && o.Family == p.Family && o.Born == p.Born {
				continue // by chance the same after all
			}
			require.NotEqual(t, matching.Same, matching.Compare(p, o).Verdict, "%s is called the same", r.says)
			others.add(t, r.says, found(p, o))
		}
	}
	t.Logf("recall of one change %.4f, of two %.4f; relatives called probable %.4f", one.rate(), two.rate(), others.rate())
	one.log(t)
	others.log(t)
	require.Greater(t, one.rate(), floorOfOneChange)
	require.Greater(t, two.rate(), floorOfTwoChanges)
	require.Less(t, others.rate(), mostFalseProbable)
}

// TestStrangersAreNotFound counts how many of a whole area's people a new one is
// compared with, and how many of those a person would be bothered with.
func TestStrangersAreNotFound(t *testing.T) {
	t.Parallel()
	m := maker{rand.New(rand.NewPCG(1, 2))}
	const stock, fresh = 8_000, 500
	people := make([]matching.Person, stock)
	index := map[string][]int{}
	for i := range people {
		people[i] = m.person()
		for _, k := range matching.Keys(people[i]) {
			index[k] = append(index[k], i)
		}
	}
	compared, probable := 0, 0
	for range fresh {
		p := m.person()
		seen := map[int]bool{}
		for _, k := range matching.Keys(p) {
			for _, i := range index[k] {
				if seen[i] {
					continue
				}
				seen[i] = true
				compared++
				switch matching.Compare(p, people[i]).Verdict {
				case matching.Same:
					t.Fatal("a stranger is called the same")
				case matching.Probable:
					probable++
				case matching.Different:
				}
			}
		}
	}
	t.Logf("of %d people a new one is compared with %.1f; %.2f in a hundred have a false probable match", stock, float64(compared)/fresh, 100*float64(probable)/fresh)
	require.Less(t, float64(compared)/fresh, 40.0)
	require.Less(t, float64(probable)/fresh, 0.10)
}

// found says that two records have a key in common and are not called different.
func found(a, b matching.Person) bool {
	of := matching.Keys(b)
	shared := slices.ContainsFunc(matching.Keys(a), func(k string) bool { return slices.Contains(of, k) })
	return shared && matching.Compare(a, b).Verdict != matching.Different
}

type tally struct {
	all, found int
	by         map[string][2]int
}

func (y *tally) add(t *testing.T, says string, found bool) {
	t.Helper()
	if y.by == nil {
		y.by = map[string][2]int{}
	}
	of := y.by[says]
	y.all, of[0] = y.all+1, of[0]+1
	if found {
		y.found, of[1] = y.found+1, of[1]+1
	}
	y.by[says] = of
}

func (y *tally) rate() float64 { return float64(y.found) / float64(y.all) }

func (y *tally) log(t *testing.T) {
	t.Helper()
	for says, n := range y.by {
		t.Logf("%-32s %d of %d", says, n[1], n[0])
	}
}
