package desk

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Placeholder stands, in braces, in a prepared text for what is known only once the text is used: "{agent.name}".
type Placeholder string

// The placeholders, as the contract names them.
const (
	CustomerFirstName Placeholder = "customer.firstName"
	AgentName         Placeholder = "agent.name"
	AgentFirstName    Placeholder = "agent.firstName"
	ChannelName       Placeholder = "channel.name"
	OpenHours         Placeholder = "hours" // today's opening hours or the next ones, in words: see Hours.Words
	TicketNumber      Placeholder = "ticket.number"
	OrderNumber       Placeholder = "order.number"
)

// Placeholders are all there are.
var Placeholders = []Placeholder{
	CustomerFirstName, AgentName, AgentFirstName, ChannelName, OpenHours, TicketNumber, OrderNumber,
}

// inBraces is what can only be meant for a placeholder: a short run of letters, digits, dots, blanks and dashes that
// begins with a letter. The inbox reads it alike (web/inbox/canned/placeholders.ts; testdata/placeholders.json holds the
// cases for both).
var inBraces = regexp.MustCompile(`\{(\p{L}[\p{L}\p{N}. _-]{0,39})\}`)

// CheckPlaceholders refuses a text with a placeholder that nothing will ever fill: a customer would read the braces.
func CheckPlaceholders(field, text string) error {
	for _, found := range inBraces.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(Placeholders, Placeholder(found[1])) {
			return InvalidField(field, "placeholder_unknown", "there is no placeholder %s", found[0])
		}
	}
	return nil
}

// Filling is what placeholders stand for. What is empty or absent isn't known.
type Filling map[Placeholder]string

// Fill puts the values in the placeholders' places, once: what looks like a placeholder in a value stays as it is. One
// whose value isn't known stays, too, for whoever uses the text to decide; missing are those, in their order.
func (f Filling) Fill(text string) (filled string, missing []Placeholder) {
	filled = inBraces.ReplaceAllStringFunc(text, func(braces string) string {
		p := Placeholder(braces[1 : len(braces)-1])
		if value := f[p]; value != "" {
			return value
		}
		if slices.Contains(Placeholders, p) && !slices.Contains(missing, p) {
			missing = append(missing, p)
		}
		return braces
	})
	return filled, missing
}

// FillingOf is what a text that agent sends in the ticket is filled with, by the hours of its chat at a moment. An error
// is one of the hours: an unknown time zone.
func FillingOf(t *Ticket, agent string, hours Hours, at time.Time) (Filling, error) {
	open, err := hours.Words(at, t.Locale)
	if err != nil {
		return nil, err
	}
	return Filling{
		CustomerFirstName: FirstName(t.Requester.Name),
		AgentName:         strings.TrimSpace(agent),
		AgentFirstName:    FirstName(agent),
		ChannelName:       t.Channel.Name,
		OpenHours:         open,
		TicketNumber:      strconv.FormatInt(t.Number, 10),
	}, nil
}

// FillOrLeaveOut is Fill for a text that nobody looks at before it is used: what isn't known is left out, with the space in
// front of it, and at a line's beginning with the comma behind it.
func (f Filling) FillOrLeaveOut(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		begins := true // nothing of the line stands yet but what was left out
		at := 0
		var b strings.Builder
		for _, found := range inBraces.FindAllStringSubmatchIndex(line, -1) {
			before := line[at:found[0]]
			at = found[1]
			value, p := f[Placeholder(line[found[2]:found[3]])], Placeholder(line[found[2]:found[3]])
			if !slices.Contains(Placeholders, p) {
				value = line[found[0]:found[1]]
			}
			if value == "" {
				before = strings.TrimRight(before, " \t")
			}
			b.WriteString(before)
			b.WriteString(value)
			if begins = begins && strings.TrimSpace(before) == "" && value == ""; begins {
				rest := strings.TrimLeft(line[at:], " \t,;:!–-")
				at = len(line) - len(rest)
				line = line[:at] + begun(rest)
			}
		}
		b.WriteString(line[at:])
		lines[i] = b.String()
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// begun is the text with a capital letter at its beginning.
func begun(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	capital := string(unicode.ToUpper(first))
	if size == 0 || len(capital) != size {
		return text
	}
	return capital + text[size:]
}
