package api

import (
	"context"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/google/uuid"

	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/store"
)

// ListRules returns all rules in their order.
func (s *Server) ListRules(ctx context.Context, _ contract.ListRulesRequestObject) (contract.ListRulesResponseObject, error) {
	records, err := s.store.Rules(ctx)
	if err != nil {
		return nil, err
	}
	known, err := s.ruleWords.known(ctx, s.store.RuleWords)
	if err != nil {
		return nil, err
	}
	list := contract.ListRules200JSONResponse{Rules: make([]contract.Rule, len(records))}
	for i := range records {
		list.Rules[i] = ruleOf(&records[i], known)
	}
	return list, nil
}

// ListRulesNaming returns the switched-on rules whose conditions name a word, or whose actions use it.
func (s *Server) ListRulesNaming(ctx context.Context, in contract.ListRulesNamingRequestObject) (contract.ListRulesNamingResponseObject, error) {
	if !in.Params.List.Valid() {
		return nil, desk.InvalidField("list", "invalid", "there is no list %q", in.Params.List)
	}
	records, err := s.store.Rules(ctx)
	if err != nil {
		return nil, err
	}
	named := contract.ListRulesNaming200JSONResponse{Rules: []contract.RuleName{}}
	list := string(in.Params.List)
	for i := range records {
		r := &records[i]
		uses := in.Params.ID != nil && r.Settings.Uses(list, *in.Params.ID)
		if !r.EnabledAt.IsZero() && (uses || rules.NamedIn(r.Settings.Condition, list, in.Params.Word)) {
			named.Rules = append(named.Rules, contract.RuleName{ID: r.ID, Name: r.Settings.Name})
		}
	}
	return named, nil
}

// SaveRule makes or changes a rule.
func (s *Server) SaveRule(ctx context.Context, in contract.SaveRuleRequestObject) (contract.SaveRuleResponseObject, error) {
	if in.RuleID == uuid.Nil {
		return nil, desk.Errorf(desk.Invalid, "missing", "a rule needs an id")
	}
	if in.Body.Version < 0 {
		return nil, desk.InvalidField("version", "range", "versions count from 1, and 0 is none")
	}
	settings := settingsFrom(&in.Body.Settings)
	if err := settings.Clean(); err != nil {
		return nil, err
	}
	given, err := s.sealSecrets(ctx, in.RuleID, &settings, in.Body.Settings.Actions)
	if err != nil {
		return nil, err
	}
	by := accountOf(ctx).ID
	rule, err := s.store.SaveRule(ctx, in.RuleID, in.Body.Version, settings, given, by)
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a rule was saved", "rule", rule.ID, "version", rule.Version, "by", by)
	saved, err := s.ruleNow(ctx, rule.ID)
	if err != nil {
		return nil, err
	}
	return contract.SaveRule200JSONResponse(*saved), nil
}

// SwitchRule switches a rule on or off.
func (s *Server) SwitchRule(ctx context.Context, in contract.SwitchRuleRequestObject) (contract.SwitchRuleResponseObject, error) {
	if err := s.store.SwitchRule(ctx, in.RuleID, in.Body.Version, in.Body.Enabled); err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a rule was switched", "rule", in.RuleID, "on", in.Body.Enabled, "by", accountOf(ctx).ID)
	rule, err := s.ruleNow(ctx, in.RuleID)
	if err != nil {
		return nil, err
	}
	return contract.SwitchRule200JSONResponse(*rule), nil
}

// OrderRules puts the rules in another order.
func (s *Server) OrderRules(ctx context.Context, in contract.OrderRulesRequestObject) (contract.OrderRulesResponseObject, error) {
	if len(in.Body.Ids) > rules.MaxRules {
		return nil, desk.InvalidField("ids", "too_many", "more than %d rules", rules.MaxRules)
	}
	if err := s.store.OrderRules(ctx, in.Body.Ids); err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "the rules were put in order", "by", accountOf(ctx).ID)
	return contract.OrderRules204Response{}, nil
}

// DeleteRule takes a rule away.
func (s *Server) DeleteRule(ctx context.Context, in contract.DeleteRuleRequestObject) (contract.DeleteRuleResponseObject, error) {
	if err := s.store.DeleteRule(ctx, in.RuleID); err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a rule was deleted", "rule", in.RuleID, "by", accountOf(ctx).ID)
	return contract.DeleteRule204Response{}, nil
}

func (s *Server) ruleNow(ctx context.Context, id uuid.UUID) (*contract.Rule, error) {
	record, err := s.store.RuleRecord(ctx, id)
	if err != nil {
		return nil, err
	}
	known, err := s.ruleWords.known(ctx, s.store.RuleWords)
	if err != nil {
		return nil, err
	}
	rule := ruleOf(record, known)
	return &rule, nil
}

// sealSecrets puts webhooks' secrets into the settings, sealed: those given, and where none is given the one that the rule has
// for that address, else for the webhook at that place. They only sign, so an address may change under them. given tells
// whether there was one.
func (s *Server) sealSecrets(ctx context.Context, id uuid.UUID, settings *rules.Settings, drafts []contract.RuleAction) (given bool, err error) {
	var wanting []int
	for i := range settings.Actions {
		a, secret := &settings.Actions[i], drafts[i].Secret
		switch {
		case a.Kind != rules.Webhook:
		case secret == nil:
			wanting = append(wanting, i)
		default:
			given = true
			if *secret == "" {
				continue
			}
			if err := cleanSecret(i, *secret); err != nil {
				return false, err
			}
			if a.Secret, err = s.seal(rules.WebhookSecretPlace, *secret); err != nil {
				return false, err
			}
		}
	}
	if len(wanting) == 0 {
		return given, nil
	}
	known, err := s.store.Rule(ctx, id)
	if desk.KindOf(err) == desk.NotFound {
		return given, nil
	}
	if err != nil {
		return false, err
	}
	s.keepSecrets(settings.Actions, wanting, known.Settings.Actions)
	return given, nil
}

// keepSecrets gives the actions at the places wanting the secrets that the actions before had.
func (s *Server) keepSecrets(actions []rules.Action, wanting []int, before []rules.Action) {
	used := make([]bool, len(before))
	use := func(from, i int, asked bool) {
		used[from] = true
		if !asked {
			return
		}
		actions[i].Secret = before[from].Secret
		if secret, err := s.Secrets.Open(rules.WebhookSecretPlace, before[from].Secret); err == nil {
			if sealed, err := s.Secrets.Seal(rules.WebhookSecretPlace, secret); err == nil {
				actions[i].Secret = sealed // by the newest key
			}
		}
	}
	var left []int
	for i := range actions {
		asked, found := slices.Contains(wanting, i), false
		for from := range before {
			if found = !used[from] && before[from].Kind == rules.Webhook && before[from].URL == actions[i].URL; found {
				use(from, i, asked)
				break
			}
		}
		if asked && !found {
			left = append(left, i)
		}
	}
	for _, i := range left {
		if i < len(before) && !used[i] && before[i].Kind == rules.Webhook {
			use(i, i, true)
		}
	}
}

// maxSecret is the longest secret of a webhook, in characters.
const maxSecret = 200

func cleanSecret(i int, secret string) error {
	field := "actions." + strconv.Itoa(i) + ".secret"
	if n := utf8.RuneCountInString(secret); n > maxSecret {
		return desk.InvalidField(field, "too_long", "%d characters, at most %d are allowed", n, maxSecret)
	}
	return desk.CleanPassword(field, secret)
}

// settingsFrom is what an admin wrote, unchecked and without secrets.
func settingsFrom(d *contract.RuleDraft) rules.Settings {
	settings := rules.Settings{
		Name: d.Name, Description: d.Description, Triggers: triggersFrom(d.Triggers), Condition: d.Condition,
		Actions: make([]rules.Action, len(d.Actions)), Stop: d.Stop, Often: rules.Often(d.Often), Period: secondsFrom(d.Period),
	}
	for i := range d.Actions {
		from := &d.Actions[i]
		to := rules.Action{Kind: rules.ActionKind(from.Kind), Value: orZero(from.Value), Text: orZero(from.Text), Agents: orZero(from.Agents), URL: orZero(from.URL),
			Account: orZero(from.Account), OrderStatus: orZero(from.OrderStatus), Orders: rules.OrdersOf(orZero(from.Orders)), Source: orZero(from.Source)}
		if from.Texts != nil {
			to.Texts = map[string]string{"pl": from.Texts.Pl, "en": from.Texts.En}
		}
		settings.Actions[i] = to
	}
	return settings
}

func triggersFrom(triggers []contract.RuleTrigger) []rules.Trigger {
	from := make([]rules.Trigger, len(triggers))
	for i, t := range triggers {
		from[i] = rules.Trigger{Event: rules.Event(t.Event), After: secondsFrom(t.After)}
	}
	return from
}

func secondsFrom(n *int) desk.Seconds { return desk.Seconds(orZero(n)) }

func ruleOf(r *store.RuleRecord, known *rules.Known) contract.Rule {
	c := contract.Rule{
		ID: r.ID, Version: r.Version, Enabled: !r.EnabledAt.IsZero(), EnabledAt: timeOrNil(r.EnabledAt), Settings: ruleDraftOf(&r.Settings),
		ChangedAt: r.ChangedAt, ChangedBy: textOrNil(r.ChangedBy), Matched30Days: r.Matched, Failed30Days: r.Failed,
		LastMatchedAt: timeOrNil(r.LastMatchedAt), Diagnostics: listOrNil(diagnosticsOf(rules.Check(r.Settings.Condition, *known))),
	}
	if r.SwitchedOff != "" {
		why := contract.RuleSwitchedOff(r.SwitchedOff)
		c.SwitchedOff = &why
	}
	return c
}

// ruleDraftOf tells all but webhooks' secrets.
func ruleDraftOf(settings *rules.Settings) contract.RuleDraft {
	return contract.RuleDraft{
		Name: settings.Name, Description: settings.Description, Triggers: eachOf(settings.Triggers, triggerOf), Condition: settings.Condition,
		Actions: eachOf(settings.Actions, actionOf), Stop: settings.Stop, Often: contract.RuleOften(settings.Often), Period: secondsOrNil(settings.Period),
	}
}

func triggerOf(t *rules.Trigger) contract.RuleTrigger {
	return contract.RuleTrigger{Event: contract.RuleEvent(t.Event), After: secondsOrNil(t.After)}
}

func secondsOrNil(s desk.Seconds) *int {
	if s == 0 {
		return nil
	}
	n := int(s)
	return &n
}

func actionOf(a *rules.Action) contract.RuleAction {
	c := contract.RuleAction{
		Kind: contract.RuleActionKind(a.Kind), Value: textOrNil(a.Value), Text: textOrNil(a.Text), Agents: listOrNil(a.Agents), URL: textOrNil(a.URL),
	}
	if a.Orders != "" {
		of := contract.RuleActionOrders(a.Orders)
		c.Orders, c.Source = &of, textOrNil(a.Source)
	}
	switch a.Kind {
	case rules.SetOrderStatus:
		c.Account, c.OrderStatus = &a.Account, &a.OrderStatus
	case rules.Autoresponder:
		c.Texts = &contract.LocalisedText{Pl: a.Texts["pl"], En: a.Texts["en"]}
	case rules.Webhook:
		has := a.Secret != nil
		c.HasSecret = &has
	}
	return c
}
