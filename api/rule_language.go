package api

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/rules"
)

// maxChecked is the longest condition that is looked at, in bytes: one that is too long is told so by its diagnostics.
const maxChecked = 20_000

// CheckCondition says what is wrong with a condition and how else it is written.
func (s *Server) CheckCondition(ctx context.Context, in contract.CheckConditionRequestObject) (contract.CheckConditionResponseObject, error) {
	if (in.Body.Condition == nil) == (in.Body.Parts == nil) {
		return nil, desk.Errorf(desk.Invalid, "missing", "either a condition or parts are to be given")
	}
	condition := orZero(in.Body.Condition)
	if in.Body.Parts != nil {
		parts, err := partsFrom(in.Body.Parts)
		if err != nil {
			return nil, err
		}
		if condition, err = parts.Source(); err != nil {
			return nil, err
		}
	}
	if len(condition) > maxChecked {
		return nil, desk.InvalidField("condition", "too_long", "more than %d bytes", maxChecked)
	}
	known, err := s.ruleWords.known(ctx, s.store.RuleWords)
	if err != nil {
		return nil, err
	}
	check := contract.CheckCondition200JSONResponse{Condition: condition, Diagnostics: diagnosticsOf(rules.Check(condition, *known))}
	if formatted, err := rules.Format(condition); err == nil {
		check.Formatted = &formatted
	}
	if parts, ok := rules.ToParts(condition); ok {
		check.Parts = partsOf(parts)
	}
	return check, nil
}

// GetRuleLanguage returns the editor's vocabulary.
func (s *Server) GetRuleLanguage(ctx context.Context, _ contract.GetRuleLanguageRequestObject) (contract.GetRuleLanguageResponseObject, error) {
	s.ruleWords.forget() // whoever opens the editor sees what they have just made
	known, err := s.ruleWords.known(ctx, s.store.RuleWords)
	if err != nil {
		return nil, err
	}
	var l contract.GetRuleLanguage200JSONResponse
	for _, e := range rules.Events() {
		l.Events = append(l.Events, struct {
			Event  contract.RuleEvent `json:"event"`
			OfTime bool               `json:"ofTime"`
		}{contract.RuleEvent(e), e.OfTime()})
	}
	for _, n := range rules.Names() {
		l.Names = append(l.Names, struct {
			Example string                 `json:"example"`
			Name    string                 `json:"name"`
			Type    contract.RuleValueType `json:"type"`
			Words   *[]contract.RuleWord   `json:"words,omitempty"`
		}{n.Example, n.Path, contract.RuleValueType(n.Type), wordsOf(n.List, n.Options, known)})
	}
	for _, f := range rules.Functions() {
		c := struct {
			Example   string                 `json:"example"`
			Infix     *bool                  `json:"infix,omitempty"`
			Insert    string                 `json:"insert"`
			Name      string                 `json:"name"`
			Returns   contract.RuleValueType `json:"returns"`
			Signature string                 `json:"signature"`
		}{Example: f.Example, Insert: f.Insert, Name: f.Name, Returns: contract.RuleValueType(f.Returns), Signature: f.Signature}
		if f.Infix {
			c.Infix = &f.Infix
		}
		l.Functions = append(l.Functions, c)
	}
	for _, k := range rules.PartKinds() {
		c := struct {
			Kind      string  `json:"kind"`
			Name      *string `json:"name,omitempty"`
			Operators []struct {
				Operator string `json:"operator"`
				Values   string `json:"values"`
			} `json:"operators"`
			Words *[]contract.RuleWord `json:"words,omitempty"`
		}{Kind: k.Kind, Name: textOrNil(k.Path), Words: wordsOf(k.List, k.Options, known)}
		for _, o := range k.Operators {
			c.Operators = append(c.Operators, struct {
				Operator string `json:"operator"`
				Values   string `json:"values"`
			}{o.Operator, string(o.Values)})
		}
		l.Parts = append(l.Parts, c)
	}
	for _, p := range desk.Placeholders {
		l.Placeholders = append(l.Placeholders, string(p))
	}
	for _, t := range rules.Templates() {
		l.Templates = append(l.Templates, struct {
			Key      contract.RuleLanguageTemplatesKey `json:"key"`
			Settings contract.RuleDraft                `json:"settings"`
		}{contract.RuleLanguageTemplatesKey(t.Key), ruleDraftOf(&t.Settings)})
	}
	return l, nil
}

// wordsOf are what a name can be: the built-in and, where the company adds to them, its own; nil where nobody knows.
func wordsOf(list string, builtin []string, known *rules.Known) *[]contract.RuleWord {
	own, ok := map[string][]string{
		"channels": known.Channels, "agents": known.Agents, "teams": known.Teams, "tags": known.Tags, "statuses": known.Statuses,
		"contexts": known.Contexts, "orderStatuses": known.OrderStatuses, "orderSources": known.OrderSources,
	}[list]
	if list == "" || !ok && len(builtin) == 0 || ok && own == nil && len(builtin) == 0 {
		return nil
	}
	words, yes := make([]contract.RuleWord, 0, len(builtin)+len(own)), true
	for _, w := range builtin {
		words = append(words, contract.RuleWord{Word: w, Builtin: &yes})
	}
	for _, w := range own {
		if !slices.Contains(builtin, w) { // such names were once taken, and a list that has a word twice fails in the browser
			words = append(words, contract.RuleWord{Word: w})
		}
	}
	return &words
}

func diagnosticsOf(found []rules.Diagnostic) []contract.ConditionDiagnostic {
	return eachOf(found, func(d *rules.Diagnostic) contract.ConditionDiagnostic {
		c := contract.ConditionDiagnostic{
			From: d.From, To: d.To, Severity: contract.ConditionDiagnosticSeverity(d.Severity), Code: d.Code, Message: d.Message, Fix: textOrNil(d.Fix),
		}
		if len(d.Params) > 0 {
			c.Params = &d.Params
		}
		return c
	})
}

// maxParts is how many ready parts are taken, in groups or not.
const maxParts = 50

// partsFrom takes what the editor has as rows. A group that is joined as what it stands in is none: its parts stand there. Errors:
// invalid (parts).
func partsFrom(g *contract.ConditionGroup) (*rules.Parts, error) {
	parts := &rules.Parts{Join: rules.Join(g.Join), Items: []rules.Item{}}
	if parts.Join != rules.And && parts.Join != rules.Or {
		return nil, errParts("conditions are joined by and or or")
	}
	count := 0
	part := func(p *contract.ConditionPart) (*rules.Part, error) {
		if count++; p.Kind == nil || p.Operator == nil || p.Join != nil || p.Items != nil || count > maxParts {
			return nil, errParts("there is a row without kind and operator, a group too deep, or there are too many")
		}
		return &rules.Part{Kind: *p.Kind, Operator: *p.Operator, Values: orEmpty(orZero(p.Values))}, nil
	}
	for i := range g.Items {
		item := &g.Items[i]
		if item.Items == nil {
			p, err := part(item)
			if err != nil {
				return nil, err
			}
			parts.Items = append(parts.Items, rules.Item{Part: p})
			continue
		}
		join := rules.Join(orZero(item.Join))
		if join != rules.And && join != rules.Or || item.Kind != nil {
			return nil, errParts("a group is joined by and or or")
		}
		var group []rules.Part
		for j := range *item.Items {
			p, err := part(&(*item.Items)[j])
			if err != nil {
				return nil, err
			}
			group = append(group, *p)
		}
		if join == parts.Join || len(group) == 1 {
			for j := range group {
				parts.Items = append(parts.Items, rules.Item{Part: &group[j]})
			}
		} else if len(group) > 1 {
			parts.Items = append(parts.Items, rules.Item{Group: group})
		}
	}
	return parts, nil
}

func errParts(message string) error { return desk.InvalidField("parts", "parts", "%s", message) }

func partOf(p *rules.Part) contract.ConditionPart {
	values := orEmpty(slices.Clone(p.Values))
	return contract.ConditionPart{Kind: &p.Kind, Operator: &p.Operator, Values: &values}
}

func partsOf(p *rules.Parts) *contract.ConditionGroup {
	other := contract.ConditionPartJoin(rules.Or)
	if p.Join == rules.Or {
		other = contract.ConditionPartJoin(rules.And)
	}
	g := &contract.ConditionGroup{Join: contract.ConditionGroupJoin(p.Join), Items: make([]contract.ConditionPart, len(p.Items))}
	for i := range p.Items {
		if item := &p.Items[i]; item.Part != nil {
			g.Items[i] = partOf(item.Part)
		} else {
			items := eachOf(item.Group, partOf)
			g.Items[i] = contract.ConditionPart{Join: &other, Items: &items}
		}
	}
	return g
}

func explanationOf(e *rules.Explanation) contract.Explanation {
	c := contract.Explanation{
		Source: e.Source, From: e.From, To: e.To, Result: contract.ExplanationResult(e.Outcome), Error: textOrNil(e.Error),
		Parts: listOrNil(eachOf(e.Parts, explanationOf)),
	}
	if join := contract.ExplanationJoin(e.Kind); join.Valid() {
		c.Join = &join
	}
	if part := rules.ToPart(e.Source); part != nil {
		told := partOf(part)
		c.Part = &told
	}
	if len(e.Values) > 0 {
		values := make([]struct {
			Name    string                 `json:"name"`
			Type    contract.RuleValueType `json:"type"`
			Unknown *bool                  `json:"unknown,omitempty"`
			Value   string                 `json:"value"`
		}, len(e.Values))
		for i, v := range e.Values {
			values[i].Name, values[i].Type, values[i].Value = v.Path, contract.RuleValueType(v.Type), v.Value
			values[i].Unknown = trueOrNil(v.Unknown)
			if v.Type == rules.List {
				values[i].Value = strings.Join(v.Values, ", ")
			}
		}
		c.Values = &values
	}
	return c
}

// ruleWordsAge is how old the words may be that conditions are checked against as one types.
const ruleWordsAge = 3 * time.Second

// ruleWords knows the words that conditions speak of. Who types asks for them with each key.
type ruleWords struct {
	mu     sync.Mutex
	readAt time.Time
	words  *rules.Known
}

// known returns them, read anew where they are too old. They are not to be changed.
func (w *ruleWords) known(ctx context.Context, read func(context.Context) (*rules.Known, error)) (*rules.Known, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.words != nil && time.Since(w.readAt) < ruleWordsAge {
		return w.words, nil
	}
	words, err := read(ctx)
	if err == nil {
		w.words, w.readAt = words, time.Now()
	}
	return words, err
}

// forget has them read anew.
func (w *ruleWords) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.words = nil
}
