package pgtest

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// account is who must run PostgreSQL's programs: nil for oneself; for root, whom they
// refuse, the account postgres or else nobody.
func account(uid int) (*syscall.Credential, error) {
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

// longest is how long the path of a folder may be for a socket's path within it, with
// some 40 letters more, to stay under the least limit there is, macOS's 104.
const longest = 60

// base is the folder in which a cluster's own folder is made: usual, the one for
// temporary files, unless another account must work there and may not.
func base(usual string, as *syscall.Credential) string {
	if len(usual) > longest || (as != nil && !openToAll(usual)) {
		return "/tmp"
	}
	return usual
}

// openToAll says that any account may enter dir, and make and remove files in it.
func openToAll(dir string) bool {
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm()&0o003 != 0o003 {
		return false
	}
	for up := filepath.Dir(dir); ; up = filepath.Dir(up) {
		if info, err = os.Stat(up); err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		if up == filepath.Dir(up) {
			return true
		}
	}
}

// environment is what the cluster sees of ours: not PGPORT, PGDATA and the like, which
// would move it, nor the zone and language of whoever runs the tests.
func environment(ours []string) []string {
	kept := []string{"LC_ALL=C", "TZ=UTC"}
	for _, v := range ours {
		name, _, _ := strings.Cut(v, "=")
		if name != "TZ" && name != "LANG" && !strings.HasPrefix(name, "PG") && !strings.HasPrefix(name, "LC_") {
			kept = append(kept, v)
		}
	}
	return kept
}
