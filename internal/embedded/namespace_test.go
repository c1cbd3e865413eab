package embedded

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	persistencespb "go.temporal.io/server/api/persistence/v1"
	"go.temporal.io/server/schema/sqlite"
)

func TestAnOlderNamespaceGainsTheAttributesItLacks(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "temporal.db")
	unlock, err := readyFile(t.Context(), file)
	require.NoError(t, err)
	older, err := sqlite.NewNamespaceConfig(clusterName, namespace, false, map[string]enumspb.IndexedValueType{
		"CaseTeam": enumspb.INDEXED_VALUE_TYPE_KEYWORD,
	})
	require.NoError(t, err)
	require.NoError(t, sqlite.CreateNamespaces(sqlConfig(file), older))
	require.NoError(t, unlock())

	c := connect(t, start(t, Options{File: file}))
	got, err := c.OperatorService().ListSearchAttributes(t.Context(), &operatorservice.ListSearchAttributesRequest{Namespace: namespace})
	require.NoError(t, err)
	require.Equal(t, map[string]enumspb.IndexedValueType{
		"CaseTeam":       enumspb.INDEXED_VALUE_TYPE_KEYWORD,
		AttributeStage:   enumspb.INDEXED_VALUE_TYPE_KEYWORD,
		AttributeNextDue: enumspb.INDEXED_VALUE_TYPE_DATETIME,
	}, got.GetCustomAttributes())
}

func TestAttributesAreAddedOnce(t *testing.T) {
	t.Parallel()
	ns := &persistencespb.NamespaceConfig{}
	added, err := addAttributes(ns)
	require.NoError(t, err)
	require.True(t, added)
	want := map[string]string{"Keyword01": AttributeStage, "Datetime01": AttributeNextDue}
	require.Equal(t, want, ns.GetCustomSearchAttributeAliases())
	added, err = addAttributes(ns)
	require.NoError(t, err)
	require.False(t, added)
	require.Equal(t, want, ns.GetCustomSearchAttributeAliases())
}

func TestAnAttributeOfAnotherKindIsRefused(t *testing.T) {
	t.Parallel()
	_, err := addAttributes(&persistencespb.NamespaceConfig{CustomSearchAttributeAliases: map[string]string{"Text01": AttributeStage}})
	require.ErrorContains(t, err, "search attribute CaseStage is a Text, and must be a Keyword")
}

func TestWithNoColumnLeftAnAttributeIsRefused(t *testing.T) {
	t.Parallel()
	full := map[string]string{"Datetime01": "A", "Datetime02": "B", "Datetime03": "C"}
	_, err := addAttributes(&persistencespb.NamespaceConfig{CustomSearchAttributeAliases: full})
	require.ErrorContains(t, err, "no column is left for search attribute CaseNextDue")
}
