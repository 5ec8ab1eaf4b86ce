package store_test

import (
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"rozmowa/store"
)

func TestWhatOfAnErrorOfPostgresMayPass(t *testing.T) {
	t.Parallel()
	db, err := sqlx.Connect("postgres", newDatabase(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	const (
		away  = "it is away"
		may   = "it may pass"
		blame = "it stays"
	)
	for name, c := range map[string]struct{ code, want string }{
		"a standby takes no writes":             {"25006", away},
		"the connection failed":                 {"08006", away},
		"it is being stopped":                   {"57P01", away},
		"it is starting":                        {"57P03", away},
		"there are too many connections":        {"53300", away},
		"the disk is full":                      {"53100", away},
		"the disk is broken":                    {"58030", away},
		"the password was changed":              {"28P01", away},
		"there is no memory":                    {"53200", may},
		"transactions were in each other's way": {"40001", may},
		"a deadlock":                            {"40P01", may},
		"a lock isn't free":                     {"55P03", may},
		"the statement was cancelled":           {"57014", may},
		"something broke inside":                {"XX000", may},
		"a value is too long":                   {"22001", blame},
		"a key is there already":                {"23505", blame},
		"there is no such column":               {"42703", blame},
		"the row is too large":                  {"54000", blame},
		"a trigger refuses it":                  {"P0001", blame},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := db.ExecContext(t.Context(), `DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '`+c.code+`'; END $$`)
			require.Error(t, err)
			require.Equal(t, c.want == away, store.IsAway(err))
			require.Equal(t, c.want != blame, store.MayPass(err))
		})
	}
}

func TestADatabaseThatTakesNoWritesIsAway(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	_, err := h.DB().ExecContext(t.Context(), `DO $$ BEGIN
		EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$`)
	require.NoError(t, err)
	s := openStore(t, h.url) // connections of their own, from after that
	err = s.NoteDecisions(t.Context(), c.ID, []store.RuleDecision{{ID: c.ID, RuleID: c.ID, Outcome: store.RunMatched}})
	require.True(t, store.IsAway(err), "%v", err)
}
