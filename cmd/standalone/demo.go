package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"beacon/internal/demo"
)

// runDemo shows this very binary at work.
func runDemo(ctx context.Context, args []string, out io.Writer) error {
	f := flag.NewFlagSet("demo", flag.ContinueOnError)
	o := demo.Options{Out: out}
	f.BoolVar(&o.Kill, "kill", false, "kill it in the middle and start it again")
	f.BoolVar(&o.Keep, "keep", false, "leave its data behind")
	if err := f.Parse(args); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	var err error
	if o.Binary, err = os.Executable(); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return demo.Run(ctx, o)
}
