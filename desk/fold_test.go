package desk_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

func TestFoldText(t *testing.T) {
	for text, want := range map[string]string{
		"ZAŻÓŁĆ  gęślą\n\tjaźń!": "zazolc gesla jazn!",
		"Straße №5 – Ångström":   "strasse no5 – angstrom",
		"cafe\u0301":             "cafe",
		"":                       "",
		"  a  ":                  " a ",
		"ﬁrma \u00a0 x":          "firma x",
	} {
		require.Equal(t, want, desk.FoldText(text), text)
	}
}

func FuzzFoldText(f *testing.F) {
	f.Add("ZAŻÓŁĆ gęślą jaźń")
	f.Add("¨ x ´ ª ŉ ſ ĳ \u00a0\u00a0 \u00ad")
	f.Add("İ ǅ ﬀ ẞ \xff")
	f.Fuzz(func(t *testing.T, text string) {
		folded := desk.FoldText(text)
		require.Equal(t, folded, desk.FoldText(folded), "folding is done once")
		require.Equal(t, folded, strings.TrimSuffix(desk.FoldText(text+"\u4e00"), "\u4e00"), "the quick way is the same")
	})
}
