package desk_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

func TestStatusClean(t *testing.T) {
	own := desk.Status{Key: uuid.NewString(), Name: "  U   kuriera ", Colour: "#ABCDEF", Position: 1}
	require.NoError(t, own.Clean())
	require.Equal(t, []any{"U kuriera", "#abcdef", false}, []any{own.Name, own.Colour, own.Builtin})
	builtin := desk.Status{Key: "spam", Colour: "#abcdef", Position: 1000, Builtin: false}
	require.NoError(t, builtin.Clean())
	require.True(t, builtin.Builtin)
	for name, tt := range map[string]struct {
		change      func(*desk.Status)
		field, code string
	}{
		"a key of no form":       {func(s *desk.Status) { s.Key = "mine" }, "key", "key"},
		"no key":                 {func(s *desk.Status) { s.Key = "" }, "key", "key"},
		"no name":                {func(s *desk.Status) { s.Name = "\u00a0" }, "name", "empty"},
		"a name too long":        {func(s *desk.Status) { s.Name = strings.Repeat("ż", desk.MaxWord+1) }, "name", "too_long"},
		"a name of two lines":    {func(s *desk.Status) { s.Name = "a\nb" }, "name", "control_character"},
		"a built-in one's name":  {func(s *desk.Status) { s.Key = "open" }, "name", "builtin"},
		"a colour's name":        {func(s *desk.Status) { s.Colour = "red" }, "colour", "colour"},
		"no place":               {func(s *desk.Status) { s.Position = 0 }, "position", "range"},
		"a place behind the end": {func(s *desk.Status) { s.Position = 1001 }, "position", "range"},
	} {
		t.Run(name, func(t *testing.T) {
			s := own
			tt.change(&s)
			var e *desk.Error
			require.ErrorAs(t, s.Clean(), &e)
			require.Equal(t, []any{desk.Invalid, tt.field, tt.code}, []any{e.Kind, e.Field, e.Code})
		})
	}
}

func TestOwnWordsArentCalledAsTheBuiltInAreKept(t *testing.T) {
	status := func(name string) error {
		return (&desk.Status{Key: uuid.NewString(), Name: name, Colour: "#abcdef", Position: 1}).Clean()
	}
	context := func(name string) error { return (&desk.Context{Key: uuid.NewString(), Name: name}).Clean() }
	for name, err := range map[string]error{
		"a status": status("spam"), "with blanks": status("  pending "), "a context": context("product"), "with an underscore": context("order_change"),
	} {
		t.Run(name, func(t *testing.T) {
			var e *desk.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, []any{desk.Conflict, "name", "name_taken"}, []any{e.Kind, e.Field, e.Code})
		})
	}
	for name, err := range map[string]error{
		"a context's key": status("product"), "a status' key": context("spam"), "another case, which conditions tell apart": status("Spam"),
		"how screens name one": context("Pytanie o produkt"), "more than a key": status("spam 2"),
	} {
		require.NoError(t, err, name)
	}
}

func TestFoldWord(t *testing.T) {
	for _, same := range [][2]string{{"VIP", "vip"}, {"ŻÓŁTA", "żółta"}, {"o\u0301", "Ó"}} {
		require.Equal(t, desk.FoldWord(same[0]), desk.FoldWord(same[1]))
	}
	require.NotEqual(t, desk.FoldWord("zolta"), desk.FoldWord("żółta"))
}
