package rules_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"rozmowa/rules"
)

var known = rules.Known{
	Channels: []string{"Sklep główny", "Hurtownia"}, Agents: []string{"Anna Nowak"}, Teams: []string{"Zwroty"},
	Tags: []string{"VIP", "zwrot"}, Statuses: []string{"U dostawcy"}, Contexts: []string{},
}

// slips are conditions with one thing wrong each, the code that says so, what is underlined, and the fix, if there is one.
var slips = []struct{ source, code, under, fix string }{
	{`sentiment = "negative"`, "operator_slip", "=", "=="},
	{`sentiment === "negative"`, "operator_slip", "===", "=="},
	{`ticket.messages => 3`, "operator_slip", "=>", ">="},
	{`ticket.messages ≥ 3`, "operator_slip", "≥", ">="},
	{`sentiment <> "negative"`, "operator_slip", "<>", "!="},
	{`channel.open & message.hasAttachment`, "operator_slip", "&", "and"},
	{`channel.open | message.hasAttachment`, "operator_slip", "|", "or"},
	{`channel.open AND message.hasAttachment`, "word_operator", "AND", "and"},
	{`channel.open OR message.hasAttachment`, "word_operator", "OR", "or"},
	{`channel.open i message.hasAttachment`, "word_operator", "i", "and"},
	{`channel.open lub message.hasAttachment`, "word_operator", "lub", "or"},
	{`nie channel.open`, "word_operator", "nie", "not"},
	{`sentiment jest "negative"`, "word_operator", "jest", "=="},
	{`message.text zawiera "zwrot"`, "word_operator", "zawiera", "contains"},
	{`not sentiment == "negative"`, "word_operator", `not sentiment == "negative"`, `not (sentiment == "negative")`},
	{`message.text contains ["a", "b"]`, "word_operator", `message.text contains ["a", "b"]`, `containsAny(message.text, ["a", "b"])`},
	{`message.text not contains ["a"]`, "word_operator", `message.text not contains ["a"]`, `not containsAny(message.text, ["a"])`},
	{`not (message.text contains ["a"])`, "word_operator", `message.text contains ["a"]`, `containsAny(message.text, ["a"])`},
	{`channel.name == „Hurtownia”`, "quote_kind", "„Hurtownia”", `"Hurtownia"`},
	{`channel.name == “Hurtownia"`, "quote_kind", `“Hurtownia"`, `"Hurtownia"`},
	{`ticket.team == ‚Zwroty‘ and channel.name == «Hurtownia»`, "quote_kind", "‚Zwroty‘", `"Zwroty"`},
	{`channel.name == «Hurtownia» and ticket.team == ‹Zwroty›`, "quote_kind", "«Hurtownia»", `"Hurtownia"`},
	{`channel.name == “Hurtownia“ and ticket.team == “Zwroty“`, "quote_kind", "“Hurtownia“", `"Hurtownia"`},
	{`orders.source == „Levi’s”`, "quote_kind", "„Levi’s”", `"Levi’s"`},
	{`orders.source == ‘Levi’s’`, "quote_kind", "‘Levi’s’", `"Levi’s"`},
	{`orders.source == «Levi’s „501”»`, "quote_kind", "«Levi’s „501”»", `"Levi’s „501”"`},
	{`orders.source == «Levi’s”`, "quote_kind", "«Levi’s”", `"Levi’s"`},
	{`channel.name == "Hurtownia`, "quote_missing", `"Hurtownia`, ""},
	{`channel.name == „Hurtownia`, "quote_missing", `„Hurtownia`, ""},
	{"message.text matches `a", "quote_missing", "`a", ""},
	{`channel.name == Sklep główny`, "text_unquoted", "Sklep główny", `"Sklep główny"`},
	{`channel.name == (Hurtownia)`, "text_unquoted", "Hurtownia", `"Hurtownia"`},
	{`channel.name in [Hurtownia]`, "text_unquoted", "Hurtownia", `"Hurtownia"`},
	{`orders.number == 12345`, "text_unquoted", "12345", `"12345"`},
	{`(channel.open`, "bracket_open", "(", ""},
	{`channel.name in ["Hurtownia"`, "bracket_open", "[", ""},
	{`channel.open)`, "bracket_extra", ")", ""},
	{`channel.name in ["Hurtownia")`, "bracket_kind", ")", "]"},
	{`()`, "missing_inside", "()", ""},
	{`channel.name in []`, "missing_inside", "[]", ""},
	{`sentiment ==`, "missing_after", "==", ""},
	{`sentiment == and channel.open`, "missing_after", "==", ""},
	{`channel.open and`, "missing_after", "and", ""},
	{`== "negative"`, "missing_before", "==", ""},
	{`sentiment == "negative" channel.open`, "operator_missing", "channel", ""},
	{`sentiment "negative"`, "operator_missing", `"negative"`, ""},
	{`channel.open, message.hasAttachment`, "comma_unexpected", ",", ""},
	{`channel.open § message.hasAttachment`, "character_unknown", "§", ""},
	{`ticket.age > 2h`, "number_invalid", "2h", ""},
	{`channel.open /* why`, "comment_open", "/* why", ""},
	{`message.text matches "\d+"`, "escape_invalid", `"\d+"`, ""},
	{`ticket.prioryty == "high"`, "name_near", "prioryty", "priority"},
	{`Sentiment == "negative"`, "name_near", "Sentiment", "sentiment"},
	{`priority == "high"`, "name_near", "priority", "ticket.priority"},
	{`message.subject contains "zwrot"`, "name_near", "message.subject", "ticket.subject"},
	{`(message).subject contains "zwrot"`, "name_near", "(message).subject", "ticket.subject"},
	{`customer.status == "open"`, "name_near", "customer.status", "ticket.status"},
	{`channel.priority == "high"`, "name_near", "channel.priority", "ticket.priority"},
	{`"VIP" in customer.tags`, "name_near", "customer.tags", "ticket.tags"},
	{`weather == "sunny"`, "name_unknown", "weather", ""},
	{`ticket.weather == "sunny"`, "name_unknown", "weather", ""},
	{`ticket == 5`, "name_group", "ticket", ""},
	{`ticket.age.hours > 2`, "name_no_parts", ".hours", ""},
	{`hasword(message.text, "nie")`, "function_near", "hasword", "hasWord"},
	{`zapytaj(message.text)`, "function_unknown", "zapytaj", ""},
	{`hasWord == "nie"`, "function_bare", "hasWord", ""},
	{`channel.open()`, "not_function", "channel.open()", ""},
	{`ticket.subject.trim() == ""`, "not_function", "ticket.subject.trim()", ""},
	{`contains(message.text, "zwrot")`, "operator_prefix", "contains", ""},
	{`hasWord("nie")`, "arguments", `hasWord("nie")`, ""},
	{`hasWord(ticket.number, "nie")`, "argument_type", "ticket.number", ""},
	{`hasWord(message.text, ticket.subject)`, "argument_literal", "ticket.subject", ""},
	{`containsAny(message.text, "zwrot")`, "argument_literal", `"zwrot"`, ""},
	{`ticket.age > days(1000)`, "duration_range", "1000", ""},
	{`timeBetween("9:00", "17:00")`, "time_invalid", `"9:00"`, ""},
	{`message.text contains ""`, "phrase_empty", `""`, ""},
	{`hasWord(message.text, " ")`, "phrase_empty", `" "`, ""},
	{`ticket.status`, "not_yes_no", "ticket.status", ""},
	{`channel.open and "negative"`, "not_yes_no", `"negative"`, ""},
	{`ticket.age > channel.open`, "compare_types", "ticket.age > channel.open", ""},
	{`ticket.age > 2`, "compare_unit", "2", "hours(2)"},
	{`now.hour > "18"`, "compare_quoted", `"18"`, "18"},
	{`ticket.tags == "VIP"`, "compare_list", `ticket.tags == "VIP"`, `"VIP" in ticket.tags`},
	{`ticket.tags != "VIP"`, "compare_list", `ticket.tags != "VIP"`, `"VIP" not in ticket.tags`},
	{`ticket.tags contains "VIP"`, "compare_list", `ticket.tags contains "VIP"`, `"VIP" in ticket.tags`},
	{`ticket.tags not contains "VIP"`, "compare_list", `ticket.tags not contains "VIP"`, `"VIP" not in ticket.tags`},
	{`not (ticket.tags contains "VIP")`, "compare_list", `ticket.tags contains "VIP"`, `"VIP" in ticket.tags`},
	{`not (ticket.tags not contains "VIP")`, "compare_list", `ticket.tags not contains "VIP"`, `"VIP" not in ticket.tags`},
	{`channel.open > false`, "compare_order", "channel.open > false", ""},
	{`ticket.tags in "VIP"`, "in_backwards", `ticket.tags in "VIP"`, `"VIP" in ticket.tags`},
	{`ticket.tags not in "VIP"`, "in_backwards", `ticket.tags not in "VIP"`, `"VIP" not in ticket.tags`},
	{`not (ticket.tags in "VIP")`, "in_backwards", `ticket.tags in "VIP"`, `"VIP" in ticket.tags`},
	{`not ticket.tags in "VIP"`, "word_operator", `not ticket.tags in "VIP"`, `not (ticket.tags in "VIP")`},
	{`now.hour in 5`, "in_needs_list", "5", ""},
	{`channel.name in "Hurtownia"`, "in_needs_list", `"Hurtownia"`, `["Hurtownia"]`},
	{`"zwrot" in message.text`, "in_text", `"zwrot" in message.text`, `message.text contains "zwrot"`},
	{`"zwrot" not in message.text`, "in_text", `"zwrot" not in message.text`, `message.text not contains "zwrot"`},
	{`not ("zwrot" in message.text)`, "in_text", `"zwrot" in message.text`, `message.text contains "zwrot"`},
	{`ticket.tags in ["VIP", "zwrot"]`, "in_two_lists", `ticket.tags in ["VIP", "zwrot"]`, ""},
	{`ticket.number contains "5"`, "text_operator", "ticket.number", ""},
	{`ticket.subject * 2 > 5`, "arithmetic", "ticket.subject", ""},
	{`now.hour in [5, "six"]`, "list_mixed", `"six"`, ""},
	{`message.text matches ticket.subject`, "pattern_not_literal", "ticket.subject", ""},
	{`message.text matches "("`, "pattern_invalid", `"("`, ""},
	{"message.text matches `(a{1,30}){1,30}`", "pattern_too_large", "`(a{1,30}){1,30}`", ""},
	{`channel.open ? true : false`, "refused", "?", ""},
	{`let x = 1; true`, "refused", "let", ""},
	{`now.hour in 1..5`, "refused", "..", ""},
	{`ticket["status"] == "open"`, "argument_type", `"status"`, ""},
	{`message.text + "a" == "b"`, "text_building", "message.text", ""},
	{`sentiment == "negativ"`, "value_near", `"negativ"`, `"negative"`},
	{`channel.name == "sklep glowny"`, "value_near", `"sklep glowny"`, `"Sklep główny"`},
	{`now.weekday == "Środa"`, "value_near", `"Środa"`, `"wednesday"`},
	{`"vip" in ticket.tags`, "value_near", `"vip"`, `"VIP"`},
	{`channel.name in ["Hurtownia", "Allegro"]`, "value_unknown", `"Allegro"`, ""},
	{`change.status == "closed"`, "closing", `"closed"`, ""},
	{strings.Repeat("(", 30) + "true" + strings.Repeat(")", 30), "too_deep", "(", ""},
	{"channel.open" + strings.Repeat(" and channel.open", 80), "too_many_parts", "", ""},
	{`sentiment == "` + strings.Repeat("a", 2100) + `"`, "too_long", "", ""},
	{"\xff", "not_utf8", "", ""},
}

func TestSlipsAreExplainedWhereTheyAre(t *testing.T) {
	for _, slip := range slips {
		t.Run(slip.source, func(t *testing.T) {
			found := rules.Check(slip.source, known)
			i := slices.IndexFunc(found, func(d rules.Diagnostic) bool { return d.Code == slip.code })
			require.GreaterOrEqual(t, i, 0, "%+v", found)
			d := found[i]
			if slip.under != "" {
				require.Equal(t, slip.under, replaced(slip.source, d, func(under string) string { return under }, true))
			}
			require.Equal(t, slip.fix, d.Fix)
			require.NotEmpty(t, d.Message)
			require.NotRegexp(t, `\{[a-z]+\}`, d.Message)
		})
	}
}

// replaced puts something in the place of what a diagnostic underlines; only: without what stands around it.
func replaced(source string, d rules.Diagnostic, by func(string) string, only bool) string {
	units := utf16.Encode([]rune(source))
	text := func(u []uint16) string { return string(utf16.Decode(u)) }
	inside := by(text(units[d.From:d.To]))
	if only {
		return inside
	}
	return text(units[:d.From]) + inside + text(units[d.To:])
}

func TestFixesLeadToConditionsThatCanBeUsed(t *testing.T) {
	for _, slip := range slips {
		if slip.fix == "" {
			continue
		}
		t.Run(slip.source, func(t *testing.T) {
			source := slip.source
			for range 3 {
				if found := rules.Check(source, known); len(found) > 0 {
					source = replaced(source, found[0], func(string) string { return found[0].Fix }, false)
				}
			}
			require.Empty(t, rules.Check(source, known), source)
		})
	}
}

func TestEveryCodeHasASlipThatShowsIt(t *testing.T) {
	// Those that nobody has found a way to yet: they stand behind the others.
	spare := []string{"unreadable"}
	for _, code := range rules.Codes() {
		shown := slices.ContainsFunc(slips, func(s struct{ source, code, under, fix string }) bool { return s.code == code.Code })
		require.True(t, shown || slices.Contains(spare, code.Code), code.Code)
		require.NotEmpty(t, code.Message)
	}
}

func TestPlacesAreInUTF16(t *testing.T) {
	found := rules.Check(`"🙂 żółć" in ticket.tags and sentiment = "negative"`, rules.Known{})
	require.Len(t, found, 1)
	require.Equal(t, 39, found[0].From)
	require.Equal(t, 40, found[0].To)
}

func TestSeveralSlipsAreFoundAtOnce(t *testing.T) {
	found := rules.Check(`sentimet == "negative" and ticket.prioryty == "high" and ticket.age > 2`, known)
	var codes []string
	for _, d := range found {
		codes = append(codes, d.Code)
	}
	require.Equal(t, []string{"name_near", "name_near", "compare_unit"}, codes)
}

func TestWhatIsRightIsLeftAlone(t *testing.T) {
	for _, source := range []string{
		"", "  \n", "// nothing but a word", `sentiment == ""`, `channel.name in ["Sklep główny", "Hurtownia"]`,
		`context == "return" and ticket.status == "U dostawcy"`, `change.by != "rule"`, `8 <= now.hour < 16`,
		`not ("VIP" in ticket.tags)`, `(not channel.open) == true`, `ticket.tags[0] == "VIP"`, `len(ticket.tags) > 2`,
		`ticket.age + hours(2) > days(1)`, `orders.total / orders.count >= 99.5`, `message.language == "de"`,
		`channel.open && !message.hasAttachment || channel.kind == 'email'`, `now.date >= "2026-12-24"`, `true`,
		"sentiment == \"negative\" // angry\n and /* why */ channel.open",
	} {
		require.Empty(t, rules.Check(source, known), source)
		_, found := rules.Compile(source)
		require.Empty(t, found, source)
	}
}

func TestListsThatArentGivenArentCheckedAgainst(t *testing.T) {
	require.Empty(t, rules.Check(`channel.name == "Anything" and ticket.status == "Own"`, rules.Known{}))
	require.NotEmpty(t, rules.Check(`now.weekday == "sobota"`, rules.Known{}), "fixed lists are")
	c, found := rules.Compile(`now.weekday == "sobota"`)
	require.NotNil(t, c, "a warning doesn't keep a condition from being used")
	require.Equal(t, rules.Warning, found[0].Severity)
}

func TestTheVocabularyIsOfItsOwnLanguage(t *testing.T) {
	for _, name := range rules.Names() {
		require.Empty(t, rules.Check(name.Example, rules.Known{}), name.Path)
		require.Contains(t, name.Example, name.Path)
		require.Equal(t, "rules.name."+name.Path, name.Key)
	}
	for _, f := range rules.Functions() {
		require.Empty(t, rules.Check(f.Example, rules.Known{}), f.Name)
		require.Contains(t, f.Example, f.Name)
		require.Contains(t, f.Insert, "${}")
	}
	require.Greater(t, len(rules.Names()), 35)
}
