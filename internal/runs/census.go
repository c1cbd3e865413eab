package runs

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/api/workflowservice/v1"

	"beacon/casework"
)

// Group is some of the open cases.
type Group struct {
	Name   string    `json:"name"`
	Cases  int64     `json:"cases"`
	Oldest time.Time `json:"oldest_run,omitzero"` // when the oldest of their runs began; zero without any
}

// Census counts the open cases by what they run under.
type Census struct {
	Open   int64   `json:"open"`
	Newest string  `json:"newest_logic"` // the logic of the program that counts
	Logics []Group `json:"logics"`       // by logic, the oldest first; "none yet" are cases that nobody has begun to carry on
	Builds []Group `json:"builds"`       // by build of the workers; "no version" are cases on workers without versions
}

// Names of the groups of those that have no other.
const (
	NoLogic = "none yet"
	NoBuild = "no version"
)

// ahead is how many logics newer than its own a program looks for: it may be the older one.
const ahead = 5

// Older are the cases that run under an older logic than the newest that this program
// knows. While there is one, what that logic decided otherwise must stay in the code.
func (c Census) Older() (n int64) {
	for _, g := range c.Logics {
		if g.Name == c.Newest {
			break
		}
		n += g.Cases
	}
	return n
}

// Census counts them. What Temporal lists may lag some seconds behind.
func (r Runs) Census(ctx context.Context) (c Census, err error) {
	c.Newest = logicName(casework.LatestLogic)
	if c.Open, err = r.count(ctx, open()); err != nil {
		return c, err
	}
	var names, queries []string
	for n := 1; n <= casework.LatestLogic+ahead; n++ {
		names, queries = append(names, logicName(n)), append(queries, under(n))
	}
	keep := func(name string) bool { return name == c.Newest }
	if c.Logics, err = r.groups(ctx, names, queries, keep); err != nil {
		return c, err
	}
	if c.Logics, err = r.rest(ctx, c.Logics, logicTag, NoLogic); err != nil {
		return c, err
	}
	builds, err := r.builds(ctx)
	if err != nil {
		return c, err
	}
	names, queries = nil, nil
	for _, b := range builds {
		names, queries = append(names, b), append(queries, on(b))
	}
	if c.Builds, err = r.groups(ctx, names, queries, func(string) bool { return true }); err != nil {
		return c, err
	}
	c.Builds, err = r.rest(ctx, c.Builds, buildTag, NoBuild)
	return c, err
}

// groups counts those that each query finds, and leaves out who has none and need not be
// kept.
func (r Runs) groups(ctx context.Context, names, queries []string, keep func(name string) bool) (all []Group, err error) {
	for i, name := range names {
		g := Group{Name: name}
		if g.Cases, err = r.count(ctx, open(queries[i])); err != nil {
			return nil, err
		}
		if g.Cases == 0 && !keep(name) {
			continue
		}
		if g.Oldest, err = r.oldest(ctx, g.Cases, queries[i]); err != nil {
			return nil, err
		}
		all = append(all, g)
	}
	return all, nil
}

// rest adds those that have no such tag, where there are any.
func (r Runs) rest(ctx context.Context, all []Group, tag, name string) ([]Group, error) {
	without := tag + " IS NULL"
	others, err := r.groups(ctx, []string{name}, []string{without}, func(string) bool { return false })
	return append(all, others...), err
}

// oldest is when the oldest run began of those that a query finds. Temporal lists the
// youngest first, so that it is looked for by halves.
func (r Runs) oldest(ctx context.Context, cases int64, query string) (time.Time, error) {
	if cases == 0 {
		return time.Time{}, nil
	}
	after, before := earliest, time.Now().Add(time.Minute)
	for cases > pageOf && before.Sub(after) > time.Minute {
		half := after.Add(before.Sub(after) / 2)
		n, err := r.count(ctx, open(query, begunBefore(half)))
		switch {
		case err != nil:
			return time.Time{}, err
		case n == 0:
			after = half
		default:
			before, cases = half, n
		}
	}
	page, err := r.Temporal.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: r.Namespace, Query: open(query, begunBefore(before)), PageSize: pageOf,
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("list open cases: %w", err)
	}
	var oldest time.Time
	for _, info := range page.GetExecutions() {
		if at := info.GetStartTime().AsTime(); oldest.IsZero() || at.Before(oldest) {
			oldest = at
		}
	}
	return oldest, nil
}

// earliest is before every run there is.
var earliest = time.Date(2025, time.January, 1, 0, 0, 0, 0, time.UTC)
