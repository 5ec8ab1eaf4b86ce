package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/rules"
)

// env is an angry customer's message to a shop that is closed.
func env() rules.Env {
	return rules.Env{
		Event:   string(rules.CustomerMessage),
		Change:  rules.Change{By: "customer"},
		Message: rules.Message{Text: "Dzień dobry,\n\nchcę ZWRÓCIĆ  towar, bo nie działa!", Language: "pl", HasAttachment: true},
		Ticket: rules.Ticket{Number: 1024, Subject: "Faktura", Status: "open", Priority: "normal", Tags: []string{"VIP", "zwrot"},
			Agent: "", Team: "Zwroty", Age: 3 * time.Hour, Messages: 4, UnansweredFor: 40 * time.Minute},
		Channel:   rules.Channel{Name: "Sklep główny", Kind: "chat"},
		Customer:  rules.Customer{Name: "Anna", Email: "anna@example.com", Domain: "example.com", Tickets: 2},
		Sentiment: "negative", Context: "return",
		Now: rules.Now{Weekday: "monday", Hour: 23, Minute: 15, Date: "2026-11-23"},
	}
}

func TestMatch(t *testing.T) {
	facts := env().Facts()
	for source, want := range map[string]bool{
		"":               true,
		"// only a word": true,
		`event == "customer_message" and change.by == "customer"`: true,
		// Texts are looked through without case, diacritics and the exact white space.
		`message.text contains "zwrocic towar"`:           true,
		`message.text contains "  Zwrócić\ttowar "`:       true,
		`message.text contains "reklamacja"`:              false,
		`message.text not contains "reklamacja"`:          true,
		`message.text startsWith "dzien"`:                 true,
		`ticket.subject endsWith "TURA"`:                  true,
		`containsAny(message.text, ["paczka", "DZIALA"])`: true,
		`containsAny(message.text, ["paczka", "kurier"])`: false,
		`hasWord(message.text, "nie")`:                    true,
		`hasWord(message.text, "zie")`:                    false,
		`hasWord(message.text, "nie działa")`:             true,
		`hasAnyWord(message.text, ["dzia", "towar"])`:     true,
		"message.text matches `(?i)zwróci.\\s+towar`":     true,
		`message.text contains customer.name`:             false,
		`customer.email contains customer.domain`:         true,
		`message.text contains orders.number`:             false, // nothing is in no text
		// Values.
		`channel.name == "Sklep główny" and not channel.open`:    true,
		`channel.name == "sklep główny"`:                         false,
		`sentiment in ["negative", "neutral"]`:                   true,
		`sentiment not in ["negative", "neutral"]`:               false,
		`"VIP" in ticket.tags and "B2B" not in ticket.tags`:      true,
		`ticket.tags[1] == "zwrot" and len(ticket.tags) == 2`:    true,
		`ticket.age > hours(2) and ticket.age <= minutes(180)`:   true,
		`ticket.age > hours(ticket.messages)`:                    false,
		`ticket.age + hours(21.5) > days(1)`:                     true,
		`(ticket.number - 24) % 1000 == 0`:                       true,
		`ticket.messages * 2.5 == 10`:                            true,
		`-ticket.messages < 0`:                                   true,
		`8 <= now.hour < 16`:                                     false,
		`timeBetween("22:00", "06:00")`:                          true,
		`timeBetween("23:15", "23:16")`:                          true,
		`timeBetween("08:00", "23:15")`:                          false,
		`now.weekday in ["saturday", "sunday"] or now.hour > 20`: true,
		`now.date >= "2026-11-23" and now.date < "2026-12-01"`:   true,
		// What isn't known is neither more nor less, nor equal.
		`orders.total < 100`:                 false,
		`orders.total >= 0`:                  false,
		`orders.age < days(7)`:               false,
		`not (orders.age < days(7))`:         true,
		`orders.total != 5`:                  false,
		`orders.count == 0`:                  true,
		`orders.status == ""`:                true,
		`customer.silentFor < days(1)`:       false,
		`customer.silentFor > minutes(0)`:    false,
		`ticket.unansweredFor > minutes(30)`: true,
	} {
		c, found := rules.Compile(source)
		require.NotNil(t, c, "%s: %+v", source, found)
		got, err := c.Match(facts)
		require.NoError(t, err, source)
		require.Equal(t, want, got, source)
		require.Equal(t, map[bool]rules.Outcome{true: rules.True, false: rules.False}[want], c.Explain(facts).Outcome, source)
	}
}

func TestWhatFailsDoesNotMatch(t *testing.T) {
	facts := env().Facts()
	for source, message := range map[string]string{
		`ticket.number / orders.count > 1`:                                  "division by zero",
		`ticket.number / 0 > 1`:                                             "division by zero",
		`ticket.number % orders.count == 1`:                                 "division by zero",
		`ticket.tags[7] == "VIP"`:                                           "out of range",
		`ticket.number * 999999999999999 * 999999999999999 > 1`:             "too large",
		`ticket.number * 999999999999999 + 999999999999999 * 9999999 > 1`:   "too large",
		`-999999999999999 * 9000 - 999999999999999 * 900 < 0`:               "too large",
		`ticket.age < hours(ticket.number * 100)`:                           "366 days",
		`ticket.tags[ticket.messages * 999999999999999 * 9999999] == "VIP"`: "too large",
	} {
		c, found := rules.Compile(source)
		require.NotNil(t, c, "%s: %+v", source, found)
		got, err := c.Match(facts)
		require.ErrorContains(t, err, message, source)
		require.False(t, got)
		e := c.Explain(facts)
		require.Equal(t, rules.Failed, e.Outcome)
		require.Contains(t, e.Error, message)
	}
}

func TestFactsAreCut(t *testing.T) {
	e := env()
	e.Message.Text = strings.Repeat("ą", rules.MaxMessageText) + "KONIEC"
	e.Ticket.Subject = strings.Repeat("ą", rules.MaxText) + "KONIEC"
	e.Ticket.Tags = append(make([]string, rules.MaxTags), "KONIEC")
	e.Ticket.Tags[0] = strings.Repeat("x", 10_000)
	facts := e.Facts()
	for _, source := range []string{
		`message.text contains "koniec"`, `ticket.subject contains "koniec"`, `"KONIEC" in ticket.tags`, `len(ticket.tags[0]) > 300`,
	} {
		c, _ := rules.Compile(source)
		got, err := c.Match(facts)
		require.NoError(t, err)
		require.False(t, got, source)
	}
	require.Len(t, e.Ticket.Tags[0], 10_000, "the caller's own stay")
}

func TestPhrasesOfLongTextsAreFoundWhereverTheyStand(t *testing.T) {
	words := strings.Fields(strings.Repeat("Dzień dobry, chciałabym się dowiedzieć, gdzie jest moja paczka? ", 40))
	for i := range words {
		e := env()
		with := slices.Clone(words)
		with[i] = "REKLAMACJĘ"
		e.Message.Text = strings.Join(with, " ")
		for source, want := range map[string]bool{
			`message.text contains "eklamacj"`: true, `hasWord(message.text, "reklamację")`: true, `hasWord(message.text, "eklamacj")`: false,
			`message.text contains "reklamacja"`: false, `message.text contains "ę"`: true, `containsAny(message.text, ["xx", "macje"])`: true,
		} {
			c, _ := rules.Compile(source)
			got, err := c.Match(e.Facts())
			require.NoError(t, err)
			require.Equal(t, want, got, "%s at %d", source, i)
		}
	}
}

func TestNowIsOfTheZone(t *testing.T) {
	warsaw, err := time.LoadLocation("Europe/Warsaw")
	require.NoError(t, err)
	require.Equal(t, rules.Now{Weekday: "sunday", Hour: 0, Minute: 30, Date: "2026-11-29"},
		rules.NewNow(time.Date(2026, 11, 28, 23, 30, 0, 0, time.UTC), warsaw))
}

func TestManyGoroutinesShareAConditionAndTheCache(t *testing.T) {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			facts := env().Facts()
			for j := range 200 {
				if own, _ := rules.Compile(fmt.Sprintf("len(ticket.tags) < %d", 3+200*i+j)); own.Explain(facts).Outcome != rules.True {
					t.Error("doesn't match")
				}
				c, _ := rules.Compile(`message.text contains "zwrócić" and "VIP" in ticket.tags`)
				if ok, err := c.Match(facts); !ok || err != nil || c.Explain(facts).Outcome != rules.True {
					t.Error("doesn't match", err)
				}
			}
		})
	}
	wg.Wait()
}

func TestExplain(t *testing.T) {
	c, _ := rules.Compile(`(sentiment == "positive" or ticket.tags[9] == "x") and not (orders.total > 5) and "VIP" in ticket.tags`)
	e := c.Explain(env().Facts())
	require.Equal(t, rules.KindAnd, e.Kind)
	require.Equal(t, rules.Failed, e.Outcome, "as the machine: the first that fails, fails all")
	require.Len(t, e.Parts, 3)

	either := e.Parts[0]
	require.Equal(t, rules.KindOr, either.Kind)
	require.Equal(t, `sentiment == "positive" or ticket.tags[9] == "x"`, either.Source)
	require.Equal(t, []rules.Value{{Path: "sentiment", Type: rules.Text, Value: "negative"}}, either.Parts[0].Values)
	require.Equal(t, rules.False, either.Parts[0].Outcome)
	require.Equal(t, rules.Failed, either.Parts[1].Outcome)

	not := e.Parts[1]
	require.Equal(t, rules.KindNot, not.Kind)
	require.Equal(t, rules.True, not.Outcome)
	require.Equal(t, []rules.Value{{Path: "orders.total", Type: rules.Number, Value: "0", Unknown: true}}, not.Parts[0].Values)

	tags := e.Parts[2]
	require.Equal(t, rules.True, tags.Outcome, "evaluated though nothing depends on it any more")
	require.Equal(t, []string{"VIP", "zwrot"}, tags.Values[0].Values)
	require.Equal(t, `"VIP" in ticket.tags`, tags.Source)
	require.Equal(t, len(c.Source())-len(tags.Source), tags.From)
}

func TestExplanationsQuoteOnlyTheBeginningOfATextButAnswerAsAWhole(t *testing.T) {
	e := env()
	e.Message.Text = strings.Repeat("słowo ", 500) + "koniec"
	c, _ := rules.Compile(`message.text contains "koniec"`)
	explained := c.Explain(e.Facts())
	require.Equal(t, rules.True, explained.Outcome)
	require.Less(t, len(explained.Values[0].Value), 200)
}
