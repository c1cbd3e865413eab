package main

import (
	"context"
	"fmt"

	"beacon/internal/app"
)

// tendKeys makes keys, and takes the database from old ones to the newest.
func tendKeys(ctx context.Context, args, environ []string, s streams) error {
	f := flags("keys", "new|reseal", s)
	id := f.String("id", "", "new: what the key is called, such as 2027: an ID that was never used")
	who := operatorOf(f, environ)
	rest, err := parse(f, args, 1)
	if err != nil {
		return err
	}
	switch rest[0] {
	case "new":
		key, err := app.NewKey(*id)
		if err != nil {
			return fmt.Errorf("-id %w", err)
		}
		fmt.Fprintln(s.out, key)
		return nil
	case "reseal":
		return reseal(ctx, who, environ, s)
	}
	fmt.Fprintf(s.err, "beacon keys: %q is neither new nor reseal\n", rest[0])
	return errUsage
}

func reseal(ctx context.Context, who *operator, environ []string, s streams) error {
	c, db, err := configuredStore(ctx, environ, s, app.Config.CheckDataKeys)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := who.does(ctx, db, "keys-reseal"); err != nil {
		return err
	}
	n, err := app.Reseal(ctx, c, db)
	fmt.Fprintf(s.out, "sealed again with the newest data key: %d\n", n)
	if err != nil {
		return fmt.Errorf("the rest stays as it was, and may be tried again: %w", err)
	}
	fmt.Fprintln(s.out, "no older data key is needed any longer, but for backups")
	return nil
}
