package chaos

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func watching() *watch {
	return &watch{last: map[string]standing{}, idle: map[string]time.Duration{}, stuck: map[string]time.Duration{}}
}

func TestACaseThatDoesNothingAboutWhatIsDueIsStuck(t *testing.T) {
	t.Parallel()
	o := watching()
	for range 63 {
		o.add(map[string]standing{"due": {Revision: 3, Overdue: true, Due: "a"}, "ahead": {Revision: 3, Due: "b"}}, time.Second)
	}
	require.Contains(t, o.stuck, "due")
	require.NotContains(t, o.stuck, "ahead")
}

func TestTimeInWhichSomethingIsBrokenDoesNotCount(t *testing.T) {
	t.Parallel()
	o := watching()
	for range 200 {
		o.add(map[string]standing{"due": {Revision: 3, Overdue: true, Due: "a"}}, 0)
	}
	require.Empty(t, o.stuck)
}

func TestACaseThatDoesSomethingIsNotStuck(t *testing.T) {
	t.Parallel()
	o := watching()
	for n := range 200 {
		o.add(map[string]standing{"busy": {Revision: n / 50, Overdue: true, Due: "a"}}, time.Second)
	}
	require.Empty(t, o.stuck)
}

func TestACaseThatGoesBackIsSeen(t *testing.T) {
	t.Parallel()
	o := watching()
	for _, revision := range []int{3, 5, 4, 6} {
		o.add(map[string]standing{"c1": {Revision: revision}}, time.Second)
	}
	require.Equal(t, []string{"case c1 went back from revision 5 to 4"}, o.back)
}
