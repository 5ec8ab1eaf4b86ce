package desk

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
)

// TicketSort is the order of a list.
type TicketSort string

// The orders. Where two tickets are equal, their ids decide.
const (
	SortRecent   TicketSort = "recent"   // last message newest first
	SortOldest   TicketSort = "oldest"   // last message oldest first
	SortCreated  TicketSort = "created"  // newest ticket first
	SortWaiting  TicketSort = "waiting"  // who has waited longest first, then those who don't wait, recent first
	SortPriority TicketSort = "priority" // urgent first, then recent
)

// Valid reports whether there is such an order.
func (s TicketSort) Valid() bool {
	return s == SortRecent || s == SortOldest || s == SortCreated || s == SortWaiting || s == SortPriority
}

// Words that a filter has for what has no id.
const (
	FilterNone = "none" // the ticket has none
	FilterMe   = "me"   // who asks
)

// Limits of filters.
const (
	// MaxFilterValues is how many values a filter names of a property.
	MaxFilterValues = 50
	// MaxSearch is how long what is searched for is, in characters.
	MaxSearch = 200
)

// TicketFilter is what a list wants of a ticket beside its view; the zero value is nothing. Of a property any of the values
// fits; all properties must fit. The names in JSON are those of the contract's parameters, and how it is kept.
type TicketFilter struct {
	Channels []uuid.UUID `json:"channel,omitempty"`
	// Inboxes are the ticket's own, else its channel's.
	Inboxes []uuid.UUID `json:"inbox,omitempty"`
	// Statuses are keys. What is named stands in the list though the view would hide it.
	Statuses   []string    `json:"status,omitempty"`
	Priorities []Priority  `json:"priority,omitempty"`
	Tags       []uuid.UUID `json:"tag,omitempty"`
	Agents     []string    `json:"agent,omitempty"`     // ids, FilterMe, FilterNone
	Teams      []string    `json:"team,omitempty"`      // ids, FilterNone
	Watchers   []string    `json:"watcher,omitempty"`   // ids, FilterMe
	Sentiments []string    `json:"sentiment,omitempty"` // Sentiments, FilterNone
	Contexts   []string    `json:"context,omitempty"`   // keys, FilterNone
	// From is inclusive, To isn't; zero: no bound.
	CreatedFrom time.Time `json:"createdFrom,omitzero"`
	CreatedTo   time.Time `json:"createdTo,omitzero"`
	// Active is when the last message came.
	ActiveFrom time.Time `json:"activeFrom,omitzero"`
	ActiveTo   time.Time `json:"activeTo,omitzero"`
	// Text is what a person typed to search for.
	Text string `json:"text,omitempty"`
}

// Empty reports whether every ticket fits.
func (f *TicketFilter) Empty() bool {
	return len(f.Channels)+len(f.Inboxes)+len(f.Statuses)+len(f.Priorities)+len(f.Tags)+len(f.Agents)+len(f.Teams)+
		len(f.Watchers)+len(f.Sentiments)+len(f.Contexts) == 0 &&
		f.CreatedFrom.IsZero() && f.CreatedTo.IsZero() && f.ActiveFrom.IsZero() && f.ActiveTo.IsZero() && f.Text == ""
}

// Clean checks the filter and brings it into its usual form. What was deleted or never was is no error: no ticket has it,
// or some still do. Errors are of kind Invalid and name the field: value_unknown, too_many, time, too_long, utf8.
func (f *TicketFilter) Clean() (err error) {
	for _, ids := range []struct {
		field string
		of    *[]uuid.UUID
	}{{"channel", &f.Channels}, {"inbox", &f.Inboxes}, {"tag", &f.Tags}} {
		if *ids.of, err = distinct(ids.field, *ids.of, func(id uuid.UUID) (uuid.UUID, error) { return id, nil }); err != nil {
			return err
		}
	}
	for _, words := range []struct {
		field string
		of    *[]string
		clean func(string) (string, error)
	}{
		{"status", &f.Statuses, func(s string) (string, error) { key, _, err := cleanKey(s, builtinStatuses); return key, err }},
		{"agent", &f.Agents, idOr(FilterMe, FilterNone)},
		{"team", &f.Teams, idOr(FilterNone)},
		{"watcher", &f.Watchers, idOr(FilterMe)},
		{"sentiment", &f.Sentiments, oneOf(string(Positive), string(Neutral), string(Negative), FilterNone)},
		{"context", &f.Contexts, func(s string) (string, error) {
			key, _, err := cleanKey(s, append([]string{FilterNone}, builtinContexts...))
			return key, err
		}},
	} {
		if *words.of, err = distinct(words.field, *words.of, words.clean); err != nil {
			return err
		}
	}
	known := oneOf(Low, Normal, High, Urgent)
	if f.Priorities, err = distinct("priority", f.Priorities, known); err != nil {
		return err
	}
	for _, moment := range []struct {
		field string
		of    *time.Time
	}{{"createdFrom", &f.CreatedFrom}, {"createdTo", &f.CreatedTo}, {"activeFrom", &f.ActiveFrom}, {"activeTo", &f.ActiveTo}} {
		if moment.of.IsZero() {
			continue
		}
		*moment.of = moment.of.UTC()
		if year := moment.of.Year(); year < 1 || year > 9999 {
			return InvalidField(moment.field, "time", "the year is not of four digits")
		}
	}
	f.Text, err = cleanSearch(f.Text)
	return err
}

// cleanSearch makes what was typed or pasted one line; what has no visible character is empty.
func cleanSearch(s string) (string, error) {
	const field = "text"
	if !utf8.ValidString(s) {
		return "", InvalidField(field, "utf8", "the text is not valid UTF-8")
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || isBlank(r) {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if n := utf8.RuneCountInString(s); n > MaxSearch {
		return "", InvalidField(field, "too_long", "%d characters, at most %d are allowed", n, MaxSearch)
	}
	return s, nil
}

// distinct cleans each value and leaves out what is there already; nil for none.
func distinct[T comparable](field string, values []T, clean func(T) (T, error)) ([]T, error) {
	if len(values) > MaxFilterValues {
		return nil, InvalidField(field, "too_many", "%d values, at most %d are allowed", len(values), MaxFilterValues)
	}
	var kept []T
	for _, v := range values {
		v, err := clean(v)
		if err != nil {
			return nil, InvalidField(field, "value_unknown", "there is no such value of %s", field)
		}
		if !slices.Contains(kept, v) {
			kept = append(kept, v)
		}
	}
	return kept, nil
}

var errUnknown = Errorf(Invalid, "value_unknown", "there is no such value")

func oneOf[T comparable](words ...T) func(T) (T, error) {
	return func(word T) (T, error) {
		if !slices.Contains(words, word) {
			return word, errUnknown
		}
		return word, nil
	}
}

// idOr takes an id or one of the words.
func idOr(words ...string) func(string) (string, error) {
	return func(s string) (string, error) {
		if slices.Contains(words, s) {
			return s, nil
		}
		return cleanID(s)
	}
}

// MaxSavedFilters is how many filters an agent keeps.
const MaxSavedFilters = 50

// SavedFilter is a list that an agent has made for themselves.
type SavedFilter struct {
	ID     uuid.UUID // made by the client
	Name   string
	View   View
	Sort   TicketSort
	Filter TicketFilter
	// Position is its place among the agent's; of a draft 0 leaves it where it is, or puts a new one behind the others.
	Position int
}

// Clean checks what an agent set and brings it into the form it is kept in. Errors are of kind Invalid and name the field.
func (s *SavedFilter) Clean() (err error) {
	if s.ID == uuid.Nil {
		return InvalidField("id", "missing", "a filter needs an id")
	}
	if s.Name, err = CleanWord("name", s.Name); err != nil {
		return err
	}
	if !s.View.Valid() {
		return InvalidField("view", "view", "there is no view %q", string(s.View))
	}
	if !s.Sort.Valid() {
		return InvalidField("sort", "sort", "there is no order %q", string(s.Sort))
	}
	if s.Position < 0 || s.Position > maxPosition {
		return InvalidField("position", "range", "a position is 1 to %d", maxPosition)
	}
	return s.Filter.Clean()
}
