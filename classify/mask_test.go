package classify_test

import (
	"regexp"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"rozmowa/classify"
)

func TestMask(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"an e-mail address":            {"mój mail to jan.kowalski+sklep@poczta.example.pl, proszę pisać", "mój mail to [e-mail], proszę pisać"},
		"one with letters beyond":      {"żółw@jaźń.pl", "[e-mail]"},
		"one that hides":               {"jan (at) firma.pl", "[e-mail]"},
		"a phone":                      {"tel. 600 100 200 po 16", "tel. [phone] po 16"},
		"a phone in one":               {"600100200", "[phone]"},
		"a phone with its country":     {"+48 600-100-200!", "[phone]!"},
		"an order":                     {"zamówienie nr 48213 z 2.11", "zamówienie nr [number] z 2.11"},
		"a short order":                {"zam. 921", "zam. [number]"},
		"an order behind a hash":       {"#5518 gdzie jest", "#[number] gdzie jest"},
		"an order with a year":         {"zam 7781/2024", "zam [number]"},
		"a claim":                      {"reklamacja R/221", "reklamacja R/[number]"},
		"a parcel":                     {"paczka 1Z999AA10123456784 utknęła", "paczka [number] utknęła"},
		"InPost's number":              {"nr 520107010101010101010101", "nr [account]"},
		"an account":                   {"konto 61 1090 1014 0000 0712 1981 2874 dziękuję", "konto [account] dziękuję"},
		"an account with its country":  {"PL61 1090 1014 0000 0712 1981 2874", "[account]"},
		"a card":                       {"karta 4111 1111 1111 1111", "karta [card]"},
		"a tax number":                 {"NIP 676-000-11-22", "NIP [number]"},
		"a postal code and town":       {"31-455 Kraków", "[address]"},
		"a postal code of two words":   {"00-001 Zielona Góra, proszę", "[address], proszę"},
		"a street":                     {"proszę zmienić na ul. Lipową 12/3.", "proszę zmienić na [address]."},
		"a street of many words":       {"mieszkam przy ulicy Jana Pawła II 5 m. 7", "mieszkam przy [address]"},
		"a street without the word":    {"wysyłka: Gdynia, Świętojańska 10", "wysyłka: Gdynia, [address]"},
		"an English street":            {"I live at 12 Old Mill Road now", "I live at [address] now"},
		"an English postal code":       {"it should be SW4 7QT please", "it should be [address] please"},
		"a name behind Pani":           {"rozmawiałam z Panią Katarzyną Nowak wczoraj", "rozmawiałam z Panią [name] wczoraj"},
		"a name of one's own":          {"nazywam się anna nowak i", "nazywam się [name] i"},
		"a name at the end":            {"proszę o pomoc. Pozdrawiam, Ania", "proszę o pomoc. Pozdrawiam, [name]"},
		"a name below":                 {"Proszę o pomoc.\nZ poważaniem\nMaria Zielińska", "Proszę o pomoc.\nZ poważaniem\n[name]"},
		"a name on the last line":      {"Kiedy dojdzie?\n\nTomasz", "Kiedy dojdzie?\n\n[name]"},
		"a surname in the middle":      {"paczkę odbierze Jan Kowalski, mąż", "paczkę odbierze [name], mąż"},
		"an English name":              {"Ask Mrs Jane Smith about it. Kind regards, Claire", "Ask Mrs [name] about it. Kind regards, [name]"},
		"a link":                       {"https://sklep.pl/reset?token=abc#d nie działa", "[link] nie działa"},
		"a price and a date stay":      {"zapłaciłem 349 zł 2.11 o 15:30", "zapłaciłem 349 zł 2.11 o 15:30"},
		"words stay":                   {"Pani z infolinii była miła, Pan z czatu też", "Pani z infolinii była miła, Pan z czatu też"},
		"a question on the last line":  {"Dzień dobry\nGdzie paczka", "Dzień dobry\nGdzie paczka"},
		"thanks on the last line stay": {"kiedy?\ndziękuję", "kiedy?\ndziękuję"},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, tt.want, classify.Mask(tt.text)) })
	}
}

func FuzzMask(f *testing.F) {
	f.Add("jan@firma.pl 600 100 200 ul. Lipowa 3 31-455 Kraków\nAnna")
	f.Add("\xffPL61 1090\u00a01014@")
	address, long := regexp.MustCompile(`[\p{L}\p{N}]@[\p{L}\p{N}]`), regexp.MustCompile(`\p{Nd}{4}`)
	f.Fuzz(func(t *testing.T, text string) {
		masked := classify.Mask(text)
		require.True(t, utf8.ValidString(masked))
		require.False(t, address.MatchString(masked), masked)
		require.False(t, long.MatchString(masked), masked)
	})
}
