package desk_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

func TestWordsAreSearchedForAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"without diacritics and case":             {"Zażółć GĘŚLĄ jaźń", []string{"zazolc", "gesla", "jazn"}},
		"whichever way diacritics are written":    {"z\u0307o\u0301ło\u0328", []string{"zolo"}},
		"an address is its parts":                 {"jan.kos+a@klient.example", []string{"jan", "kos", "a", "klient", "example"}},
		"a number behind a # is both":             {"#123, nr 45", []string{"123", "#123", "nr", "45"}},
		"an order's number is its parts":          {"ZAM/2026/0012-A", []string{"zam", "2026", "0012", "a"}},
		"each word once":                          {"tak Tak TAK", []string{"tak"}},
		"other alphabets":                         {"Київ Straße ÅRHUS", []string{"киів", "strasse", "arhus"}},
		"signs aren't words":                      {"'\"\\ & | ! :* <-> ( ) \U0001F600 …", nil},
		"compatible forms":                        {"１２３ ﬁrma ½", []string{"123", "firma", "12"}},
		"a word longer than anybody's":            {strings.Repeat("ab", 50), []string{strings.Repeat("ab", 20)}},
		"a mark without a letter":                 {"\u0301\u0301 a", []string{"a"}},
		"what isn't UTF-8 is no part of a word":   {"a\xffb", []string{"a", "b"}},
		"a letter that stands for a whole phrase": {"ﷺ", []string{"صلىاللهعليهوسلم"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, desk.SearchWords(tt.text))
		})
	}
}

func TestNumbersInASearchAreThoseOfOrders(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		search string
		want   []desk.SearchNumber
	}{
		"a number":                         {"4589123", []desk.SearchNumber{{Text: "4589123", First: 0, End: 1}}},
		"words, whatever their letters":    {"gdzie żółta paczka", nil},
		"beside words":                     {"zwrot 4589123", []desk.SearchNumber{{Text: "4589123", First: 1, End: 2}, {Text: "zwrot4589123", First: 0, End: 2}}},
		"of several words":                 {"ZAM/2026/00817", []desk.SearchNumber{{Text: "ZAM/2026/00817", First: 0, End: 3}}},
		"with signs around it":             {"(#4589123),", []desk.SearchNumber{{Text: "(#4589123),", First: 0, End: 1}, {Text: "4589123", First: 0, End: 1}}},
		"in groups":                        {"6200 0000-0001", []desk.SearchNumber{{Text: "6200", First: 0, End: 1}, {Text: "0000-0001", First: 1, End: 3}, {Text: "620000000001", First: 0, End: 3}}},
		"too short":                        {"12", nil},
		"longer than anybody's":            {strings.Repeat("1", 51), nil},
		"behind more words than may count": {strings.Repeat("a ", 12) + "4589123", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, desk.NewSearch(tt.search).Numbers())
		})
	}
}

// marked shows a fragment with its hits in brackets.
func marked(parts []desk.Found) string {
	var s strings.Builder
	for _, p := range parts {
		if p.Hit {
			s.WriteString("[" + p.Text + "]")
		} else {
			s.WriteString(p.Text)
		}
	}
	return s.String()
}

func TestAFragmentShowsWhereItWasFound(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("słowo ", 60)
	for name, tt := range map[string]struct {
		search, text, want string
		words              int
	}{
		"a word whatever its case and diacritics": {"zazolc", "Proszę ZAŻÓŁĆ to", "Proszę [ZAŻÓŁĆ] to", 1},
		"the last word is perhaps but begun":      {"gdzie pacz", "Gdzie jest paczka?", "[Gdzie] jest [paczka]?", 2},
		"the others aren't":                       {"pacz gdzie", "Gdzie jest paczka?", "[Gdzie] jest paczka?", 1},
		"lines become one":                        {"b", "a\n\n  b\tc", "a [b] c", 1},
		"a number":                                {"#12", "nr #123 i 124", "nr #[123] i 124", 1},
		"nothing":                                 {"nic", "Gdzie jest paczka?", "", 0},
		"long before and behind":                  {"igła", long + "igła " + long, "…słowo słowo słowo słowo słowo słowo słowo słowo [igła] " + strings.Repeat("słowo ", 17) + "słowo…", 1},
		"where most of it is":                     {"paczka zwrot", "paczka " + long + "zwrot paczka", "…słowo słowo słowo słowo słowo słowo słowo słowo [zwrot] [paczka]", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parts, words := desk.NewSearch(tt.search).Fragment(tt.text)
			require.Equal(t, tt.want, marked(parts))
			require.Equal(t, tt.words, words)
		})
	}
}

// FuzzSearch: whatever is searched for in whatever text, words hold nothing but letters and digits, and a fragment is a
// short, valid part of the text.
func FuzzSearch(f *testing.F) {
	f.Add("zażółć gęślą", "Zażółć gęślą jaźń")
	f.Add(`' " \ :* & | ! ( ) <->`, `it's "quoted" \ and :* more`)
	f.Add(strings.Repeat("\U0001F600", 200), "\U0001F600")
	f.Add("a\x00b \u0301", "a\u00a0b\u2028c")
	f.Add("#１２ ﷺ ½", "#12 صلى")
	f.Fuzz(func(t *testing.T, search, text string) {
		s := desk.NewSearch(search)
		require.LessOrEqual(t, len(s.Words), 12)
		for _, n := range s.Numbers() {
			require.Less(t, n.First, n.End)
			require.LessOrEqual(t, n.End, len(s.Words))
		}
		for _, word := range append(desk.SearchWords(text), s.Words...) {
			require.NotEmpty(t, word)
			require.True(t, utf8.ValidString(word))
			require.LessOrEqual(t, utf8.RuneCountInString(word), 41)
			require.False(t, strings.ContainsAny(word, "'\\\x00 \t\n&|!:*()<>@\""), "%q", word)
		}
		if !utf8.ValidString(text) {
			return
		}
		parts, words := s.Fragment(text)
		require.Equal(t, words == 0, len(parts) == 0)
		whole := ""
		for _, p := range parts {
			require.NotEmpty(t, p.Text)
			whole += p.Text
		}
		require.True(t, utf8.ValidString(whole))
		require.LessOrEqual(t, utf8.RuneCountInString(whole), 165)
	})
}
