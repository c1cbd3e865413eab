package chaos

import (
	"context"
	"time"
)

// Kind is one way of breaking something.
type Kind struct {
	Name   string
	Says   string
	Parts  []string      // one of these is struck; none: what Says says
	Weight int           // how often among the kills; 0: it is no kill
	At     []float64     // of no kill: where in a run, from 0 to 1
	Down   time.Duration // how long it stays broken; 0: up to a second and a half
	Baits  int           // how many cases it uses up
	Lasts  bool          // it goes on while other things are broken

	do func(*world, context.Context, Strike) error
}

const postgresAway = "postgres-away"

// Kinds lists every way of breaking something. To add one, add a row. Each strikes, keeps
// it broken for as long as the plan says, and mends it.
var Kinds = []Kind{
	{Name: "kill-worker", Says: "SIGKILL of a worker at any moment", Parts: []string{"worker-1", "worker-2"}, Weight: 4, do: (*world).kill},
	{Name: "kill-api", Says: "SIGKILL of an API at any moment", Parts: []string{"api-1", "api-2"}, Weight: 4, do: (*world).kill},
	{Name: "kill-temporal", Says: "SIGKILL of the Temporal server at any moment", Parts: []string{"temporal"}, Weight: 3, do: (*world).kill},
	{Name: "kill-postgres", Says: "SIGKILL of PostgreSQL at any moment", Parts: []string{"postgres"}, Weight: 3, do: (*world).kill},

	{Name: "workers-after-ledger", Says: "SIGKILL of all workers when a text is in the ledger and not yet taken", Weight: 1, Baits: 1, do: (*world).killAfterLedger},
	{Name: "workers-after-post", Says: "SIGKILL of all workers when a provider has a text and has not answered", Weight: 1, Baits: 1, do: (*world).killAfterPost},
	{Name: "workers-before-id", Says: "SIGKILL of all workers when the answer is here and the provider's ID is not written", Weight: 1, Baits: 1, do: (*world).killBeforeID},
	{Name: "temporal-after-post", Says: "SIGKILL of the Temporal server when a provider has a text and has not answered", Parts: []string{"temporal"}, Weight: 1, Baits: 1, do: (*world).killPartAfterPost},
	{Name: "postgres-after-post", Says: "SIGKILL of PostgreSQL when a provider has a text and has not answered", Parts: []string{"postgres"}, Weight: 1, Baits: 1, do: (*world).killPartAfterPost},
	{Name: "api-after-admit", Says: "SIGKILL of an API when a referral is in SQL and no case has taken it", Parts: []string{"api-1", "api-2"}, Weight: 1, do: (*world).killAfterAdmit},

	{Name: "freeze-worker", Says: "SIGSTOP of a worker, and SIGCONT when its leases and tasks have run out", Parts: []string{"worker-1", "worker-2"}, At: []float64{0.15, 0.6}, Down: 25 * time.Second, Lasts: true, do: (*world).freeze},
	{Name: "timers-deleted", Says: "every timer is deleted from Temporal's database while a text waits to be tried again, and a worker is killed", At: []float64{0.25}, Down: time.Nanosecond, Lasts: true, Baits: 1, do: (*world).deleteTimers},
	{Name: "cases-renewed", Says: "every open case begins a fresh run", At: []float64{0.35, 0.7}, Down: time.Nanosecond, Lasts: true, do: (*world).renewCases},
	{Name: "disk-full", Says: "the disk of Beacon's database is full", At: []float64{0.4}, Down: 8 * time.Second, do: (*world).fillDisk},
	{Name: "rough-begins", Says: "from now on 1 % of what Temporal asks of its database fails, and so do the providers", Parts: []string{"temporal"}, At: []float64{0.5}, do: (*world).roughen},
	{Name: "publish-held", Says: "what readers are to see of a case arrives after what came later", At: []float64{0.75}, Down: heldFor, Baits: 1, do: (*world).holdPublish},
	{Name: "rough-ends", Says: "Temporal's database and the providers are well again", Parts: []string{"temporal"}, At: []float64{0.85}, do: (*world).smoothen},
	{Name: postgresAway, Says: "PostgreSQL is away for long", Parts: []string{"postgres"}, At: []float64{0.95}, do: (*world).kill},
}

func kindOf(name string) Kind {
	for _, k := range Kinds {
		if k.Name == name {
			return k
		}
	}
	return Kind{}
}
