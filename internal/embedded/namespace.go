package embedded

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	enumspb "go.temporal.io/api/enums/v1"
	persistencespb "go.temporal.io/server/api/persistence/v1"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/metrics"
	"go.temporal.io/server/common/persistence"
	"go.temporal.io/server/common/persistence/serialization"
	persistencesql "go.temporal.io/server/common/persistence/sql"
	"go.temporal.io/server/common/persistence/sql/sqlplugin"
	"go.temporal.io/server/common/resolver"
	"go.temporal.io/server/common/searchattribute/sadefs"
	"go.temporal.io/server/schema/sqlite"
	"google.golang.org/protobuf/types/known/durationpb"
)

// The search attributes every namespace has after Start. They are never encrypted, so they may say where a case stands and nothing else.
const (
	// AttributeStage is a Keyword.
	AttributeStage = "CaseStage"
	// AttributeNextDue is a Datetime. In a query to this server compare it with < and > only: its SQLite store writes milliseconds and
	// looks for none, so = finds nothing and <= leaves out the moment itself.
	AttributeNextDue = "CaseNextDue"
)

type attribute struct {
	name string
	kind enumspb.IndexedValueType
}

func attributes() []attribute {
	return []attribute{
		{AttributeStage, enumspb.INDEXED_VALUE_TYPE_KEYWORD},
		{AttributeNextDue, enumspb.INDEXED_VALUE_TYPE_DATETIME},
	}
}

// readyNamespace writes the namespace straight into the store while no server runs on it: there every service knows it, and its search
// attributes, from its first moment. A server told over its API lets each service find out in its own time.
func readyNamespace(ctx context.Context, cfg *config.SQL, name string) error {
	db, err := persistencesql.NewSQLDB(sqlplugin.DbKindMain, cfg, resolver.NewNoopResolver(), log.NewNoopLogger(), metrics.NoopMetricsHandler)
	if err != nil {
		return fmt.Errorf("open the store: %w", err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.SelectFromNamespace(ctx, sqlplugin.NamespaceFilter{Name: &name})
	switch {
	case errors.Is(err, sql.ErrNoRows):
		err = createNamespace(cfg, name)
	case err == nil:
		err = completeNamespace(ctx, db, &rows[0])
	}
	if err != nil {
		return fmt.Errorf("namespace %q: %w", name, err)
	}
	return nil
}

func createNamespace(cfg *config.SQL, name string) error {
	namespace, err := sqlite.NewNamespaceConfig(clusterName, name, false, nil)
	if err != nil {
		return err
	}
	namespace.Detail.Config.Retention = durationpb.New(retention)
	if _, err := addAttributes(namespace.Detail.Config); err != nil {
		return err
	}
	return sqlite.CreateNamespaces(cfg, namespace)
}

// completeNamespace gives a namespace made earlier the attributes it lacks, and changes nothing else.
func completeNamespace(ctx context.Context, db sqlplugin.DB, row *sqlplugin.NamespaceRow) error {
	serializer := serialization.NewSerializer()
	detail, err := serializer.NamespaceDetailFromBlob(persistence.NewDataBlob(row.Data, row.DataEncoding))
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	added, err := addAttributes(detail.Config)
	if err != nil || !added {
		return err
	}
	blob, err := serializer.NamespaceDetailToBlob(detail)
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	row.Data, row.DataEncoding = blob.GetData(), blob.GetEncodingType().String()
	if _, err := db.UpdateNamespace(ctx, row); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// addAttributes names, for each missing attribute, the first free column of its kind. The visibility table has a fixed set of them.
func addAttributes(namespace *persistencespb.NamespaceConfig) (added bool, err error) {
	columns := sadefs.GetDBIndexSearchAttributes(nil).GetCustomSearchAttributes()
	if namespace.CustomSearchAttributeAliases == nil {
		namespace.CustomSearchAttributeAliases = map[string]string{}
	}
	aliases := namespace.CustomSearchAttributeAliases
	for _, a := range attributes() {
		if column := columnOf(aliases, a.name); column != "" {
			if columns[column] != a.kind {
				return false, fmt.Errorf("search attribute %s is a %s, and must be a %s", a.name, columns[column], a.kind)
			}
			continue
		}
		var free []string
		for column, kind := range columns {
			if _, taken := aliases[column]; kind == a.kind && !taken {
				free = append(free, column)
			}
		}
		if len(free) == 0 {
			return false, fmt.Errorf("no column is left for search attribute %s, a %s", a.name, a.kind)
		}
		aliases[slices.Min(free)] = a.name
		added = true
	}
	return added, nil
}

func columnOf(aliases map[string]string, name string) string {
	for column, alias := range aliases {
		if alias == name {
			return column
		}
	}
	return ""
}
