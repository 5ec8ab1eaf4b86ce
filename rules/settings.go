package rules

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// Limits of a rule.
const (
	// MaxRules is how many there may be, those that were deleted aside.
	MaxRules = 2000
	// MaxActions is how much one does; MaxTriggers, how many events it answers.
	MaxActions  = 20
	MaxTriggers = 20

	maxName        = 80
	maxDescription = 500
	maxActionText  = 4000
	maxNotified    = 50
	maxAddress     = 2000

	minAfter, maxAfter   = desk.Seconds(60), desk.Seconds(90 * 24 * 3600)
	minPeriod, maxPeriod = desk.Seconds(60), desk.Seconds(365 * 24 * 3600)
)

// WebhookSecretPlace is what webhooks' secrets are sealed for.
const WebhookSecretPlace = "rules.webhook_secret"

// Clean checks what an admin wrote and brings it into the form it is kept in. Whether what its actions name exists, and
// whether its condition can be read, isn't asked: see Ready. Errors are of kind Invalid and name the field as RuleDraft in
// openapi.yaml does; one about an action "actions.<i>.<field>".
func (s *Settings) Clean() (err error) {
	if s.Name, err = desk.CleanLine("name", s.Name, maxName); err != nil {
		return err
	}
	if s.Name = strings.Join(strings.Fields(s.Name), " "); s.Name == "" {
		return desk.InvalidField("name", "empty", "the name is empty")
	}
	if s.Description, err = cleanText("description", strings.TrimSpace(s.Description), maxDescription); err != nil {
		return err
	}
	if s.Condition, err = cleanText("condition", strings.TrimSpace(s.Condition), MaxSource); err != nil {
		return err
	}
	if len(s.Condition) > MaxSource {
		return desk.InvalidField("condition", "too_long", "more than %d bytes", MaxSource)
	}
	if err := s.cleanTriggers(); err != nil {
		return err
	}
	if len(s.Actions) > MaxActions {
		return desk.InvalidField("actions", "too_many", "more than %d actions", MaxActions)
	}
	if s.Actions == nil {
		s.Actions = []Action{} // no null in JSON
	}
	for i := range s.Actions {
		if s.Actions[i], err = s.Actions[i].clean("actions." + strconv.Itoa(i) + "."); err != nil {
			return err
		}
	}
	switch s.Often {
	case EveryTime, OncePerTicket:
		s.Period = 0
	case OncePerPeriod:
		if s.Period < minPeriod || s.Period > maxPeriod {
			return desk.InvalidField("period", "range", "%d to %d seconds", minPeriod, maxPeriod)
		}
	default:
		return desk.InvalidField("often", "unknown", "%q is none of every_time, once_per_ticket and once_per_period", string(s.Often))
	}
	return nil
}

// CleanTriggers checks a list of events as Settings.Clean does, and drops what stands there twice.
func CleanTriggers(triggers []Trigger) ([]Trigger, error) {
	if len(triggers) > MaxTriggers {
		return nil, desk.InvalidField("triggers", "too_many", "more than %d events", MaxTriggers)
	}
	clean := make([]Trigger, 0, len(triggers))
	for i, t := range triggers {
		field := "triggers." + strconv.Itoa(i)
		if !t.Event.Valid() {
			return nil, desk.InvalidField(field+".event", "unknown", "there is no event %q", string(t.Event))
		}
		if !t.Event.OfTime() {
			t.After = 0
		} else if t.After < minAfter || t.After > maxAfter {
			return nil, desk.InvalidField(field+".after", "range", "%d to %d seconds", minAfter, maxAfter)
		}
		if !slices.Contains(clean, t) {
			clean = append(clean, t)
		}
	}
	return clean, nil
}

func (s *Settings) cleanTriggers() (err error) {
	s.Triggers, err = CleanTriggers(s.Triggers)
	return err
}

// Ready says what keeps a rule from being switched on. Errors, of kind Invalid: events_empty, actions_empty,
// condition_invalid.
func (s *Settings) Ready() error {
	switch {
	case len(s.Triggers) == 0:
		return ErrNoEvents()
	case len(s.Actions) == 0:
		return desk.InvalidField("actions", "actions_empty", "it does nothing")
	}
	return CheckCompiles(s.Condition)
}

// ErrNoEvents is the error for a rule that answers no event.
func ErrNoEvents() error {
	return desk.InvalidField("triggers", "events_empty", "no event is chosen")
}

// CheckCompiles refuses a condition that can't be evaluated. Error: invalid (condition_invalid).
func CheckCompiles(condition string) error {
	if compiled, found := Compile(condition); compiled == nil {
		for _, d := range found {
			if d.Severity == Error {
				return desk.InvalidField("condition", "condition_invalid", "%s", d.Message)
			}
		}
		return desk.InvalidField("condition", "condition_invalid", "it can't be read")
	}
	return nil
}

// Same reports whether both say the same, secrets aside; both are clean.
func (s *Settings) Same(o *Settings) bool {
	return s.Name == o.Name && s.Description == o.Description && s.Condition == o.Condition && s.Stop == o.Stop &&
		s.Often == o.Often && s.Period == o.Period && slices.Equal(s.Triggers, o.Triggers) &&
		slices.EqualFunc(s.Actions, o.Actions, func(a, b Action) bool {
			return a.Kind == b.Kind && a.Value == b.Value && a.Text == b.Text && a.URL == b.URL && slices.Equal(a.Agents, b.Agents) &&
				a.Account == b.Account && a.OrderStatus == b.OrderStatus && a.Orders == b.Orders && a.Source == b.Source &&
				a.Texts["pl"] == b.Texts["pl"] && a.Texts["en"] == b.Texts["en"]
		})
}

// properties are what actions change; their values are those of a change.
var properties = map[ActionKind]desk.Property{
	SetStatus: desk.PropertyStatus, SetPriority: desk.PropertyPriority, AddTag: desk.PropertyTagAdded, RemoveTag: desk.PropertyTagRemoved,
	AssignAgent: desk.PropertyAgent, AssignTeam: desk.PropertyTeam, AssignLeastBusy: desk.PropertyTeam, AddWatcher: desk.PropertyWatcherAdded,
}

// clean returns the action with what goes with its kind, and nothing else. field is what its fields' names begin with.
func (a Action) clean(field string) (c Action, err error) {
	c.Kind = a.Kind
	if property, ok := properties[a.Kind]; ok {
		if a.Value == "" && a.Kind != AssignLeastBusy {
			return c, invalidAction(field+"value", "nothing is chosen")
		}
		change, err := desk.NewChange(property, a.Value)
		if err != nil {
			return c, invalidAction(field+"value", "a rule can't set this")
		}
		c.Value = change.Value
		return c, nil
	}
	switch a.Kind {
	case Autoresponder:
		c.Texts = map[string]string{}
		for _, language := range []string{"pl", "en"} {
			if language == "en" && strings.TrimSpace(a.Texts[language]) == "" {
				continue
			}
			if c.Texts[language], err = cleanBody(field+"texts."+language, a.Texts[language]); err != nil {
				return c, err
			}
		}
	case WriteNote:
		c.Text, err = cleanBody(field+"text", a.Text)
	case Notify:
		if c.Text, err = cleanBody(field+"text", a.Text); err != nil {
			return c, err
		}
		if c.Agents = sorted(a.Agents); len(c.Agents) > maxNotified {
			return c, desk.InvalidField(field+"agents", "too_many", "more than %d agents", maxNotified)
		}
	case Webhook:
		c.Secret = a.Secret
		c.URL, err = cleanAddress(field+"url", a.URL)
	case SetOrderStatus:
		if a.Account == uuid.Nil || a.OrderStatus == 0 {
			return c, invalidAction(field+"orderStatus", "no status is chosen")
		}
		c.Account, c.OrderStatus = a.Account, a.OrderStatus
		c.Orders, c.Source, err = a.cleanOrders(field)
	case WriteOrderNote:
		if c.Text, err = cleanBody(field+"text", a.Text); err != nil {
			return c, err
		}
		if n := utf8.RuneCountInString(c.Text); n > desk.MaxOrderComment {
			return c, desk.InvalidField(field+"text", "too_long", "%d characters, at most %d are allowed", n, desk.MaxOrderComment)
		}
		c.Orders, c.Source, err = a.cleanOrders(field)
	case Close:
	default:
		err = invalidAction(field+"kind", "there is no such action")
	}
	return c, err
}

// maxSourceName is the longest name of a source of orders.
const maxSourceName = 200

// cleanOrders returns which orders the action is about.
func (a *Action) cleanOrders(field string) (of OrdersOf, source string, err error) {
	switch a.Orders {
	case NewestOrder, AllOrders:
		return a.Orders, "", nil
	case OrdersOfSource:
		if source, err = desk.CleanLine(field+"source", a.Source, maxSourceName); err == nil && source == "" {
			err = invalidAction(field+"source", "no source is chosen")
		}
		return a.Orders, source, err
	}
	return "", "", invalidAction(field+"orders", "it must be said of which orders")
}

func invalidAction(field, message string) error {
	return desk.InvalidField(field, "action_invalid", "%s", message)
}

// ActionUnknown is the error for an action, by its place, whose value isn't there or not any more.
func ActionUnknown(i int, field string) error {
	return invalidAction("actions."+strconv.Itoa(i)+"."+field, "what it names isn't there any more")
}

// cleanBody checks a text that is sent, with its placeholders.
func cleanBody(field, text string) (string, error) {
	text, err := desk.CleanBody(field, text)
	if err != nil {
		return "", err
	}
	if n := utf8.RuneCountInString(text); n > maxActionText {
		return "", desk.InvalidField(field, "too_long", "%d characters, at most %d are allowed", n, maxActionText)
	}
	return text, desk.CheckPlaceholders(field, text)
}

// cleanText checks a text of several lines that may be empty.
func cleanText(field, text string, limit int) (string, error) {
	if text == "" {
		return "", nil
	}
	text, err := desk.CleanBody(field, text)
	if err != nil {
		return "", err
	}
	if n := utf8.RuneCountInString(text); n > limit {
		return "", desk.InvalidField(field, "too_long", "%d characters, at most %d are allowed", n, limit)
	}
	return text, nil
}

// cleanAddress checks where a webhook goes. Whether it may go there is asked when it goes: names change what they stand for.
func cleanAddress(field, address string) (string, error) {
	address, err := desk.CleanLine(field, address, maxAddress)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.Opaque != "" || strings.ContainsAny(address, " \t"):
		return "", invalidAction(field, "not an address such as https://shop.example/hook")
	case u.User != nil:
		return "", invalidAction(field, "an address is seen by others: no name or password may stand in it")
	}
	u.Fragment, u.RawFragment = "", "" // is never sent
	return u.String(), nil
}

func sorted(ids []uuid.UUID) []uuid.UUID {
	if len(ids) == 0 {
		return nil
	}
	in := slices.SortedFunc(slices.Values(ids), func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(in)
}
