// Package postgres finds the PostgreSQL that is installed on this machine, and says who
// must run its programs and with what in their environment. It starts nothing.
package postgres

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Account is who must run PostgreSQL's programs: nil for oneself; for root, whom they
// refuse, the account postgres or else nobody.
func Account(uid int) (*syscall.Credential, error) {
	if uid != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("account %s: %w", name, err)
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("account %s: %w", name, err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, fmt.Errorf("PostgreSQL refuses to run as root, and neither postgres nor nobody is an account here")
}

// OpenToAll says that any account may enter dir, and make and remove files in it.
func OpenToAll(dir string) bool {
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm()&0o003 != 0o003 {
		return false
	}
	return Reachable(filepath.Dir(dir))
}

// Reachable says that any account may pass through dir to what is in it.
func Reachable(dir string) bool {
	for up := dir; ; up = filepath.Dir(up) {
		info, err := os.Stat(up)
		if err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		if up == filepath.Dir(up) {
			return true
		}
	}
}

// Environment is what a server is to see of ours: not PGPORT, PGDATA and the like, which
// would move it, nor the zone and language of whoever starts it.
func Environment(ours []string) []string {
	kept := []string{"LC_ALL=C", "TZ=UTC"}
	for _, v := range ours {
		name, _, _ := strings.Cut(v, "=")
		if name != "TZ" && name != "LANG" && !strings.HasPrefix(name, "PG") && !strings.HasPrefix(name, "LC_") {
			kept = append(kept, v)
		}
	}
	return kept
}
