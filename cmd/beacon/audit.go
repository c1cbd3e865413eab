package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"beacon/internal/app"
	"beacon/store"
)

// operator is who gives a command that changes something, or that shows a case.
type operator struct{ by string }

// operatorOf is the account that runs a command, unless its flags name somebody else.
func operatorOf(f *flag.FlagSet, environ []string) *operator {
	o := &operator{}
	f.StringVar(&o.by, "by", account(environ), "who does it, for the audit")
	return o
}

// account is the account that runs the command.
func account(environ []string) string {
	for _, variable := range environ {
		if name, found := strings.CutPrefix(variable, "USER="); found && name != "" {
			return name
		}
	}
	return "operator"
}

// does writes down what is about to be done, to these cases or to none in particular. As
// with the API, what cannot be written down is not done.
func (o operator) does(ctx context.Context, db *store.DB, action string, cases ...string) error {
	if len(cases) == 0 {
		cases = []string{""}
	}
	for _, id := range cases {
		if err := db.Audit(ctx, store.Entry{At: time.Now().UTC(), Subject: o.by, Role: "operator", Action: action, CaseID: id}); err != nil {
			return err
		}
	}
	return nil
}

// caseIDs says which of the words given is no case's ID, before it is written down
// anywhere: somebody may have typed a name.
func caseIDs(words []string) error {
	for i, w := range words {
		if len(w) != len(uuid.Nil.String()) || uuid.Validate(w) != nil {
			return fmt.Errorf("argument %d is not the ID of a case", i+1)
		}
	}
	return nil
}

// configuredStore reads the configuration, checks it for the database and for what else is
// needed, and opens the database.
func configuredStore(ctx context.Context, environ []string, s streams, also ...func(app.Config) error) (app.Config, *store.DB, error) {
	c, _, err := configured(environ, s.err, func(c app.Config) error {
		errs := []error{c.CheckStore()}
		for _, check := range also {
			errs = append(errs, check(c))
		}
		return errors.Join(errs...)
	})
	if err != nil {
		return c, nil, err
	}
	db, err := openStore(ctx, c)
	return c, db, err
}

// openStore opens a database that this version knows.
func openStore(ctx context.Context, c app.Config) (*store.DB, error) {
	db, err := app.OpenStore(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := db.Ready(ctx); err != nil {
		_ = db.Close() // it is of no use
		return nil, err
	}
	return db, nil
}
