package desk_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

// The inbox's tests read the same cases.
func TestPlaceholdersAreFoundAsTheInboxFindsThem(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/placeholders.json")
	require.NoError(t, err)
	var cases []struct {
		Text         string
		Placeholders []desk.Placeholder
		Unknown      []string
	}
	require.NoError(t, json.Unmarshal(text, &cases))
	for _, c := range cases {
		filled, missing := desk.Filling{}.Fill(c.Text)
		require.Equal(t, c.Text, filled)
		require.ElementsMatch(t, c.Placeholders, missing, c.Text)
		err := desk.CheckPlaceholders("body", c.Text)
		if len(c.Unknown) == 0 {
			require.NoError(t, err, c.Text)
			continue
		}
		var refused *desk.Error
		require.ErrorAs(t, err, &refused)
		require.Equal(t, [3]string{"body", "placeholder_unknown", "there is no placeholder " + c.Unknown[0]}, [3]string{refused.Field, refused.Code, refused.Message})
	}
}

func TestFilling(t *testing.T) {
	t.Parallel()
	f := desk.Filling{desk.CustomerFirstName: "Anna", desk.TicketNumber: "12", desk.ChannelName: "{agent.name}", desk.AgentName: "Piotr"}
	for name, c := range map[string]struct {
		text, want string
		missing    []desk.Placeholder
	}{
		"a value stands in the placeholder's place": {"Dzień dobry, {customer.firstName}!", "Dzień dobry, Anna!", nil},
		"every time": {"{ticket.number} = {ticket.number}", "12 = 12", nil},
		"what isn't known stays and is told of, once":   {"{order.number}: {hours}, {order.number}", "{order.number}: {hours}, {order.number}", []desk.Placeholder{"order.number", "hours"}},
		"what a value holds is text":                    {"{channel.name}", "{agent.name}", nil},
		"what isn't a placeholder is left as it is":     {"{imię} { hours } {}", "{imię} { hours } {}", nil},
		"lines and letters around are left":             {"Ź\n\t{agent.name}\n", "Ź\n\tPiotr\n", nil},
		"braces around braces stay":                     {"{{agent.name}}", "{Piotr}", nil},
		"a text without placeholders is what it was":    {"Proszę czekać.", "Proszę czekać.", nil},
		"nothing is filled with what looks like a rule": {"$1 {agent.name} ${1}", "$1 Piotr ${1}", nil},
	} {
		filled, missing := f.Fill(c.text)
		require.Equal(t, c.want, filled, name)
		require.Equal(t, c.missing, missing, name)
	}
}

func TestATicketFillsWhatIsKnownOfIt(t *testing.T) {
	t.Parallel()
	ticket := &desk.Ticket{ID: uuid.New(), Number: 42, Locale: "en", Requester: desk.Requester{Name: "KOWALSKA, ANNA"}, Channel: desk.ChannelRef{Name: "Sklep"}}
	hours := desk.Hours{TimeZone: "Europe/Warsaw", Week: map[time.Weekday][]desk.Range{time.Monday: {{From: 540, To: 1020}}}}
	f, err := desk.FillingOf(ticket, "Piotr Lis", hours, time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	require.Equal(t, desk.Filling{
		"customer.firstName": "Anna", "agent.name": "Piotr Lis", "agent.firstName": "Piotr", "channel.name": "Sklep",
		"hours": "today 9:00–17:00", "ticket.number": "42",
	}, f)
	_, missing := f.Fill("{order.number}")
	require.Equal(t, []desk.Placeholder{desk.OrderNumber}, missing)
	_, err = desk.FillingOf(ticket, "", desk.Hours{TimeZone: "Nowhere", Week: hours.Week}, time.Now())
	require.Error(t, err)
}

// Whoever sends a text that Fill calls complete sends no placeholder of ours but one that stood in a value.
func FuzzFill(f *testing.F) {
	f.Add("Dzień dobry, {customer.firstName}! {order.number}", "Anna")
	f.Add("{{hours}}{", "{hours}")
	f.Fuzz(func(t *testing.T, text, value string) {
		filling := desk.Filling{desk.CustomerFirstName: value}
		filled, missing := filling.Fill(text)
		left, _ := desk.Filling{}.Fill(text)
		require.Equal(t, text, left, "nothing known, nothing changed")
		if value == "" || !strings.Contains(text, "{customer.firstName}") {
			require.Equal(t, text, filled)
		}
		if value != "" {
			require.NotContains(t, missing, desk.CustomerFirstName)
			require.Equal(t, strings.ReplaceAll(text, "{customer.firstName}", value), filled)
		}
		for _, p := range missing {
			require.Contains(t, filled, "{"+string(p)+"}")
			require.True(t, slices.Contains(desk.Placeholders, p))
		}
	})
}

func TestWhatIsNotKnownIsLeftOut(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"nothing is missing":             {"Czat {channel.name}.", "Czat Sklep."},
		"in the middle":                  {"Cześć {customer.firstName}, dziękujemy!", "Cześć, dziękujemy!"},
		"at the end":                     {"Numer zamówienia: {order.number}", "Numer zamówienia:"},
		"at the beginning":               {"{customer.firstName}, łapiemy to!", "Łapiemy to!"},
		"at a line's beginning":          {"Dzień dobry\n{customer.firstName}: już odpisujemy", "Dzień dobry\nJuż odpisujemy"},
		"two at the beginning":           {"{customer.firstName} {order.number} – {channel.name} odpowie", "Sklep odpowie"},
		"alone":                          {" {customer.firstName} ", ""},
		"braces that are no placeholder": {"Wpisz {kod}", "Wpisz {kod}"},
		"a value that looks like one":    {"{ticket.number}", "{agent.name}"},
	} {
		t.Run(name, func(t *testing.T) {
			filling := desk.Filling{desk.ChannelName: "Sklep", desk.TicketNumber: "{agent.name}"}
			require.Equal(t, tt.want, filling.FillOrLeaveOut(tt.text))
		})
	}
}
