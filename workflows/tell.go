package workflows

import "go.temporal.io/sdk/workflow"

// fallen names the one thing that a run records of its publishing: the last revision that
// it could not tell at once. While it can, nothing is recorded.
const fallen = "fallen"

// publish tells readers of the case as it stands, before the task ends in which it came to
// stand so: whoever gave the command reads what they wrote. It tries once, at no cost in
// history, and where that fails for as long as it takes, by an activity. Revisions that it
// is too slow for are skipped.
func (k *keeper) publish(ctx workflow.Context) {
	if k.telling != nil || k.published >= k.c.Revision {
		return
	}
	if k.tellNow(ctx) {
		k.hasTold(k.c.Revision)
		return
	}
	k.telling = &telling{revision: k.c.Revision, done: workflow.ExecuteActivity(k.patiently(ctx), desk.Publish, k.view(ctx))}
}

// tellNow is done again where the task is: telling readers twice is harmless. A replay
// tells nobody. That nothing is recorded while it works is what makes it cheap: a local
// activity would leave an event each time.
func (k *keeper) tellNow(ctx workflow.Context) bool {
	recorded := workflow.MutableSideEffect(ctx, fallen, func(ctx workflow.Context) any {
		if k.w.Tell == nil || k.w.Tell(ctx, k.view(ctx)) == nil {
			return k.fallen
		}
		return k.c.Revision
	}, func(a, b any) bool { return a.(int) == b.(int) })
	before := k.fallen
	if err := recorded.Get(&k.fallen); err != nil {
		panic(err) // history that cannot be decoded blocks the case; it must not end it
	}
	return k.fallen == before
}

// telling is a publishing under way, as an activity.
type telling struct {
	revision int
	done     workflow.Future // nil: it never will be, as the run is ending
}

// answered says that a publishing by an activity is over, well or badly.
func (k *keeper) answered() bool {
	return k.telling != nil && k.telling.done != nil && k.telling.done.IsReady()
}

// heard takes note of what an activity has told.
func (k *keeper) heard(ctx workflow.Context) {
	if err := k.telling.done.Get(ctx, nil); err != nil {
		k.telling.done = nil
		return
	}
	k.hasTold(k.telling.revision)
	k.telling = nil
}

func (k *keeper) hasTold(revision int) {
	k.c.Published(revision)
	k.published, k.told = revision, revision
}
