package desk_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

// cleaning is a case of a Clean function: want or code.
type cleaning struct{ in, want, code string }

func requireCleaned(t *testing.T, c cleaning, got string, err error) {
	t.Helper()
	if c.code != "" {
		require.Equal(t, desk.Invalid, desk.KindOf(err))
		require.Equal(t, c.code, desk.CodeOf(err))
		require.ErrorContains(t, err, "field")
		require.Empty(t, got)
		return
	}
	require.NoError(t, err)
	require.Equal(t, c.want, got)
}

func same(s string) cleaning { return cleaning{in: s, want: s} }

const flagOfEngland = "\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F"

func TestCleanBody(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]cleaning{
		"a text is kept as it was typed":                     same("  Dzień dobry,\n\n\tgdzie jest paczka?  "),
		"HTML is text":                                       same("<script>alert(1)</script> &amp;"),
		"Windows' line endings become \\n":                   {in: "a\r\nb\r\n", want: "a\nb\n"},
		"old Macs' line endings become \\n":                  {in: "a\rb\r\rc", want: "a\nb\n\nc"},
		"mixed line endings become \\n each":                 {in: "a\r\r\nb\n\rc", want: "a\n\nb\n\nc"},
		"right-to-left text with its marks is kept":          same("שלום\u200f!"),
		"an emoji of several code points is kept":            same("👩‍👩‍👧 " + flagOfEngland),
		"combining letters are kept as they are":             same("e\u0301"),
		"the longest text":                                   same(strings.Repeat("ż", desk.MaxBody)),
		"line endings count once":                            {in: strings.Repeat("\r\n", desk.MaxBody-1) + "x", want: strings.Repeat("\n", desk.MaxBody-1) + "x"},
		"one character more is too long":                     {in: strings.Repeat("ż", desk.MaxBody+1), code: "too_long"},
		"nothing is empty":                                   {in: "", code: "empty"},
		"blanks are empty":                                   {in: " \n\t \u00a0\u3000", code: "empty"},
		"invisible characters are empty":                     {in: "\u200b\u2060\ufeff\u00ad\u200e", code: "empty"},
		"a line break of Windows alone is empty":             {in: "\r\n", code: "empty"},
		"NUL is refused":                                     {in: "a\x00b", code: "control_character"},
		"an escape sequence is refused":                      {in: "a\x1b[31mb", code: "control_character"},
		"a backspace is refused":                             {in: "a\bb", code: "control_character"},
		"delete is refused":                                  {in: "a\x7fb", code: "control_character"},
		"control characters of the second range are too":     {in: "a\u0085b", code: "control_character"},
		"half a character is not UTF-8":                      {in: "a\xc5", code: "utf8"},
		"a surrogate is not UTF-8":                           {in: "\xed\xa0\x80", code: "utf8"},
		"an overlong spelling is not UTF-8":                  {in: "\xc0\x80", code: "utf8"},
		"a replacement character is a character":             same("\ufffd"),
		"a noncharacter is valid UTF-8":                      same("a\uffff"),
		"what is wrong with a long text is its length":       {in: strings.Repeat("a", desk.MaxBody) + "\x00", code: "too_long"},
		"what is wrong with no UTF-8 is that":                {in: strings.Repeat("\xff", desk.MaxBody+1), code: "utf8"},
		"a line separator of Unicode is kept in a text":      same("a\u2028b"),
		"a text of one visible character among blanks is it": same("\u200b.\u200b"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := desk.CleanBody("field", tt.in)
			requireCleaned(t, tt, got, err)
		})
	}
}

func TestCleanLine(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]cleaning{
		"a name":                                  same("Jan Kos"),
		"blanks around it are trimmed":            {in: " \u00a0Jan Kos\u3000", want: "Jan Kos"},
		"nothing comes out empty":                 {in: "", want: ""},
		"blanks come out empty":                   {in: "   ", want: ""},
		"invisible characters come out empty":     {in: " \u200b\ufeff ", want: ""},
		"invisible characters belong to an emoji": same(flagOfEngland),
		"a second line is refused":                {in: "Jan\nBcc: x", code: "control_character"},
		"a second line of Windows is refused":     {in: "Jan\r\nKos", code: "control_character"},
		"a tab is refused":                        {in: "Jan\tKos", code: "control_character"},
		"a line separator of Unicode is refused":  {in: "Jan\u2028Kos", code: "control_character"},
		"a paragraph separator is refused":        {in: "Jan\u2029Kos", code: "control_character"},
		"the longest line":                        same(strings.Repeat("ą", 10)),
		"one character more is too long":          {in: strings.Repeat("ą", 11), code: "too_long"},
		"half a character is not UTF-8":           {in: "a\xc5", code: "utf8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := desk.CleanLine("field", tt.in, 10)
			requireCleaned(t, tt, got, err)
		})
	}
}

func TestCleanEmail(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]cleaning{
		"an address":                                 same("jan@sklep.pl"),
		"upper case is kept":                         same("Jan.Kos+sklep@Sklep.PL"),
		"letters of Polish are kept":                 same("żółw@żółw.pl"),
		"blanks around it are trimmed":               {in: " jan@sklep.pl ", want: "jan@sklep.pl"},
		"the longest address":                        same(strings.Repeat("a", desk.MaxEmail-9) + "@sklep.pl"),
		"one character more is too long":             {in: strings.Repeat("a", desk.MaxEmail-8) + "@sklep.pl", code: "too_long"},
		"nothing is none":                            {in: "", code: "email"},
		"a word is none":                             {in: "jan", code: "email"},
		"nobody at a domain is none":                 {in: "@sklep.pl", code: "email"},
		"somebody nowhere is none":                   {in: "jan@", code: "email"},
		"a domain without a dot is none":             {in: "jan@sklep", code: "email"},
		"a domain that ends in its only dot is none": {in: "jan@sklep.", code: "email"},
		"a domain that begins with a dot is none":    {in: "jan@.sklep.pl", code: "email"},
		"a domain that ends with a dot is none":      {in: "jan@sklep.pl.", code: "email"},
		"two dots in a row are none":                 {in: "jan@sklep..pl", code: "email"},
		"two at-signs are none":                      {in: "jan@kos@sklep.pl", code: "email"},
		"a blank inside is none":                     {in: "jan kos@sklep.pl", code: "email"},
		"a hard blank inside is none":                {in: "jan\u00a0kos@sklep.pl", code: "email"},
		"an invisible character inside is none":      {in: "jan@sk\u200blep.pl", code: "email"},
		"an invisible character at the end is none":  {in: "jan@sklep.pl\u200b", code: "email"},
		"a second line is refused":                   {in: "jan@sklep.pl\nbcc: x@y.pl", code: "control_character"},
		"half a character is not UTF-8":              {in: "jan\xc5@sklep.pl", code: "utf8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := desk.CleanEmail("field", tt.in)
			requireCleaned(t, tt, got, err)
		})
	}
}

func TestAddressesAreComparedInLowerCase(t *testing.T) {
	t.Parallel()
	require.Equal(t, "jan@sklep.pl", desk.NormalEmail(" Jan@SKLEP.pl "))
	require.Equal(t, "żółw@sklep.pl", desk.NormalEmail("ŻÓŁW@sklep.pl"))
}

func TestPreview(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]cleaning{
		"nothing":                              same(""),
		"a short text":                         same("Gdzie jest paczka?"),
		"lines become one":                     {in: "  Dzień dobry,\n\n\tgdzie  jest\u00a0paczka? ", want: "Dzień dobry, gdzie jest paczka?"},
		"what just fits isn't cut":             same(strings.Repeat("ą", desk.PreviewLength)),
		"what doesn't fit ends in an ellipsis": {in: strings.Repeat("ą", desk.PreviewLength+1), want: strings.Repeat("ą", desk.PreviewLength-1) + "…"},
		"no blank stands before the ellipsis":  {in: strings.Repeat("a", desk.PreviewLength-2) + " bcd", want: strings.Repeat("a", desk.PreviewLength-2) + "…"},
		"blanks don't count":                   {in: strings.Repeat("\n", 1000) + "a", want: "a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, desk.Preview(tt.in))
		})
	}
}

func FuzzCleanBody(f *testing.F) {
	for _, s := range []string{"", "a", "a\r\nb", "a\rb", "\r\r\n", "\xff", "\x00", "\u200b", "\u2028", flagOfEngland, strings.Repeat("ż", desk.MaxBody+1)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean, err := desk.CleanBody("body", s)
		if err != nil {
			require.Equal(t, desk.Invalid, desk.KindOf(err))
			require.Empty(t, clean)
			require.True(t, utf8.ValidString(err.Error()))
			return
		}
		require.True(t, utf8.ValidString(clean))
		require.LessOrEqual(t, utf8.RuneCountInString(clean), desk.MaxBody)
		require.NotContains(t, clean, "\x00")
		require.NotContains(t, clean, "\r")
		again, err := desk.CleanBody("body", clean)
		require.NoError(t, err)
		require.Equal(t, clean, again)
	})
}

func FuzzCleanEmail(f *testing.F) {
	for _, s := range []string{"", "jan@sklep.pl", " a@b.c ", "a@b", "@", "a@.b.c", "a@b..c", "\u200b@\u200b.\u200b", "a@b.c\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean, err := desk.CleanEmail("email", s)
		if err != nil {
			require.Equal(t, desk.Invalid, desk.KindOf(err))
			return
		}
		require.Equal(t, 1, strings.Count(clean, "@"))
		require.LessOrEqual(t, utf8.RuneCountInString(clean), desk.MaxEmail)
		again, err := desk.CleanEmail("email", clean)
		require.NoError(t, err)
		require.Equal(t, clean, again)
	})
}

func FuzzPreview(f *testing.F) {
	for _, s := range []string{"", "a  b", "\xff", strings.Repeat("ą ", 200), strings.Repeat("\u200b", 200)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := desk.Preview(s)
		require.LessOrEqual(t, utf8.RuneCountInString(p), desk.PreviewLength)
		require.NotContains(t, p, "\n")
		require.Equal(t, p, desk.Preview(p))
		if utf8.ValidString(s) {
			require.True(t, utf8.ValidString(p))
		}
	})
}
