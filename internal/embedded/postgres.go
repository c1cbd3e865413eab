package embedded

import (
	"fmt"
	"io"
	"path"
	"strings"

	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/metrics"
	"go.temporal.io/server/common/persistence"
	persistencesql "go.temporal.io/server/common/persistence/sql"
	"go.temporal.io/server/common/persistence/sql/sqlplugin"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql"
	"go.temporal.io/server/common/resolver"
	"go.temporal.io/server/schema"
	pgversion "go.temporal.io/server/schema/postgresql/v12"
)

// Postgres says where a server keeps its data on PostgreSQL: in two databases, which are
// there, and whose schemas it readies.
type Postgres struct {
	Addr       string // host:port
	User       string
	Password   string
	Main       string // the database of workflows
	Visibility string // the database of the list of them
	Shards     int32  // can never be changed for databases that have been used
}

// mostConnections is how many each of the server's services may hold to either database.
const mostConnections = 20

func (p *Postgres) sql(database string) *config.SQL {
	return &config.SQL{
		PluginName: postgresql.PluginNamePGX, ConnectAddr: p.Addr, ConnectProtocol: "tcp",
		User: p.User, Password: p.Password, DatabaseName: database,
		MaxConns: mostConnections, MaxIdleConns: mostConnections,
	}
}

func (p *Postgres) stores() config.Persistence {
	return config.Persistence{
		DefaultStore: "default", VisibilityStore: "visibility", NumHistoryShards: p.Shards,
		DataStores: map[string]config.DataStore{"default": {SQL: p.sql(p.Main)}, "visibility": {SQL: p.sql(p.Visibility)}},
	}
}

// readySchema makes both schemas, or brings older ones up to this server's, step by step
// as Temporal's own tools do. A newer one is refused.
func (p *Postgres) readySchema() error {
	for database, of := range map[string]part{
		p.Main:       {"temporal", "postgresql/v12/temporal", pgversion.Version},
		p.Visibility: {"temporal_visibility", "postgresql/v12/visibility", pgversion.VisibilityVersion},
	} {
		if err := p.readyDatabase(database, of); err != nil {
			return fmt.Errorf("schema of database %s: %w", database, err)
		}
	}
	return nil
}

func (p *Postgres) readyDatabase(database string, of part) error {
	db, err := persistencesql.NewSQLAdminDB(sqlplugin.DbKindUnknown, p.sql(database), resolver.NewNoopResolver(), log.NewNoopLogger(), metrics.NoopMetricsHandler)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = db.Close() }()
	if err := db.CreateSchemaVersionTables(); err != nil {
		return fmt.Errorf("create schema_version: %w", err)
	}
	now, err := db.ReadSchemaVersion(database)
	if err != nil { // nothing is recorded yet
		now = "0.0"
	}
	if compareVersions(now, of.version) > 0 {
		return fmt.Errorf("it is at %s, made by a newer server than this one, which knows %s", now, of.version)
	}
	steps, err := of.steps(now)
	if err != nil {
		return err
	}
	for _, v := range steps {
		if err := stepOnPostgres(db, database, now, v, of); err != nil {
			return fmt.Errorf("from %s to %s: %w", now, v, err)
		}
		now = v
	}
	return nil
}

func stepOnPostgres(db sqlplugin.AdminDB, database, from, to string, of part) error {
	dir := path.Join(of.dir, "versioned", "v"+to)
	files, err := manifestOf(dir)
	if err != nil {
		return err
	}
	for _, name := range files {
		f, err := schema.Assets().Open(path.Join(dir, name))
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		statements, err := persistence.LoadAndSplitQueryFromReaders([]io.Reader{f})
		_ = f.Close()
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		for _, statement := range statements {
			if err := db.Exec(strings.TrimSpace(statement)); err != nil {
				return fmt.Errorf("run %s: %w", name, err)
			}
		}
	}
	if err := db.UpdateSchemaVersion(database, to, to); err != nil {
		return fmt.Errorf("record version: %w", err)
	}
	return db.WriteSchemaUpdateLog(from, to, "", "beacon")
}
