package fill

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/devstack/testmain"
)

var servers testmain.Servers

func TestMain(m *testing.M) { os.Exit(testmain.Run(m, testmain.Need{}, testmain.Keep(&servers))) }

// sunday is when a shop has little to do.
var sunday = time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)

func makerOf(t *testing.T, tickets int) *maker {
	t.Helper()
	m, err := newMaker(tickets, 7, sunday)
	require.NoError(t, err)
	return m
}

func TestTheSameSeedMakesTheSameTickets(t *testing.T) {
	one, other := makerOf(t, 500), makerOf(t, 500)
	for place := range 500 {
		a, b := one.ticket(place), other.ticket(place)
		require.Equal(t, a.row(), b.row())
		require.Equal(t, a.entries, b.entries)
		require.Equal(t, a.reads, b.reads)
	}
	different, err := newMaker(500, 8, sunday)
	require.NoError(t, err)
	require.NotEqual(t, one.ticket(0).id, different.ticket(0).id)
}

// A ticket must stand as the program would have left it, or what is measured on it isn't the program.
func TestATicketsRowFollowsFromItsJournal(t *testing.T) {
	const tickets = 3000
	m := makerOf(t, tickets)
	var before time.Time
	ids := map[uuid.UUID]bool{}
	for place := range tickets {
		k := m.ticket(place)
		require.False(t, k.created.Before(before), "tickets come in order")
		before = k.created
		head := ticket{state: desk.Waiting, status: desk.StatusOpen, priority: desk.Normal}
		at := k.created
		require.Equal(t, desk.Message, k.entries[0].kind)
		for i, e := range k.entries {
			require.EqualValues(t, i+1, e.seq)
			require.Equal(t, k.id, e.ticket)
			require.False(t, ids[e.id], "an id twice")
			ids[e.id] = true
			require.False(t, e.at.Before(at), "time runs forward")
			at = e.at
			if e.agent != nil {
				require.Contains(t, k.channel.writers, e.agent)
			}
			follow(t, &head, &e)
		}
		require.False(t, at.After(sunday), "nothing is later than the end")
		require.Equal(t, []any{head.state, head.status, head.agent, head.closed, head.closedSeq, head.wake, head.lastCustomer, head.lastReply},
			[]any{k.state, k.status, k.agent, k.closed, k.closedSeq, k.wake, k.lastCustomer, k.lastReply}, "ticket %d", place)
		require.Equal(t, []any{head.lastAt, head.lastFrom, head.lastText, head.awaiting}, []any{k.lastAt, k.lastFrom, k.lastText, k.awaiting})
		require.Equal(t, []any{head.priority, head.sentiment, head.context, head.team, head.tags, head.watchers},
			[]any{k.priority, k.sentiment, k.context, k.team, k.tags, k.watchers})
		for _, r := range k.reads {
			require.Contains(t, k.channel.agents, r.agent)
			require.LessOrEqual(t, r.seq, int64(len(k.entries)))
		}
	}
}

// follow does to a ticket's row what the program does when it appends the entry.
func follow(t *testing.T, k *ticket, e *entry) {
	t.Helper()
	switch e.kind {
	case desk.Message:
		_, err := desk.CleanBody("body", e.body)
		require.NoError(t, err)
		k.wake, k.lastAt, k.lastFrom, k.lastText = e.seq, e.at, e.by, e.body
		if e.by == desk.ByAgent {
			k.lastReply, k.awaiting = e.seq, time.Time{}
			require.Equal(t, k.agent, e.agent, "who has the ticket answers")
			return
		}
		k.lastCustomer = e.seq
		if k.awaiting.IsZero() {
			k.awaiting = e.at
		}
		if k.status == desk.StatusPending || k.status == desk.StatusResolved {
			k.status = desk.StatusOpen
		}
	case desk.Note:
		require.NotEmpty(t, e.body)
		require.NotNil(t, e.agent)
	case desk.Operation:
		var is desk.OperationDetails
		require.NoError(t, json.Unmarshal(e.operation, &is))
		switch is.Type {
		case desk.OpJoined, desk.OpTookOver:
			k.state, k.agent = desk.Active, e.agent
		case desk.OpReopened:
			k.state, k.status, k.closed = desk.Active, desk.StatusOpen, time.Time{}
		case desk.OpClosed:
			k.state, k.closed, k.closedSeq = desk.Shut, e.at, e.seq
			if k.status != desk.StatusSpam {
				k.status = desk.StatusClosed
			}
		case desk.OpChanged:
			k.wake = e.seq
			become(t, k, is.Change)
		}
	}
}

func become(t *testing.T, k *ticket, is *desk.Change) {
	t.Helper()
	checked, err := desk.NewChange(is.Property, is.Value)
	require.NoError(t, err)
	require.Equal(t, checked.Value, is.Value)
	switch is.Property {
	case desk.PropertyStatus:
		require.Equal(t, k.status, is.Was)
		k.status = is.Value
	case desk.PropertyPriority:
		require.Equal(t, string(k.priority), is.Was)
		k.priority = desk.Priority(is.Value)
	case desk.PropertyTagAdded:
		require.NotContains(t, k.tags, uuid.MustParse(is.Value))
		k.tags = append(k.tags, uuid.MustParse(is.Value))
	case desk.PropertyTeam:
		k.team = uuid.MustParse(is.Value)
	case desk.PropertyWatcherAdded:
		k.watchers = append(k.watchers, uuid.MustParse(is.Value))
	case desk.PropertySentiment:
		k.sentiment = desk.Sentiment(is.Value)
	case desk.PropertyContext:
		k.context = is.Value
	default:
		t.Fatal("nobody follows a change of", is.Property)
	}
}

func TestTheShape(t *testing.T) {
	const tickets = 20_000
	m := makerOf(t, tickets)
	var made Made
	entries := map[int]int{}
	channels, agents, statuses, tagged := map[string]int{}, map[uuid.UUID]int{}, map[string]int{}, 0
	var hours [24]int
	var days [7]int
	var paczka, order, plain, letters int
	for place := range tickets {
		k := m.ticket(place)
		made.add(k)
		entries[len(k.entries)]++
		channels[k.channel.Name]++
		statuses[k.status]++
		tagged += min(len(k.tags), 1)
		if k.agent != nil && k.state != desk.Shut {
			agents[k.agent.ID]++
		}
		local := k.created.In(m.zone)
		hours[local.Hour()]++
		days[local.Weekday()]++
		first := strings.ToLower(k.entries[0].body)
		if strings.Contains(first, "paczk") {
			paczka++
		}
		if strings.Contains(first, "zam/") {
			order++
		}
		if k.channel.language == &polish && first == withoutMarks.Replace(first) {
			plain++
		}
		letters += len([]rune(first))
	}
	require.Equal(t, tickets, made.Tickets)
	require.InDelta(t, 10, float64(made.Messages)/tickets, 0.7, "messages a ticket")
	require.InDelta(t, 0.05*tickets, made.Open, 0.01*tickets, "open")
	require.Equal(t, 1, entries[LongestEntries])
	require.GreaterOrEqual(t, entries[LongEntries], 6)
	require.Greater(t, channels["Sklep główny"], tickets/2)
	require.InDelta(t, salonTickets, channels["Salon Łódź"], 40)
	require.InDelta(t, giftCardTickets, channels["Karty podarunkowe"], 15)
	require.Greater(t, len(agents), 40, "nearly everybody has a ticket open")
	require.Greater(t, hours[11], 20*hours[3], "days and nights: %v", hours)
	require.Greater(t, float64(days[time.Monday]), 1.4*float64(days[time.Sunday]), "%v", days)
	require.Greater(t, paczka, tickets/10)
	require.Greater(t, order, tickets/20)
	require.Greater(t, plain, tickets/10)
	require.InDelta(t, 110, letters/tickets, 40, "letters of a first message")
	require.Len(t, m.agents, 50)
	require.Len(t, statuses, 6, "every built-in status")
	require.InDelta(t, 0.014*tickets, statuses[desk.StatusSpam], 0.003*tickets)
	require.InDelta(t, 0.14*tickets, tagged, 0.02*tickets)
}

func TestTheCalendarGivesWholeYearsAway(t *testing.T) {
	c, err := newCalendar(sunday)
	require.NoError(t, err)
	require.Equal(t, c.began, c.at(0))
	require.WithinDuration(t, sunday, c.at(1), time.Hour)
	require.Greater(t, c.at(0.5), c.began)
	for hour, want := range map[int]time.Time{
		12: time.Date(2026, 6, 1, 12, 30, 0, 0, c.zone),
		5:  time.Date(2026, 6, 1, 8, 5, 0, 0, c.zone),
		22: time.Date(2026, 6, 2, 8, 5, 0, 0, c.zone),
	} {
		require.True(t, want.Equal(c.working(time.Date(2026, 6, 1, hour, 30, 0, 0, c.zone))), "%d", hour)
	}
	require.InDelta(t, 1, skewed(0, 1), math.SmallestNonzeroFloat64)
}

// said gathers a fill's progress.
type said []string

func (s *said) say(format string, args ...any) { *s = append(*s, fmt.Sprintf(format, args...)) }

func TestAFillStandsInTheDatabase(t *testing.T) {
	url := servers.NewDatabase(t)
	var progress said
	o := Options{Database: url, Tickets: 300, Seed: 7, Until: sunday, Say: progress.say}
	made, err := Run(t.Context(), o)
	require.NoError(t, err)
	require.Empty(t, made.Short)

	db := sqlx.MustConnect("postgres", url)
	defer func() { require.NoError(t, db.Close()) }()
	var is Made
	require.NoError(t, db.QueryRow(`
		SELECT count(*), count(*) FILTER (WHERE state <> 'closed'), sum(last_seq), (SELECT count(*) FROM entries WHERE kind = 'message'),
		       (SELECT count(*) FROM reads)
		FROM tickets`).Scan(&is.Tickets, &is.Open, &is.Entries, &is.Messages, &is.Reads))
	is.Took = made.Took
	require.Equal(t, *made, is)
	require.Equal(t, 300, is.Tickets)
	for question, query := range map[string]string{
		"would wake a relay":                  `SELECT count(*) FROM tickets WHERE wake_seq > relayed_seq`,
		"are out of the order of numbers":     `SELECT count(*) FROM tickets t JOIN tickets u ON u.number = t.number + 1 WHERE u.created_at < t.created_at`,
		"have entries not at seq 1, 2, 3 …":   `SELECT count(*) FROM tickets t WHERE last_seq <> (SELECT count(*) FROM entries e WHERE e.ticket_id = t.id AND e.seq BETWEEN 1 AND t.last_seq)`,
		"were closed at no time":              `SELECT count(*) FROM tickets WHERE (state = 'closed') <> (closed_at IS NOT NULL)`,
		"are not what they are said to be":    `SELECT count(*) FROM tickets WHERE state = 'closed' AND status NOT IN ('closed', 'spam')`,
		"are shown as what was not said":      `SELECT count(*) FROM tickets t JOIN entries e ON (e.ticket_id, e.seq) = (t.id, greatest(t.last_customer_seq, t.last_reply_seq)) WHERE left(e.body, 10) <> left(t.preview, 10)`,
		"are a stranger's":                    `SELECT count(*) FROM tickets t WHERE agent_id IS NOT NULL AND NOT EXISTS (SELECT FROM channel_agents ca WHERE ca.channel_id = t.channel_id AND ca.agent_id = t.agent_id)`,
		"are read by somebody without access": `SELECT count(*) FROM reads r JOIN tickets t ON t.id = r.ticket_id WHERE NOT EXISTS (SELECT FROM channel_agents ca WHERE ca.channel_id = t.channel_id AND ca.agent_id = r.agent_id)`,
	} {
		var n int
		require.NoError(t, db.Get(&n, query))
		require.Zero(t, n, "tickets that %s", question)
	}

	_, err = Run(t.Context(), o)
	require.ErrorContains(t, err, "only an empty one is filled")
}

func TestAFillLeavesTheDiskRoom(t *testing.T) {
	const much = uint64(100 << 30)
	t.Run("fewer are made where fewer fit", func(t *testing.T) {
		var progress said
		o := Options{Tickets: 1_000_000, Free: func() (uint64, error) { return keepFree + logBytes + 1000*bytesPerTicket, nil }, Say: progress.say}
		tickets, short, err := o.fitting()
		require.NoError(t, err)
		require.Equal(t, 1000, tickets)
		require.Equal(t, "1000 tickets instead of 1000000: the disk has 13.0 GB free, of which 10.0 GB are to stay free", short)
	})
	t.Run("none where none fits", func(t *testing.T) {
		o := Options{Tickets: 10, Free: func() (uint64, error) { return keepFree, nil }}
		_, _, err := o.fitting()
		require.EqualError(t, err, "the disk has only 10.0 GB free, of which 10.0 GB are to stay free")
	})
	t.Run("it ends early when others fill the disk", func(t *testing.T) {
		var progress said
		looks := 0
		made, err := Run(t.Context(), Options{
			Database: servers.NewDatabase(t), Tickets: 3 * chunkTickets, Seed: 7, Until: sunday, Say: progress.say,
			Free: func() (uint64, error) {
				if looks++; looks > 2 { // before the start and before the first chunk
					return keepFree, nil
				}
				return much, nil
			},
		})
		require.NoError(t, err)
		require.Equal(t, chunkTickets, made.Tickets)
		require.Equal(t, "2000 tickets instead of 6000: with more the disk would have less than 10.0 GB free", made.Short)
		require.Contains(t, progress, made.Short)
	})
	t.Run("the disk of a database here is found", func(t *testing.T) {
		free, err := DiskOf(t.Context(), servers.NewDatabase(t))
		require.NoError(t, err)
		bytes, err := free()
		require.NoError(t, err)
		require.NotZero(t, bytes)
		_, err = DiskOf(t.Context(), "postgres://db.example/rozmowa")
		require.EqualError(t, err, "it is on another machine (db.example)")
	})
}
