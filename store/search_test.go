package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"rozmowa/desk"
	"rozmowa/store"
)

// index does what the worker does, until nothing is left to do.
func (h *house) index(t require.TestingT) {
	for {
		done, err := h.IndexTickets(context.Background(), 50)
		require.NoError(t, err)
		require.False(t, done.Busy)
		if !done.More {
			return
		}
	}
}

// search returns what an agent finds, in the order of the list.
func (h *house) search(t require.TestingT, agent desk.Account, text string) []uuid.UUID {
	q := store.TicketQuery{View: desk.ViewAll, Sort: desk.SortRecent, Agent: agent.ID, Limit: 50, Filter: desk.TicketFilter{Text: text}}
	require.NoError(t, q.Filter.Clean())
	return h.paged(t, q)
}

// by begins a conversation of a customer.
func (h *house) by(t require.TestingT, channel *desk.Channel, name, email, subject, body string) *chat {
	n := h.newTicket(channel)
	n.Requester, n.Subject, n.Body = desk.Requester{Name: name, Email: email}, subject, body
	started, _, err := h.StartTicket(context.Background(), n)
	require.NoError(t, err)
	return &chat{house: h, NewTicket: n, started: started}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	zofia := h.by(t, h.shop, "Zofia Łącka", "zofia.lacka@poczta.example", "Zażółć gęślą jaźń", "Zamówienie ZAM/2026/00817 nie doszło.")
	jan := h.by(t, h.shop, "Jan Kos", "jan@klient.example", "", "Gdzie jest moja PACZKA?")
	foreign := h.by(t, h.other, "Ola Łącka", "ola@inna.example", "Zażółć", "Gdzie paczka ZAM/2026/00817?")
	jan.reply(t, h.anna, "Sprawdzę u kuriera.")
	zofia.note(t, h.anna, "Dzwoniła dwukrotnie")
	tag := h.newTags(t, "Święta 2026")[0]
	_, err := h.ChangeTicket(t.Context(), jan.ID, h.anna.ID, uuid.New(), desk.PropertyTagAdded, tag.ID.String())
	require.NoError(t, err)
	require.Empty(t, h.search(t, h.anna, "paczka"), "nobody has indexed it")
	h.index(t)

	number := func(c *chat) string { return fmt.Sprint(c.started.Number) }
	for name, tt := range map[string]struct {
		text string
		want []*chat // last message newest first
	}{
		"a word as it stands":                      {"zażółć", []*chat{zofia}},
		"without diacritics":                       {"zazolc", []*chat{zofia}},
		"in capitals":                              {"ZAŻÓŁĆ", []*chat{zofia}},
		"with diacritics decomposed":               {"zaz\u0307o\u0301łc\u0301", []*chat{zofia}},
		"the last word is perhaps but begun":       {"gęślą ja", []*chat{zofia}},
		"the others aren't":                        {"gęś jaźń", nil},
		"a name":                                   {"łącka", []*chat{zofia}},
		"a part of an address":                     {"lacka@pocz", []*chat{zofia}},
		"a whole address":                          {"zofia.lacka@poczta.example", []*chat{zofia}},
		"an order's number":                        {"ZAM/2026/00817", []*chat{zofia}},
		"a name and a word of a message":           {"łącka zamowienie", []*chat{zofia}},
		"a word of a reply":                        {"kuriera", []*chat{jan}},
		"a word of a note":                         {"dwukrotnie", []*chat{zofia}},
		"words of different messages":              {"paczka kurier", []*chat{jan}},
		"a tag's name":                             {"swieta", []*chat{jan}},
		"a tag's name and a word":                  {"paczka święta", []*chat{jan}},
		"a number":                                 {number(jan) + " kos", []*chat{jan}},
		"a number with its sign":                   {"#" + number(zofia), []*chat{zofia}},
		"what is in none":                          {"paczka nieobecna", nil},
		"what are no words":                        {`"' \ & | ! :* <-> ()`, nil},
		"what are no words beside one":             {`"kuriera" & !`, []*chat{jan}},
		"what another's ticket has":                {"ola", nil},
		"short beginnings beside a word":           {"paczka k", []*chat{jan}},
		"a short beginning alone":                  {"dw", []*chat{zofia}},
		"what both have, in the order of the list": {"example", []*chat{jan, zofia}},
	} {
		t.Run(name, func(t *testing.T) {
			want := []uuid.UUID{}
			for _, c := range tt.want {
				want = append(want, c.ID)
			}
			require.Equal(t, want, h.search(t, h.anna, tt.text))
		})
	}
	require.Equal(t, []uuid.UUID{foreign.ID}, h.search(t, h.ewa, "paczka"))
	require.ElementsMatch(t, []uuid.UUID{foreign.ID, jan.ID}, h.search(t, h.piotr, "paczka"))
	require.Empty(t, h.search(t, nobody(h), "paczka"))

	t.Run("what comes later is found", func(t *testing.T) {
		zofia.say(t, "Już mam paczkę, dziękuję")
		h.index(t)
		require.Equal(t, []uuid.UUID{zofia.ID, jan.ID}, h.search(t, h.anna, "pacz"))
		require.Equal(t, []uuid.UUID{zofia.ID}, h.search(t, h.anna, "zamówienie dziękuję"), "with what was there")
	})
	t.Run("a tag that was renamed is found by its new name", func(t *testing.T) {
		_, err := h.RenameTag(t.Context(), tag.ID, "Wielkanoc")
		require.NoError(t, err)
		require.Equal(t, []uuid.UUID{jan.ID}, h.search(t, h.anna, "wielkanoc"))
		require.Empty(t, h.search(t, h.anna, "święta"))
	})
	t.Run("a tag that was taken off isn't found", func(t *testing.T) {
		_, err := h.ChangeTicket(t.Context(), jan.ID, h.anna.ID, uuid.New(), desk.PropertyTagRemoved, tag.ID.String())
		require.NoError(t, err)
		h.index(t)
		require.Empty(t, h.search(t, h.anna, "wielkanoc"))
		require.Equal(t, []uuid.UUID{jan.ID}, h.search(t, h.anna, "kuriera"), "its words stay")
	})
	t.Run("fragments show where", func(t *testing.T) {
		for text, want := range map[string]string{
			"paczka gdzie": "1: Gdzie jest moja PACZKA?", "kurier sprawdze": "2: Sprawdzę u kuriera.", "jan@kli": "0: jan@klient.example",
			"#" + number(jan): "0: #" + number(jan), "kos paczka": "1: Gdzie jest moja PACZKA?",
			"jan kos": "0: Jan Kos",
		} {
			ticket, err := h.Ticket(t.Context(), jan.ID, h.anna.ID)
			require.NoError(t, err)
			fragments, err := h.Fragments(t.Context(), text, []desk.Ticket{*ticket})
			require.NoError(t, err)
			require.Len(t, fragments, 1, text)
			whole, hits := "", 0
			for _, p := range fragments[0].Parts {
				whole += p.Text
				if p.Hit {
					hits++
				}
			}
			require.Equal(t, want, fmt.Sprintf("%d: %s", fragments[0].Seq, whole), text)
			require.Positive(t, hits)
		}
	})
	t.Run("a ticket that is erased isn't found", func(t *testing.T) {
		_, err := h.DB().ExecContext(t.Context(), `DELETE FROM tickets WHERE id = $1`, jan.ID)
		require.NoError(t, err)
		h.index(t)
		require.Empty(t, h.search(t, h.anna, "kuriera"))
	})
}

// A search beside filters, in every order and by whichever way, finds what the model finds.
func TestASearchIsAFilterLikeTheOthers(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	words := []string{"paczka", "wymiana", "żółw", "rachunek"}
	has := map[uuid.UUID][]string{}
	for i := range s.tickets {
		k := &s.tickets[i]
		for w, word := range words {
			if i%(w+2) == 0 {
				has[k.ID] = append(has[k.ID], word)
			}
		}
		_, err := s.DB().ExecContext(t.Context(), `UPDATE tickets SET subject = $2 WHERE id = $1`, k.ID, strings.Join(has[k.ID], " "))
		require.NoError(t, err)
	}
	_, err := s.DB().ExecContext(t.Context(), `INSERT INTO search_backlog SELECT number, id FROM tickets`)
	require.NoError(t, err)
	s.index(t)
	_, err = s.DB().ExecContext(t.Context(), `ANALYZE ticket_search`) // the stretches of time that a search looks at
	require.NoError(t, err)
	v, fields := s.vocabulary(t), s.fields()
	names := []string{}
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	rapid.Check(t, func(r *rapid.T) {
		wanted := someOf(r, words)
		q := store.TicketQuery{
			View: rapid.SampledFrom(allViews).Draw(r, "view"), Sort: rapid.SampledFrom(allSorts).Draw(r, "sort"),
			Agent: rapid.SampledFrom(s.agents).Draw(r, "agent"), Limit: rapid.SampledFrom([]int{3, 50}).Draw(r, "limit"),
		}
		if rapid.Bool().Draw(r, "filtered") {
			fields[rapid.SampledFrom(names).Draw(r, "field")](r, &q.Filter)
		}
		want := []uuid.UUID{}
		for _, id := range s.list(v, q) {
			if !slices.ContainsFunc(wanted, func(w string) bool { return !slices.Contains(has[id], w) }) {
				want = append(want, id)
			}
		}
		q.Filter.Text = strings.ToUpper(strings.Join(wanted, " "))
		require.NoError(r, q.Filter.Clean())
		for _, way := range []store.SearchWay{
			{AtOnce: 1000, Spare: 1000, WalkCost: 1_000_000}, // all at once
			{AtOnce: 1, Spare: 1, WalkCost: 1},               // walked far
			{AtOnce: 1, Spare: 1, WalkCost: 20},              // walked, then by stretches
			{AtOnce: 1, WalkCost: 1_000_000},                 // by stretches that begin short
			{AtOnce: 2, Spare: 1000, WalkCost: 1_000_000},    // that begin long, and are too much
		} {
			s.SetSearchWay(way)
			require.Equal(r, want, s.paged(r, q), "%+v", way)
		}
	})
}

func TestATicketTooLongToBeIndexedIsFoundByItsNewestEntries(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	long := func(page int) string { // some 9,500 characters that are no words of others
		var body strings.Builder
		for i := range 900 {
			fmt.Fprintf(&body, "p%dw%06d ", page, i)
		}
		return body.String()[:9_500]
	}
	for page := range 60 {
		c.say(t, long(100+page))
		if page%20 == 19 {
			h.index(t)
		}
	}
	c.say(t, "ostatnia wiadomość")
	h.index(t)
	require.Equal(t, []uuid.UUID{c.ID}, h.search(t, h.anna, "ostatnia"))
	require.Equal(t, []uuid.UUID{c.ID}, h.search(t, h.anna, "p159w000100"))
	require.Empty(t, h.search(t, h.anna, "p100w000100"), "the oldest are forgotten")
	require.Equal(t, []uuid.UUID{c.ID}, h.search(t, h.anna, "jan@klient.example"))
}

// Where a search shows what it found doesn't depend on whether the index knows the places already, in however many passes it
// learned them.
func TestFragmentsAreTheSameWithAndWithoutPlaces(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	words := []string{"paczka", "paczki", "zwrot", "żółta", "koszula", "proszę", "#7", "dziękuję"}
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(words), 1, 4), func(w []string) string { return strings.Join(w, " ") })
		c := h.by(t, h.shop, "Jan Kos", "jan@klient.example", text.Draw(r, "subject"), text.Draw(r, "first"))
		for range rapid.IntRange(0, 12).Draw(r, "entries") {
			switch rapid.IntRange(0, 3).Draw(r, "kind") {
			case 0:
				c.reply(t, h.anna, text.Draw(r, "reply"))
			case 1:
				c.note(t, h.anna, text.Draw(r, "note"))
			case 2:
				h.index(r)
			default:
				c.say(t, text.Draw(r, "message"))
			}
		}
		h.index(r)
		ticket, err := h.Ticket(context.Background(), c.ID, h.anna.ID)
		require.NoError(r, err)
		query := text.Draw(r, "search")
		if rapid.Bool().Draw(r, "begun") {
			runes := []rune(query)
			query = string(runes[:len(runes)-1])
		}
		placed, err := h.Fragments(context.Background(), query, []desk.Ticket{*ticket})
		require.NoError(r, err)
		_, err = h.DB().Exec(`UPDATE ticket_search SET placed = false WHERE ticket_id = $1`, c.ID)
		require.NoError(r, err)
		want, err := h.Fragments(context.Background(), query, []desk.Ticket{*ticket})
		require.NoError(r, err)
		require.Equal(r, want, placed, query)
		// Said again: a ticket that was indexed without places is read anew.
		c.say(t, "dopisek "+query)
		h.index(r)
		var known bool
		require.NoError(r, h.DB().Get(&known, `SELECT placed FROM ticket_search WHERE ticket_id = $1`, c.ID))
		require.True(r, known)
		again, err := h.Fragments(context.Background(), "dopisek "+query, []desk.Ticket{*ticket})
		require.NoError(r, err)
		require.Len(r, again, 1)
		var last int64
		require.NoError(r, h.DB().Get(&last, `SELECT max(seq) FROM entries WHERE ticket_id = $1 AND kind = 'message'`, c.ID))
		require.Equal(r, last, again[0].Seq)
	})
}

func TestTicketsFromBeforePlacesAreIndexedAnew(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.by(t, h.shop, "Jan Kos", "jan@klient.example", "", "Gdzie jest paczka?")
	c.say(t, "Paczka dotarła")
	h.index(t)
	_, err := h.DB().ExecContext(t.Context(), `UPDATE ticket_search SET placed = false, words = strip(words)`)
	require.NoError(t, err)
	waiting, err := h.SearchBacklog(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, waiting.Tickets)
	h.index(t)
	waiting, err = h.SearchBacklog(t.Context())
	require.NoError(t, err)
	require.Zero(t, waiting)
	var words string
	require.NoError(t, h.DB().Get(&words, `SELECT words FROM ticket_search`))
	require.Contains(t, words, "'paczka':1,2")
	require.Contains(t, words, "'dotarla':2")
	require.Contains(t, words, "'kos' ", "of no entry")
}

func TestAFragmentIsFoundHoweverFarBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	c.say(t, "Zgubiłem paragon na parasol")
	for i := range 70 {
		c.say(t, fmt.Sprintf("wiadomość %d", i))
	}
	h.index(t)
	ticket, err := h.Ticket(t.Context(), c.ID, h.anna.ID)
	require.NoError(t, err)
	found, err := h.Fragments(t.Context(), "paragon parasol", []desk.Ticket{*ticket})
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.EqualValues(t, 2, found[0].Seq)
	// Entries that Postgres can't tell apart by their places are looked through.
	_, err = h.DB().ExecContext(t.Context(), `UPDATE entries SET seq = seq + 20000 WHERE ticket_id = $1 AND seq > 60`, c.ID)
	require.NoError(t, err)
	_, err = h.DB().ExecContext(t.Context(), `DELETE FROM ticket_search WHERE ticket_id = $1`, c.ID)
	require.NoError(t, err)
	_, err = h.DB().ExecContext(t.Context(), `INSERT INTO search_queue VALUES ($1)`, c.ID)
	require.NoError(t, err)
	h.index(t)
	for text, seq := range map[string]int64{"wiadomość 60": 20063, "paragon": 2} {
		found, err = h.Fragments(t.Context(), text, []desk.Ticket{*ticket})
		require.NoError(t, err)
		require.Len(t, found, 1)
		require.Equal(t, seq, found[0].Seq, text)
	}
}

func TestOneProcessIndexesAtATime(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var chats []*chat
	for range 5 {
		chats = append(chats, h.start(t))
	}
	var passes []func() error
	for i := range 12 {
		if i%3 == 0 {
			passes = append(passes, func() error {
				_, err := h.WriteMessage(context.Background(), chats[i/3].ID, chats[i/3].Token, uuid.New(), "nowina")
				return err
			})
			continue
		}
		passes = append(passes, func() error { _, err := h.IndexTickets(context.Background(), 3); return err })
	}
	require.NoError(t, inParallel(passes...))
	h.index(t)
	require.Len(t, h.search(t, h.anna, "nowina"), 4)
	b, err := h.SearchBacklog(t.Context())
	require.NoError(t, err)
	require.Zero(t, b)
}

// Whatever is searched for, the answer is a list, or the text is refused.
func TestNoTextThatIsSearchedForBreaksTheSearch(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.by(t, h.shop, `O'Neil "Bob" \ Łoś`, "o@x.example", "a & b | !c:*", strings.Repeat("\U0001F600", 50)+" \u0301 ﷺ ½ word")
	h.newTags(t, `tag's & "name"`)
	h.index(t)
	search := func(t require.TestingT, text string) {
		q := store.TicketQuery{View: desk.ViewAll, Sort: desk.SortRecent, Agent: h.anna.ID, Limit: 50, Filter: desk.TicketFilter{Text: text}}
		if err := q.Filter.Clean(); err != nil {
			require.Equal(t, desk.Invalid, desk.KindOf(err))
			return
		}
		found, err := h.FindTickets(context.Background(), q)
		require.NoError(t, err, "%q", text)
		_, err = h.Fragments(context.Background(), q.Filter.Text, found)
		require.NoError(t, err, "%q", text)
	}
	for _, text := range []string{
		`'`, `"`, `\`, `a:*`, `:*`, `& | !`, `<->`, "a\x00b", strings.Repeat("\U0001F600", 200), strings.Repeat("a ", 100), `O'Ne`, `tag's`, "ﷺ", "½",
		"#", "##1", "@" + uuid.NewString(), strings.Repeat("ż", 200), "\u0301", "１",
	} {
		search(t, text)
	}
	signs := rapid.StringOf(rapid.SampledFrom([]rune("ab'\"\\:*&|!<>-()#@ %_\x00\u0301ßłŻ😀½ﷺ")))
	rapid.Check(t, func(r *rapid.T) { search(r, rapid.OneOf(rapid.String(), signs).Draw(r, "text")) })
}
