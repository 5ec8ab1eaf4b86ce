package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"rozmowa/rules"
)

// thousand are switched-on conditions as shops have them, none like another.
func thousand() []*rules.Condition {
	all := make([]*rules.Condition, 1000)
	for i := range all {
		source := fmt.Sprintf([]string{
			`channel.name == "Sklep %d" and sentiment == "negative"`,
			`message.text contains "reklamacja %d" and not channel.open`,
			`containsAny(message.text, ["zwrot %d", "oddać", "wymiana"]) and ticket.status == "open"`,
			`"VIP %d" in ticket.tags or orders.count >= 5 and orders.total > 500`,
			`now.weekday in ["saturday", "sunday"] or timeBetween("22:00", "06:00") and ticket.number > %d`,
			`hasWord(message.text, "faktura%d") and customer.domain in ["example.com", "example.org"]`,
			`ticket.age > hours(%d) and ticket.agent == "" and ticket.priority != "urgent"`,
			`context in ["return", "complaint"] and customer.tickets > %d`,
		}[i%8], i)
		c, found := rules.Compile(source)
		if c == nil {
			panic(fmt.Sprint(source, found))
		}
		all[i] = c
	}
	return all
}

// BenchmarkThousandOnOneEvent is the time of an event on which a thousand rules are switched on: at most 2 ms.
func BenchmarkThousandOnOneEvent(b *testing.B) {
	long := env()
	long.Message.Text = strings.Repeat("Dzień dobry, chcę zwrócić towar, bo nie działa. ", 83)
	for name, e := range map[string]rules.Env{"a short message": env(), "a message of 4000 characters": long} {
		b.Run(name, func(b *testing.B) {
			conditions := thousand()
			b.ReportAllocs()
			for b.Loop() {
				facts := e.Facts()
				for _, c := range conditions {
					if _, err := c.Match(facts); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	n := 0
	for b.Loop() {
		n++
		rules.Compile(fmt.Sprintf(`channel.name == "Sklep %d" and message.text contains "zwrot" and orders.total > 500`, n))
	}
}

func BenchmarkCompileKept(b *testing.B) {
	for b.Loop() {
		rules.Compile(`channel.name == "Sklep" and message.text contains "zwrot" and orders.total > 500`)
	}
}
