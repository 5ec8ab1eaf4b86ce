package orders_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"rozmowa/orders"
)

func TestNumbersThatCustomersWriteAreFound(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"BaseLinker's own":                 {"Dzień dobry, gdzie jest zamówienie 59157422?", []string{"59157422"}},
		"behind a hash":                    {"chodzi o #1234", []string{"1234"}},
		"a short one that is named":        {"Nr zamówienia: 812, proszę o pomoc. Zamówienie 812", []string{"812"}},
		"with zeros before it":             {"numer 000812", []string{"000812", "812"}},
		"in groups":                        {"zamówienie 591 574 2216", []string{"5915742216", "591"}},
		"with a quantity behind it":        {"zamówienie 591574 2 sztuki", []string{"5915742", "591574"}},
		"InPost's 24 digits":               {"paczka 620012345678901234567890 nie doszła", []string{"620012345678901234567890"}},
		"InPost's in groups":               {"Paczka: 6200 1234 5678 9012 3456 7890", []string{"620012345678901234567890", "6200"}},
		"DPD's with a letter at its end":   {"0000123456789U", []string{"0000123456789u"}},
		"DHL's":                            {"DHL 12345678901", []string{"12345678901"}},
		"the post's twenty digits":         {"00359007738912345678", []string{"00359007738912345678", "359007738912345678"}},
		"a registered letter's":            {"RR123456789PL?", []string{"rr123456789pl"}},
		"UPS'":                             {"1Z999AA10123456784", []string{"1z999aa10123456784"}},
		"Allegro's":                        {"zamówienie 3F0C2A10-6b5d-11ef-9d1f-1f2e3d4c5b6a z Allegro", []string{"3f0c2a10-6b5d-11ef-9d1f-1f2e3d4c5b6a"}},
		"with other dashes and spaces":     {"nr 591–574 22", []string{"59157422", "591"}},
		"several, each once":               {"59157422 i 59157423, jeszcze raz 59157422", []string{"59157422", "59157423"}},
		"in a courier's address":           {"https://inpost.pl/sledzenie?number=620012345678901234567890", []string{"620012345678901234567890"}},
		"no phone number in groups":        {"proszę dzwonić 600 700 800", nil},
		"no phone number with a prefix":    {"+48 600700800", nil},
		"no phone number that is named":    {"Tel. 600700800", nil},
		"no postcode":                      {"ul. Długa 5, 00-950 Warszawa", nil},
		"no bank account":                  {"zwrot na 12 1140 2004 0000 3002 0135 5387", nil},
		"no bank account with its country": {"PL12114020040000300201355387", nil},
		"no price":                         {"zapłaciłam 123456 zł, czyli 1234,56 i 150000,- oraz EUR 120000", nil},
		"no date":                          {"zamówione 12.11.2026, 2026-11-12", nil},
		"no tax number":                    {"NIP 526-10-40-828, NIP: 5261040828", nil},
		"no quantity and no year":          {"kupiłam 12 kubków w 2026", nil},
		"no address of somebody":           {"jan1234567@klient.example", nil},
		"nothing in an empty text":         {"", nil},
		"nothing in words":                 {"Gdzie jest moja paczka?", nil},
		"no size, which has letters in it": {"rozmiar 42xl", nil},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, orders.NumbersIn(c.text))
		})
	}
}

func FuzzNumbersIn(f *testing.F) {
	for _, s := range []string{"zamówienie 591 574 22", "RR123456789PL", "+48 600 700 800", "3f0c2a10-6b5d-11ef-9d1f-1f2e3d4c5b6a", "\xff#12", "nr – 00 0", strings.Repeat("1 ", 9000)} {
		f.Add(s)
	}
	shape := regexp.MustCompile(`^[0-9a-z-]{3,40}$`)
	f.Fuzz(func(t *testing.T, text string) {
		seen := map[string]bool{}
		for _, n := range orders.NumbersIn(text) {
			if !shape.MatchString(n) || !utf8.ValidString(n) || seen[n] || strings.Trim(n, "abcdefghijklmnopqrstuvwxyz-") == "" {
				t.Fatalf("%q in %q", n, text)
			}
			seen[n] = true
		}
		if len(seen) > 20 {
			t.Fatalf("%d numbers", len(seen))
		}
	})
}
