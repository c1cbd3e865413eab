package postgres

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// ErrNotFound says that no PostgreSQL server is installed here.
var ErrNotFound = errors.New("there is no initdb on PATH, in /usr/lib/postgresql/*/bin, " +
	"where pg_config points, under /usr/local or in Homebrew")

// Programs must all lie in one folder for it to serve.
var Programs = []string{"initdb", "pg_ctl", "postgres"}

// Installed is the folder of the PostgreSQL that is to be used here, or ErrNotFound.
func Installed() (string, error) { return installed(places()) }

// places lists the folders in which PostgreSQL's programs may lie, likeliest first.
// PATH comes first because it is how a person says which one they want.
func places() []string {
	var dirs []string
	if p, err := exec.LookPath("initdb"); err == nil {
		if p, err = filepath.EvalSymlinks(p); err == nil {
			dirs = append(dirs, filepath.Dir(p))
		}
	}
	dirs = append(dirs, newestFirst("/usr/lib/postgresql/*/bin")...)
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	dirs = append(dirs, "/usr/local/pgsql/bin", "/usr/local/bin")
	for _, pattern := range []string{
		"/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql*/bin",
		"/usr/local/opt/postgresql*/bin",
		"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
	} {
		dirs = append(dirs, newestFirst(pattern)...)
	}
	return dirs
}

// installed returns the first of dirs which holds every program a cluster needs, or
// ErrNotFound. Debian's client packages leave pg_config and psql without a server.
func installed(dirs []string) (string, error) {
	for _, dir := range dirs {
		lacks := func(program string) bool { return !runnable(filepath.Join(dir, program)) }
		if !slices.ContainsFunc(Programs, lacks) {
			return dir, nil
		}
	}
	return "", ErrNotFound
}

func runnable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0
}

// newestFirst expands a pattern and puts the highest version first: 15 before 9.6.
func newestFirst(pattern string) []string {
	found, err := filepath.Glob(pattern)
	if err != nil {
		return nil
	}
	slices.SortFunc(found, func(a, b string) int {
		return slices.Compare(numbers(b), numbers(a))
	})
	return found
}

// numbers are the runs of digits in a path, in order.
func numbers(path string) []int {
	var out []int
	for _, digits := range strings.FieldsFunc(path, func(r rune) bool { return r < '0' || r > '9' }) {
		if n, err := strconv.Atoi(digits); err == nil {
			out = append(out, n)
		}
	}
	return out
}
