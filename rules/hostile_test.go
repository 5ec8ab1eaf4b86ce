package rules_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/rules"
)

const (
	longest = 50 * time.Millisecond
	largest = 10 << 20
)

// hostile are conditions that someone may write to take the machine's time or memory.
var hostile = map[string]string{
	"doubling texts":            "let a0 = message.text; " + doubling(30) + " a30 == ''",
	"a text built of itself":    "message.text + message.text == ''",
	"nested predicates":         "all(ticket.tags, all(ticket.tags, all(ticket.tags, all(ticket.tags, # != 'x'))))",
	"a predicate":               "any(ticket.tags, message.text matches 'a')",
	"a range":                   "len(1..1000000000) > 0",
	"a repeated text":           "repeat('a', 1000000000) == ''",
	"brackets":                  strings.Repeat("(", 1000) + "true" + strings.Repeat(")", 1000),
	"open brackets":             strings.Repeat("(", 2000),
	"square brackets":           strings.Repeat("[", 1000) + strings.Repeat("]", 1000),
	"open calls":                strings.Repeat("len(", 500),
	"curly brackets":            strings.Repeat("{a:", 600),
	"not not not":               strings.Repeat("not ", 500) + "true",
	"! ! !":                     strings.Repeat("!", 2000) + "true",
	"- - -":                     strings.Repeat("-", 2000) + "1 > 0",
	"a chain of dots":           "a" + strings.Repeat(".a", 1000),
	"a chain of places":         "ticket.tags" + strings.Repeat("[0]", 600),
	"powers":                    "9" + strings.Repeat("**9", 600) + " > 1",
	"products":                  "9" + strings.Repeat(" * 999999999999999", 90) + " > 1",
	"conditionals":              strings.Repeat("true ? ", 250) + "true" + strings.Repeat(" : true", 250),
	"pipes":                     "message.text" + strings.Repeat(" | trim()", 200),
	"a long source":             strings.Repeat("true and ", 2_000_000) + "true",
	"bytes that aren't text":    strings.Repeat("\xff", 2000),
	"quotes":                    strings.Repeat(`"`, 2001),
	"Polish quotes":             strings.Repeat("„a”", 250),
	"comments":                  strings.Repeat("/**/", 500) + "true",
	"words":                     strings.Repeat("a ", 1000),
	"words to put in quotes":    "sentiment == " + strings.Repeat("a ", 1000),
	"a list":                    "sentiment in [" + strings.Repeat("'a',", 190) + "'a']",
	"comparisons":               "sentiment == ''" + strings.Repeat(" and sentiment == ''", 45),
	"what may be unknown":       "orders.age>days(9)" + strings.Repeat(" or orders.age>days(9)", 23),
	"long chains":               "1" + strings.Repeat("<now.hour<ticket.number", 18),
	"phrases":                   "containsAny(message.text, [" + strings.Repeat("'aaaaaab',", 180) + "'a'])",
	"words of a text":           "hasWord(message.text, '" + strings.Repeat("a", 1000) + "') or hasWord(message.text, 'a')",
	"a phrase from the text":    "message.text contains message.text" + strings.Repeat(" and ticket.subject contains customer.name", 23),
	"a pattern of patterns":     "message.text matches '(a*)*(a*)*(a*)*(a*)*b'",
	"a pattern that blows up":   "message.text matches '^(a+)+$' or message.text matches '(x+x+)+y'",
	"a pattern that repeats":    "message.text matches '((a{0,30}){0,30}){0,30}b'",
	"a pattern as large as may": "message.text matches '(a?){36}(a?){36}b$'",
	"a pattern of large sets":   `message.text matches '(?i)\\pL\\pL\\pL*b'`,
	"many patterns":             "message.text matches '(a|b|c)*d'" + strings.Repeat(" or message.text matches '(a|aa)*b'", 25),
	"a pattern with any":        "message.text matches '.*.*.*.*.*.*.*.*.*=.*.*.*.*.*.*b'",
	"names that are near":       strings.Repeat("tickte.prioryty == 'hgih' and ", 60) + "true",
	"values that are near":      "'VPI' in ticket.tags" + strings.Repeat(" or 'VPI' in ticket.tags", 32),
}

// allowed are the worst that are: those just within the limits.
var allowed = []string{
	"products", "a list", "comparisons", "what may be unknown", "long chains", "phrases", "words of a text", "a phrase from the text",
	"a pattern of patterns", "a pattern that blows up", "a pattern as large as may", "a pattern of large sets", "many patterns",
	"a pattern with any", "values that are near",
}

func doubling(times int) string {
	var b strings.Builder
	for i := range times {
		fmt.Fprintf(&b, "let a%d = a%d + a%d; ", i+1, i, i)
	}
	return b.String()
}

// measured runs something three times, as another condition each time so that nothing is kept, and returns the least time and
// memory it took.
func measured(f func(spaces string)) (time.Duration, uint64) {
	took, bytes := time.Hour, uint64(1<<62)
	var before, after runtime.MemStats
	runs := 0
	for range 3 {
		runs++
		spaces := strings.Repeat(" ", runs)
		runtime.ReadMemStats(&before)
		start := time.Now()
		f(spaces)
		took = min(took, time.Since(start))
		runtime.ReadMemStats(&after)
		bytes = min(bytes, after.TotalAlloc-before.TotalAlloc)
	}
	return took, bytes
}

func TestHostileConditionsEndSoonAndSmall(t *testing.T) {
	list := known
	for i := range 1000 {
		list.Tags = append(list.Tags, fmt.Sprintf("etykieta numer %d", i))
	}
	e := env()
	e.Message.Text = strings.Repeat("a", 1_000_000)
	e.Ticket.Subject, e.Customer.Name = strings.Repeat("ą", 100_000), strings.Repeat("ą", 100_000)
	e.Orders = rules.Orders{Count: 3, Age: time.Minute}
	e.Ticket.Tags = append(make([]string, 10_000), "VIP")
	limit := longest
	if raceEnabled {
		limit *= 15
	}
	for name, source := range hostile {
		t.Run(name, func(t *testing.T) {
			step := func(what string, f func(spaces string)) {
				took, bytes := measured(f)
				t.Logf("%s: %v, %d kB", what, took, bytes>>10)
				require.Less(t, took, limit, what)
				require.Less(t, bytes, uint64(largest), what)
			}
			another := func(spaces string) string {
				if len(source) > rules.MaxSource {
					return source
				}
				return source + spaces
			}
			step("check", func(string) { rules.Check(source, list) })
			step("compile", func(spaces string) { rules.Compile(another(spaces)) })
			step("format", func(string) { _, _ = rules.Format(source) })
			step("parts", func(string) { rules.ToParts(source) })
			c, found := rules.Compile(source)
			if c == nil {
				require.False(t, slices.Contains(allowed, name), "%+v", found)
				return
			}
			step("match", func(string) { _, _ = c.Match(e.Facts()) })
			step("the first explanation", func(spaces string) {
				c, _ := rules.Compile(another(spaces))
				c.Explain(e.Facts())
			})
		})
	}
}

func TestWhatCannotBeBoundedIsRefused(t *testing.T) {
	for _, name := range []string{
		"doubling texts", "a text built of itself", "nested predicates", "a predicate", "a range", "a repeated text", "brackets",
		"open brackets", "square brackets", "curly brackets", "not not not", "! ! !", "- - -", "powers", "conditionals", "pipes",
		"a long source", "bytes that aren't text", "a pattern that repeats",
	} {
		c, found := rules.Compile(hostile[name])
		require.Nil(t, c, name)
		require.NotEmpty(t, found, name)
	}
	for _, source := range []string{
		"$env.ticket.number == 5", "$folds == nil", "$contains($folds, message.text, ['a'])", "$known(5)", "Env.event == 'x'", "Folds == 5",
		"ticket?.status == ''", "ticket.status ?? 'x' == ''", "ticket.age.Hours() > 2", "{'a': 1} == {'a': 1}", "::len(message.text) > 1",
		"now() > 5", "map(ticket.tags, #) == []", "ticket.tags[0:1] == []", "b'x' == b'x'", "if true { true } else { false }",
	} {
		c, found := rules.Compile(source)
		require.Nil(t, c, source)
		require.NotEmpty(t, found, source)
	}
}
