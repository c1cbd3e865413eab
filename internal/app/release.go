package app

import (
	"errors"
	"regexp"

	sdkworker "go.temporal.io/sdk/worker"

	"beacon/worker"
)

// Release is which build of the workers this is. Without a deployment there are no
// versions, and any worker carries any case on.
type Release struct {
	Deployment string `env:"BEACON_WORKER_DEPLOYMENT" says:"the name of the workers' deployment, which switches their versions on: a case then stays on the build that carries it until its next fresh run, and new cases begin on the build that was promoted (beacon release); empty: no versions"`
	Build      string `env:"BEACON_WORKER_BUILD" says:"the name of this build in its deployment; empty: the commit that it was built from"`
}

// build is the name of this build.
func (r Release) build() string {
	if r.Build == "" {
		return Commit
	}
	return r.Build
}

// What Temporal takes as a name. A dot or a colon in a deployment's name would make two
// of it.
var (
	deploymentName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$`)
	buildName      = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)
)

// check says what is wrong with what a worker is told of its build.
func (r Release) check() error {
	if r.Deployment == "" {
		if r.Build != "" {
			return problem("BEACON_WORKER_BUILD", "is set without BEACON_WORKER_DEPLOYMENT: a build belongs to a deployment")
		}
		return nil
	}
	switch build := r.build(); {
	case r.Build == "" && build == "unknown":
		return errors.Join(r.checkDeployment(), problem("BEACON_WORKER_BUILD", "is not set, and this binary does not know its commit: with BEACON_WORKER_DEPLOYMENT every build needs a name of its own"))
	case CheckBuild(build) != nil:
		return errors.Join(r.checkDeployment(), problem("BEACON_WORKER_BUILD", "must be a name of letters, digits, -, _ and dots"))
	}
	return r.checkDeployment()
}

func (r Release) checkDeployment() error {
	if r.Deployment == "" || deploymentName.MatchString(r.Deployment) {
		return nil
	}
	return problem("BEACON_WORKER_DEPLOYMENT", "must be a name of letters, digits, - and _")
}

// CheckBuild says what is wrong with what is given as the name of a build.
func CheckBuild(name string) error {
	if !buildName.MatchString(name) {
		return errors.New("a build has a name of letters, digits, -, _ and dots")
	}
	return nil
}

// CheckRelease says what is wrong for a command about builds, which needs their deployment.
func (c Config) CheckRelease() error {
	return errors.Join(c.CheckTemporal(), c.Release.checkDeployment(),
		need(c.Release.Deployment, "BEACON_WORKER_DEPLOYMENT", "it names the deployment whose builds are meant; without it workers have no versions"))
}

// version has a worker be of this build, where there are versions.
func (r Release) version() func(*sdkworker.Options) {
	if r.Deployment == "" {
		return func(*sdkworker.Options) {}
	}
	return worker.OfBuild(r.Deployment, r.build())
}
