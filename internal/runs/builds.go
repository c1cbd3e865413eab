package runs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
)

// Build is one version of the workers, as Temporal knows it.
type Build struct {
	Name    string    `json:"build"`
	Current bool      `json:"current,omitempty"` // new cases, and fresh runs, begin on it
	Since   time.Time `json:"seen_since"`
	Cases   int64     `json:"cases"` // open cases whose run is on it
}

// Retired says whether the workers of a build may be stopped: nothing is on it, and
// nothing comes to it.
func (b Build) Retired() bool { return !b.Current && b.Cases == 0 }

// named is how Temporal's list of runs names a build of a deployment.
func named(deployment, build string) string { return deployment + ":" + build }

// builds are those of every deployment. A server that has no versions has none.
func (r Runs) builds(ctx context.Context) (all []string, err error) {
	list, err := r.Temporal.WorkerDeploymentClient().List(ctx, client.WorkerDeploymentListOptions{})
	for err == nil && list.HasNext() {
		d, failed := list.Next()
		if failed != nil {
			err = failed
			break
		}
		described, failed := r.Temporal.WorkerDeploymentClient().GetHandle(d.Name).Describe(ctx, client.WorkerDeploymentDescribeOptions{})
		if failed != nil {
			err = failed
			break
		}
		for _, v := range described.Info.VersionSummaries {
			all = append(all, named(v.Version.DeploymentName, v.Version.BuildID))
		}
	}
	if none := (*serviceerror.Unimplemented)(nil); errors.As(err, &none) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list builds of the workers: %w", err)
	}
	slices.Sort(all)
	return all, nil
}

// Builds are those of a deployment, the newest first, and how many open cases are on each.
// ErrNoBuild: no worker of it was ever seen.
func (r Runs) Builds(ctx context.Context, deployment string) ([]Build, error) {
	d, err := r.Temporal.WorkerDeploymentClient().GetHandle(deployment).Describe(ctx, client.WorkerDeploymentDescribeOptions{})
	if unseen(err) {
		return nil, fmt.Errorf("%w: no worker of deployment %s has asked Temporal for work: start one with BEACON_WORKER_DEPLOYMENT=%s", ErrNoBuild, deployment, deployment)
	}
	if err != nil {
		return nil, fmt.Errorf("look at the builds of %s: %w", deployment, err)
	}
	var all []Build
	for _, v := range d.Info.VersionSummaries {
		b := Build{Name: v.Version.BuildID, Since: v.CreateTime}
		now := d.Info.RoutingConfig.CurrentVersion
		b.Current = now != nil && now.BuildID == b.Name
		if b.Cases, err = r.count(ctx, open(on(named(deployment, b.Name)))); err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	slices.SortFunc(all, func(a, b Build) int {
		if c := b.Since.Compare(a.Since); c != 0 {
			return c
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all, nil
}

// ErrNoBuild says that Temporal has never heard of such workers.
var ErrNoBuild = errors.New("there is no such build")

func unseen(err error) bool {
	var none *serviceerror.NotFound
	return errors.As(err, &none)
}

// Promote makes a build the one on which new cases begin and to which every other goes with
// its next fresh run. It waits until workers of that build have asked for work, and fails
// with ErrNoBuild where none has by the end of ctx: cases without workers would stand
// still. It answers with the build that was current before; empty where none was.
func (r Runs) Promote(ctx context.Context, deployment, build string) (before string, err error) {
	h := r.Temporal.WorkerDeploymentClient().GetHandle(deployment)
	for {
		done, err := h.SetCurrentVersion(ctx, client.WorkerDeploymentSetCurrentVersionOptions{BuildID: build})
		switch {
		case err == nil && done.PreviousVersion != nil: //nolint:staticcheck // what was current is said to people, and decides nothing
			return done.PreviousVersion.BuildID, nil //nolint:staticcheck // as above
		case err == nil:
			return "", nil
		case !waits(err):
			return "", fmt.Errorf("promote %s: %w", build, err)
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("%w: no worker of deployment %s with build %s asks Temporal for work: %w", ErrNoBuild, deployment, build, err)
		case <-time.After(time.Second):
		}
	}
}

// waits says whether a build cannot be promoted because its workers are not there yet, or
// because Temporal was asked too much at once.
func waits(err error) bool {
	var early *serviceerror.FailedPrecondition
	var busy *serviceerror.ResourceExhausted
	var away *serviceerror.Unavailable
	return unseen(err) || errors.As(err, &early) || errors.As(err, &busy) || errors.As(err, &away)
}
