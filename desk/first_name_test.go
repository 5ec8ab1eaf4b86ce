package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

func TestFirstNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Anna Kowalska": "Anna", "Kowalska, Anna": "Anna", "ANNA KOWALSKA": "Anna", "anna kowalska": "Anna", "KOWALSKA,ANNA": "Anna",
		"": "", "   ": "", "Anna": "Anna", "Anna Maria Nowak": "Anna", "Nowak, Anna Maria": "Anna", "łucja żak": "Łucja", "ŻANETA": "Żaneta",
		"ANNA-MARIA NOWAK": "Anna-Maria", "anna-maria": "Anna-Maria", "D'ARCY Jones": "D'Arcy", "McKenna Hay": "McKenna",
		"Pani Anna Kowalska": "Anna", "dr inż. Jan Kos": "Jan", "Mr. John Smith": "John", "Kos, dr Jan": "",
		// What would be a guess.
		"Pan Kowalski": "", "J. Kowalski": "", "J Kowalski": "", "jan1987": "", "anna@sklep.pl": "", "Kowalska,": "", ", Anna": "Anna",
		"Firma Budowlana": "", "Drewex Sp. z o.o.": "", "ACME Ltd.": "", "123": "", "???": "", "Anna Kowalska, Sklep ABC": "",
		"<b>Tess</b> Markup": "", "-Anna": "", "Anna- Nowak": "", "\u200bAnna": "",
		"Zo\u0308e Hay": "Zo\u0308e", "ZO\u0308E": "Zo\u0308e", "李 明": "", "李明 王": "李明",
	} {
		require.Equal(t, want, desk.FirstName(name), "%q", name)
	}
}

// A first name is one word of the name, whatever its case.
func FuzzFirstName(f *testing.F) {
	for _, name := range []string{"Kowalska, Anna", "ANNA-MARIA", "Dr. İpek", "ǅ ǆ"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		first := desk.FirstName(name)
		require.NotContains(t, first, " ")
		require.NotContains(t, first, "{")
		require.LessOrEqual(t, len([]rune(first)), len([]rune(name)))
	})
}
