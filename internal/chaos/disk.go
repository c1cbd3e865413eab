package chaos

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"beacon/internal/cluster"
	"beacon/internal/postgres"
)

// disk is what Beacon's database lies on. Where this account may mount one, it is a small
// file system of its own, which can be full; where it may not, every write is answered as
// if it were.
type disk struct {
	folder string // where it is mounted; empty: nowhere
}

// How says in which way the disk is full when it is.
func (d disk) How() string {
	if d.folder == "" {
		return "a trigger answers every new row of Beacon's database with disk_full (this account may not mount a file system)"
	}
	return "Beacon's database lies on a file system of its own, which is made as small as what is on it"
}

const diskSize = "4g" // what lies on it takes memory, and no more

// openDisk makes Beacon's database on a file system of its own, before anybody else does.
func openDisk(ctx context.Context, p *cluster.Plan) (disk, error) {
	if os.Getuid() != 0 {
		return disk{}, nil
	}
	folder, err := os.MkdirTemp("", "beacon-chaos-disk-")
	if err != nil {
		return disk{}, fmt.Errorf("make the disk: %w", err)
	}
	if said, err := exec.CommandContext(ctx, "mount", "-t", "tmpfs", "-o", "size="+diskSize+",mode=0711", "beacon-chaos", folder).CombinedOutput(); err != nil { //nolint:gosec // made here
		_ = said // not allowed, as in most containers
		return disk{}, os.Remove(folder)
	}
	d := disk{folder}
	if err := d.settle(ctx, p); err != nil {
		return disk{}, errors.Join(err, d.close())
	}
	return d, nil
}

// settle gives the disk to PostgreSQL and has the database on it.
func (d disk) settle(ctx context.Context, p *cluster.Plan) error {
	as, err := postgres.Account(os.Getuid())
	if err != nil || as == nil {
		return errors.Join(errors.New("nobody runs PostgreSQL"), err)
	}
	at := d.folder + "/beacon"
	if err := errors.Join(os.Mkdir(at, 0o700), os.Chown(at, int(as.Uid), int(as.Gid))); err != nil {
		return fmt.Errorf("make the disk: %w", err)
	}
	if err := p.Prepare(); err != nil {
		return err
	}
	if err := p.Start(ctx, "postgres", io.Discard); err != nil {
		return err
	}
	db, err := sql.Open("pgx", p.DatabaseURL("postgres"))
	if err != nil {
		return fmt.Errorf("make the disk: %w", err)
	}
	defer db.Close()
	for _, do := range []string{`create tablespace small location '` + at + `'`, `alter database beacon set tablespace small`} {
		if _, err := db.ExecContext(ctx, do); err != nil {
			return fmt.Errorf("make the disk: %w", err)
		}
	}
	return nil
}

func (d disk) close() error {
	if d.folder == "" {
		return nil
	}
	if said, err := exec.Command("umount", "-l", d.folder).CombinedOutput(); err != nil { //nolint:gosec // made here
		return fmt.Errorf("unmount the disk: %w: %s", err, said)
	}
	return os.Remove(d.folder)
}

// fillDisk leaves no room for Beacon's database for a time, and sees to it that this was
// felt.
func (w *world) fillDisk(ctx context.Context, s Strike) error {
	if err := w.full(ctx); err != nil {
		return err
	}
	w.probing.Load().struck()
	felt := w.feel(ctx, s.Down)
	if err := w.room(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	if !felt {
		return errors.New("nobody was told that the disk was full")
	}
	return nil
}

func (w *world) full(ctx context.Context) error {
	if w.disk.folder != "" {
		return resize(ctx, w.disk.folder, "4k")
	}
	return w.triggers(ctx, fullTrigger)
}

func (w *world) room(ctx context.Context) error {
	if w.disk.folder != "" {
		return resize(ctx, w.disk.folder, diskSize)
	}
	return w.triggers(ctx, `drop trigger if exists chaos_full on %s`)
}

// resize makes a file system so large; one that is to be smaller than what is on it is
// made as small as it can be.
func resize(ctx context.Context, folder, size string) error {
	if size == "4k" {
		used, err := exec.CommandContext(ctx, "df", "--block-size=4096", "--output=used", folder).Output() //nolint:gosec // made here
		if err != nil {
			return fmt.Errorf("resize the disk: %w", err)
		}
		lines := strings.Fields(string(used))
		var pages int
		if _, err := fmt.Sscan(lines[len(lines)-1], &pages); err != nil {
			return fmt.Errorf("resize the disk: %w", err)
		}
		size = fmt.Sprint(pages*4) + "k"
	}
	if said, err := exec.CommandContext(ctx, "mount", "-o", "remount,size="+size, folder).CombinedOutput(); err != nil { //nolint:gosec // made here
		return fmt.Errorf("resize the disk: %w: %s", err, said)
	}
	return nil
}

// feel tries, while the disk is full, whether a large row is refused for want of room.
func (w *world) feel(ctx context.Context, within time.Duration) (felt bool) {
	until := time.Now().Add(within)
	for time.Now().Before(until) && rest(ctx, 200*time.Millisecond) {
		tx, err := w.beacon.BeginTx(ctx, nil)
		if err != nil {
			continue
		}
		_, err = tx.ExecContext(ctx, `insert into texts (id, case_id, field, words, written_by, written_at)
			select 'chaos-' || i, '', '', repeat(md5(i::text), 2000), '', '' from generate_series(1, 200) i`)
		_ = tx.Rollback()
		var said *pgconn.PgError
		felt = felt || errors.As(err, &said) && said.Code == diskFull
	}
	return felt
}

// diskFull is PostgreSQL's word for it.
// Source: PostgreSQL, appendix A, class 53.
const diskFull = "53100"

const fullTrigger = `create or replace trigger chaos_full before insert on %s for each row execute function chaos_full()`

// triggers does something to every table of Beacon's that grows.
func (w *world) triggers(ctx context.Context, do string) error {
	_, err := w.beacon.ExecContext(ctx, `create or replace function chaos_full() returns trigger language plpgsql as
		$$ begin raise exception using errcode = '`+diskFull+`', message = 'no space left on device'; end $$`)
	if err != nil {
		return err
	}
	for _, table := range []string{"cases", "tasks", "lines", "texts", "deliveries", "audit", "referrals", "referral_versions", "provider_events", "news", "inbound"} {
		if _, err := w.beacon.ExecContext(ctx, fmt.Sprintf(do, table)); err != nil {
			return err
		}
	}
	return nil
}
