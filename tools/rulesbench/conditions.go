package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"

	"rozmowa/desk"
	"rozmowa/rules"
)

const ours = "rules (expr)"

var messages = []struct{ name, text string }{
	{"short", "Dzień dobry, chcę zwrócić towar z zamówienia 12345, bo nie działa. Proszę o fakturę7 korektę."},
	{"4000 characters", strings.Repeat("Dzień dobry, chcę zwrócić towar, bo nie działa. ", 83)},
}

// form is one condition in three languages. %d is its number.
type form struct {
	rule, cel string
	hand      func(n int) func(*facts) bool
}

// facts are what conditions written by hand read: the folded text is made once an event, as everywhere.
type facts struct {
	rules.Env
	folded string
}

var forms = []form{
	{
		`channel.name == "Sklep %d" and sentiment == "negative"`,
		`channel.name == "Sklep %d" && sentiment == "negative"`,
		func(n int) func(*facts) bool {
			name := fmt.Sprintf("Sklep %d", n)
			return func(f *facts) bool { return f.Channel.Name == name && f.Sentiment == "negative" }
		},
	},
	{
		`message.text contains "reklamacja %d" and not channel.open`,
		`message.folded.contains("reklamacja %d") && !channel.open`,
		func(n int) func(*facts) bool {
			phrase := fmt.Sprintf("reklamacja %d", n)
			return func(f *facts) bool { return strings.Contains(f.folded, phrase) && !f.Channel.Open }
		},
	},
	{
		`containsAny(message.text, ["wymiana %d", "oddać", "zwrócić"]) and ticket.status == "open"`,
		`(message.folded.contains("wymiana %d") || message.folded.contains("oddac") || message.folded.contains("zwrocic"))
			&& ticket.status == "open"`,
		func(n int) func(*facts) bool {
			phrases := []string{fmt.Sprintf("wymiana %d", n), "oddac", "zwrocic"}
			return func(f *facts) bool {
				return slices.ContainsFunc(phrases, func(p string) bool { return strings.Contains(f.folded, p) }) && f.Ticket.Status == "open"
			}
		},
	},
	{
		`"VIP %d" in ticket.tags or orders.count >= 5 and orders.total > 500`,
		`"VIP %d" in ticket.tags || orders.count >= 5 && orders.total > 500.0`,
		func(n int) func(*facts) bool {
			tag := fmt.Sprintf("VIP %d", n)
			return func(f *facts) bool {
				return slices.Contains(f.Ticket.Tags, tag) || f.Orders.Count >= 5 && f.Orders.Total > 500
			}
		},
	},
	{
		`now.weekday in ["saturday", "sunday"] or now.hour >= 22 and ticket.number > %d`,
		`now.weekday in ["saturday", "sunday"] || now.hour >= 22 && ticket.number > %d`,
		func(n int) func(*facts) bool {
			return func(f *facts) bool {
				return f.Now.Weekday == "saturday" || f.Now.Weekday == "sunday" || f.Now.Hour >= 22 && f.Ticket.Number > n
			}
		},
	},
	{
		`hasWord(message.text, "fakture%d") and customer.domain in ["example.com", "example.org"]`,
		`hasWord(message.folded, "fakture%d") && customer.domain in ["example.com", "example.org"]`,
		func(n int) func(*facts) bool {
			word := fmt.Sprintf("fakture%d", n)
			return func(f *facts) bool {
				return hasWord(f.folded, word) && (f.Customer.Domain == "example.com" || f.Customer.Domain == "example.org")
			}
		},
	},
	{
		`ticket.age > minutes(%d) and ticket.agent == "" and ticket.priority != "urgent"`,
		`ticket.age > duration("%dm") && ticket.agent == "" && ticket.priority != "urgent"`,
		func(n int) func(*facts) bool {
			age := time.Duration(n) * time.Minute
			return func(f *facts) bool {
				return f.Ticket.Age > age && f.Ticket.Agent == "" && f.Ticket.Priority != "urgent"
			}
		},
	},
	{
		`context in ["return", "complaint"] and customer.tickets > %d`,
		`context in ["return", "complaint"] && customer.tickets > %d`,
		func(n int) func(*facts) bool {
			return func(f *facts) bool {
				return (f.Context == "return" || f.Context == "complaint") && f.Customer.Tickets > n
			}
		},
	},
}

// hasWord looks for a word in a text, both folded.
func hasWord(text, word string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(word)
		before, _ := utf8.DecodeLastRuneInString(text[:from])
		behind, _ := utf8.DecodeRuneInString(text[to:])
		if !unicode.IsLetter(before) && !unicode.IsDigit(before) && !unicode.IsLetter(behind) && !unicode.IsDigit(behind) {
			return true
		}
		at = to
	}
}

// numbered puts a condition's number where it goes.
func numbered(source string, n int) string { return strings.ReplaceAll(source, "%d", fmt.Sprint(n)) }

func event(text string) rules.Env {
	return rules.Env{
		Event: string(rules.CustomerMessage), Message: rules.Message{Text: text, Language: "pl"},
		Ticket:   rules.Ticket{Number: 400, Status: "open", Priority: "normal", Tags: []string{"VIP", "VIP 3", "B2B"}, Age: 5 * time.Hour},
		Channel:  rules.Channel{Name: "Sklep 8", Kind: "chat"},
		Customer: rules.Customer{Email: "anna@example.com", Domain: "example.com", Tickets: 300},
		Orders:   rules.Orders{Count: 2, Total: 250, Age: time.Hour}, Sentiment: "negative", Context: "return",
		Now: rules.Now{Weekday: "monday", Hour: 23, Date: "2026-11-23"},
	}
}

func enginesFor(text string) ([]engine, error) {
	env := event(text)
	mine, err := rulesEngine(env)
	if err != nil {
		return nil, err
	}
	theirs, err := celEngine(env)
	return []engine{handEngine(env), mine, theirs}, err
}

func handEngine(env rules.Env) engine {
	var all []func(*facts) bool
	for i := range conditions {
		all = append(all, forms[i%len(forms)].hand(i))
	}
	return engine{"Go, by hand", func() (n int, _ error) {
		f := &facts{env, desk.FoldText(env.Message.Text)}
		for _, holds := range all {
			if holds(f) {
				n++
			}
		}
		return n, nil
	}}
}

func rulesEngine(env rules.Env) (engine, error) {
	var all []*rules.Condition
	for i := range conditions {
		source := numbered(forms[i%len(forms)].rule, i)
		c, found := rules.Compile(source)
		if c == nil {
			return engine{}, fmt.Errorf("%s: %s", source, found[0].Message)
		}
		all = append(all, c)
	}
	return engine{ours, func() (n int, _ error) {
		f := env.Facts()
		for _, c := range all {
			holds, err := c.Match(f)
			if err != nil {
				return 0, err
			}
			if holds {
				n++
			}
		}
		return n, nil
	}}, nil
}

func celEngine(env rules.Env) (engine, error) {
	options := []cel.EnvOption{
		cel.Variable("ticket.tags", cel.ListType(cel.StringType)), cel.Variable("ticket.age", cel.DurationType),
		cel.Variable("channel.open", cel.BoolType), cel.Variable("orders.total", cel.DoubleType),
		cel.Function("hasWord", cel.Overload("has_word", []*cel.Type{cel.StringType, cel.StringType}, cel.BoolType,
			cel.BinaryBinding(func(text, word ref.Val) ref.Val {
				return types.Bool(hasWord(string(text.(types.String)), string(word.(types.String))))
			}))),
	}
	for _, name := range []string{
		"channel.name", "sentiment", "context", "message.folded", "ticket.status", "ticket.agent", "ticket.priority", "customer.domain",
		"now.weekday",
	} {
		options = append(options, cel.Variable(name, cel.StringType))
	}
	for _, name := range []string{"ticket.number", "customer.tickets", "orders.count", "now.hour"} {
		options = append(options, cel.Variable(name, cel.IntType))
	}
	language, err := cel.NewEnv(options...)
	if err != nil {
		return engine{}, err
	}
	var all []cel.Program
	for i := range conditions {
		tree, issues := language.Compile(numbered(forms[i%len(forms)].cel, i))
		if issues.Err() != nil {
			return engine{}, issues.Err()
		}
		program, err := language.Program(tree, cel.EvalOptions(cel.OptOptimize))
		if err != nil {
			return engine{}, err
		}
		all = append(all, program)
	}
	return engine{"cel-go", func() (n int, _ error) {
		facts, err := cel.NewActivation(map[string]any{
			"ticket.tags": env.Ticket.Tags, "ticket.age": env.Ticket.Age, "channel.open": env.Channel.Open, "orders.total": env.Orders.Total,
			"channel.name": env.Channel.Name, "sentiment": env.Sentiment, "context": env.Context,
			"message.folded": desk.FoldText(env.Message.Text), "ticket.status": env.Ticket.Status, "ticket.agent": env.Ticket.Agent,
			"ticket.priority": env.Ticket.Priority, "customer.domain": env.Customer.Domain, "now.weekday": env.Now.Weekday,
			"ticket.number": env.Ticket.Number, "customer.tickets": env.Customer.Tickets, "orders.count": env.Orders.Count,
			"now.hour": env.Now.Hour,
		})
		if err != nil {
			return 0, err
		}
		for _, program := range all {
			result, _, err := program.Eval(facts)
			if err != nil {
				return 0, err
			}
			if result == types.True {
				n++
			}
		}
		return n, nil
	}}, nil
}
