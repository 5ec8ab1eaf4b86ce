package rules

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"rozmowa/desk"
)

// Type is what a value is.
type Type string

// The types.
const (
	Text     Type = "text"
	Number   Type = "number"
	YesNo    Type = "yesno"
	Duration Type = "duration"
	List     Type = "list" // of texts
)

// Name is a name that conditions may use.
type Name struct {
	Path    string `json:"path"` // ticket.age
	Type    Type   `json:"type"`
	Example string `json:"example"`
	// List names the list its values come from: a field of Known in lower camel case, or a fixed list; empty for none.
	List string `json:"list,omitempty"`
	// Options are the values of a fixed list, and the built-in of one that the company adds to; without one that it never has.
	Options []string `json:"options,omitempty"`
	// Key is where its meaning stands in the language files: rules.name.ticket.age.
	Key string `json:"key"`

	index    []int  // of the field in Env
	optional string // the name that must not be 0 for the value to be known
	never    string // the value of its list that it never has
}

// Function is a function or an operator between two words.
type Function struct {
	Name string `json:"name"`
	// Signature is hasWord(text, "word") or: text contains "phrase".
	Signature string `json:"signature"`
	Returns   Type   `json:"returns"`
	Example   string `json:"example"`
	// Insert is what completion puts in, with ${} where the cursor goes on: hasWord(${}, "${}").
	Insert string `json:"insert"`
	// Infix: it stands between its two values.
	Infix bool `json:"infix,omitempty"`
	// Key is where its meaning stands in the language files: rules.function.hasWord.
	Key string `json:"key"`
}

// list is where values of names come from.
type list struct {
	options []string
	known   func(Known) []string // nil for a fixed list
	open    bool                 // there may be other values
}

var lists = map[string]list{
	"events":        {options: eventNames()},
	"weekdays":      {options: weekdays},
	"actors":        {options: []string{"customer", "agent", "rule", "system"}},
	"priorities":    {options: []string{string(desk.Low), string(desk.Normal), string(desk.High), string(desk.Urgent)}},
	"sentiments":    {options: []string{string(desk.Positive), string(desk.Neutral), string(desk.Negative)}},
	"kinds":         {options: []string{"chat", "email"}, open: true},
	"languages":     {options: []string{"pl", "en"}, open: true},
	"statuses":      {options: desk.BuiltinStatuses(), known: func(k Known) []string { return k.Statuses }},
	"contexts":      {options: desk.BuiltinContexts(), known: func(k Known) []string { return k.Contexts }},
	"channels":      {known: func(k Known) []string { return k.Channels }},
	"agents":        {known: func(k Known) []string { return k.Agents }},
	"teams":         {known: func(k Known) []string { return k.Teams }},
	"tags":          {known: func(k Known) []string { return k.Tags }},
	"orderStatuses": {known: func(k Known) []string { return k.OrderStatuses }},
	"orderSources":  {known: func(k Known) []string { return k.OrderSources }},
}

func eventNames() []string {
	all := make([]string, len(events))
	for i, e := range events {
		all[i] = string(e)
	}
	return all
}

var (
	names   = readNames(reflect.TypeFor[Env](), "", nil)
	nameAt  = index(names, func(n Name) string { return n.Path })
	groups  = readGroups()
	rootsOf = roots()
)

// readNames reads the vocabulary off the struct that conditions run on.
func readNames(t reflect.Type, prefix string, at []int) (all []Name) {
	for i := range t.NumField() {
		f := t.Field(i)
		path, where := prefix+f.Tag.Get("expr"), append(slices.Clone(at), i)
		var kind Type
		switch {
		case f.Type == reflect.TypeFor[time.Duration]():
			kind = Duration
		case f.Type.Kind() == reflect.Struct:
			all = append(all, readNames(f.Type, path+".", where)...)
			continue
		case f.Type.Kind() == reflect.String:
			kind = Text
		case f.Type.Kind() == reflect.Bool:
			kind = YesNo
		case f.Type.Kind() == reflect.Slice:
			kind = List
		default:
			kind = Number
		}
		from, never := f.Tag.Get("values"), f.Tag.Get("never")
		all = append(all, Name{
			Path: path, Type: kind, Example: f.Tag.Get("example"), List: from, Options: slices.DeleteFunc(slices.Clone(lists[from].options), func(o string) bool { return o == never }),
			Key: "rules.name." + path, index: where, optional: f.Tag.Get("optional"), never: never,
		})
	}
	return all
}

func index[T any](all []T, key func(T) string) map[string]T {
	m := make(map[string]T, len(all))
	for _, one := range all {
		m[key(one)] = one
	}
	return m
}

// readGroups tells the parts of each name that has some.
func readGroups() map[string][]string {
	m := map[string][]string{}
	for _, n := range names {
		if group, part, ok := strings.Cut(n.Path, "."); ok {
			m[group] = append(m[group], part)
		}
	}
	return m
}

// roots are the names that don't stand behind a dot.
func roots() (all []string) {
	for _, n := range names {
		root, _, _ := strings.Cut(n.Path, ".")
		if !slices.Contains(all, root) {
			all = append(all, root)
		}
	}
	return all
}

// isWord reports whether a word by itself means something in conditions.
func isWord(s string) bool {
	_, function := functionNamed(s)
	return s == "true" || s == "false" || function || slices.Contains(rootsOf, s)
}

// Names are all that conditions may use, in the order in which screens list them.
func Names() []Name { return slices.Clone(names) }

var functions = []Function{
	{Name: "contains", Signature: `text contains "phrase"`, Insert: `contains "${}"`, Infix: true, Returns: YesNo,
		Example: `message.text contains "zwrot"`},
	{Name: "containsAny", Signature: `containsAny(text, ["phrase", "phrase"])`, Insert: `containsAny(${}, ["${}"])`, Returns: YesNo,
		Example: `containsAny(message.text, ["zwrot", "reklamacja"])`},
	{Name: "hasWord", Signature: `hasWord(text, "word")`, Insert: `hasWord(${}, "${}")`, Returns: YesNo,
		Example: `hasWord(message.text, "nie")`},
	{Name: "hasAnyWord", Signature: `hasAnyWord(text, ["word", "word"])`, Insert: `hasAnyWord(${}, ["${}"])`, Returns: YesNo,
		Example: `hasAnyWord(message.text, ["nie", "brak"])`},
	{Name: "startsWith", Signature: `text startsWith "phrase"`, Insert: `startsWith "${}"`, Infix: true, Returns: YesNo,
		Example: `ticket.subject startsWith "Re:"`},
	{Name: "endsWith", Signature: `text endsWith "phrase"`, Insert: `endsWith "${}"`, Infix: true, Returns: YesNo,
		Example: `customer.email endsWith ".pl"`},
	{Name: "matches", Signature: "text matches `pattern`", Insert: "matches `${}`", Infix: true, Returns: YesNo,
		Example: "message.text matches `(?i)nr \\d{6}`"},
	{Name: "in", Signature: `value in ["one", "two"]`, Insert: `in ["${}"]`, Infix: true, Returns: YesNo,
		Example: `channel.name in ["Sklep", "Hurtownia"]`},
	{Name: "timeBetween", Signature: `timeBetween("09:00", "17:30")`, Insert: `timeBetween("${}", "${}")`, Returns: YesNo,
		Example: `timeBetween("22:00", "06:00")`},
	{Name: "minutes", Signature: "minutes(number)", Insert: "minutes(${})", Returns: Duration, Example: "ticket.unansweredFor > minutes(30)"},
	{Name: "hours", Signature: "hours(number)", Insert: "hours(${})", Returns: Duration, Example: "ticket.age > hours(2)"},
	{Name: "days", Signature: "days(number)", Insert: "days(${})", Returns: Duration, Example: "orders.age < days(14)"},
	{Name: "len", Signature: "len(text)", Insert: "len(${})", Returns: Number, Example: "len(message.text) < 20"},
}

var functionAt = index(functions, func(f Function) string { return f.Name })

func functionNamed(name string) (Function, bool) {
	f, ok := functionAt[name]
	return f, ok
}

// Functions are all that conditions may use, operators in words among them.
func Functions() []Function {
	all := slices.Clone(functions)
	for i := range all {
		all[i].Key = "rules.function." + all[i].Name
	}
	return all
}

// polish are the fixed values as people say them who write conditions in Polish, folded.
var polish = map[string]string{
	"poniedzialek": "monday", "wtorek": "tuesday", "sroda": "wednesday", "czwartek": "thursday", "piatek": "friday",
	"sobota": "saturday", "niedziela": "sunday",
	"pozytywny": "positive", "neutralny": "neutral", "negatywny": "negative",
	"niski": "low", "normalny": "normal", "wysoki": "high", "pilny": "urgent",
	"otwarty": "open", "zamkniety": "closed", "rozwiazany": "resolved", "oczekujacy": "pending",
	"zwrot": "return", "reklamacja": "complaint", "dostawa": "delivery", "faktura": "invoice", "platnosc": "payment",
	"klient": "customer", "agent": "agent", "regula": "rule",
}

// meant is the value of a list that someone may have meant, or "".
func meant(value string, among []string) string {
	if key := polish[desk.FoldText(value)]; slices.Contains(among, key) {
		return key
	}
	return nearest(value, among)
}

// nearest is the word that someone may have meant, or "" when none is near. The other case and missing diacritics are nothing.
func nearest(word string, among []string) string {
	folded := desk.FoldText(word)
	best, least := "", max(len([]rune(folded))/3, 1)+1
	for _, candidate := range among {
		if d := distance(folded, desk.FoldText(candidate), least); d < least {
			best, least = candidate, d
		}
	}
	return best
}

// distance is how many letters differ, are missing, too many or swapped; at most so many.
func distance(a, b string, most int) int {
	x, y := []rune(first(a, MaxText)), []rune(first(b, MaxText))
	if d := len(x) - len(y); max(d, -d) >= most {
		return most
	}
	var rows [3][]int
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
	}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := 1; i <= len(x); i++ {
		two, one, row := rows[(i+2)%3], rows[i%3], rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(y); j++ {
			same := one[j-1]
			if x[i-1] != y[j-1] {
				same++
			}
			row[j] = min(same, one[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], two[j-2]+1)
			}
		}
	}
	return min(rows[(len(x)+1)%3][len(y)], most)
}
