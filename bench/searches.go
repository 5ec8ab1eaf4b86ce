package bench

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// someWordings is in how many wordings a search or filter is asked.
const someWordings = 100

// askFilters asks for lists that are filtered and sorted.
func (a *archive) askFilters(ctx context.Context, r string, who *agent, deep int) error {
	paths := func(query string, values []string) (paths []string) {
		for _, v := range values {
			paths = append(paths, "/api/v1/tickets?view=all&"+query+url.QueryEscape(v))
		}
		return paths
	}
	var tags, agents []string
	for into, query := range map[*[]string]string{
		&tags:   `SELECT id::text FROM tags ORDER BY id`,
		&agents: `SELECT id::text FROM agents ORDER BY id`,
	} {
		if err := a.db.SelectContext(ctx, into, query); err != nil {
			return fmt.Errorf("looking for what to filter by: %w", err)
		}
	}
	a.seek(r, who, "by tag", goalPage, paths("tag=", tags)...)
	a.seek(r, who, "by tag and urgent", goalPage, paths("priority=urgent&tag=", tags)...)
	a.seek(r, who, "an agent's closed", goalPage, paths("status=closed&agent=", agents)...)
	a.seek(r, who, "spam", goalPage, paths("status=", []string{"spam"})...)
	a.seek(r, who, "by context and sentiment", goalPage, paths("sentiment=negative&context=", []string{"delivery", "return", "complaint", "invoice"})...)
	var days []string
	for day := range someWordings {
		from := time.Now().UTC().AddDate(0, 0, -7*day-1)
		days = append(days, "/api/v1/tickets?"+url.Values{
			"view": {"all"}, "createdFrom": {from.Format(time.RFC3339)}, "createdTo": {from.AddDate(0, 0, 1).Format(time.RFC3339)},
		}.Encode())
	}
	a.seek(r, who, "created on a day", goalPage, days...)
	for _, sort := range []string{"oldest", "created", "waiting", "priority"} {
		err := a.turn(ctx, who, "/api/v1/tickets?view=all&sort="+sort, deep, func(turned int, path string) {
			switch turned {
			case 0:
				a.seek(r, who, "sorted: "+sort, goalPage, path)
			case deep:
				a.seek(r, who, fmt.Sprintf("sorted: %s, %d pages on", sort, deep), goalPage, path)
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// askSearches searches for what people search for.
func (a *archive) askSearches(ctx context.Context, r string, who *agent) error {
	var tickets []struct {
		Number int64  `db:"number"`
		Email  string `db:"requester_email"`
		Name   string `db:"requester_name"`
	}
	err := a.db.SelectContext(ctx, &tickets, `
		SELECT t.number, t.requester_email, t.requester_name FROM tickets t JOIN channel_agents ca ON ca.channel_id = t.channel_id
		WHERE ca.agent_id = $1 AND t.requester_email <> '' ORDER BY t.id LIMIT $2`, who.id, someWordings)
	if err != nil {
		return fmt.Errorf("looking for what to search for: %w", err)
	}
	words := func(least, most float64) (words []string, err error) {
		err = a.db.SelectContext(ctx, &words, `
			SELECT word FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS c (word, share)
			WHERE tablename = 'ticket_search' AND attname = 'words' AND share BETWEEN $1 AND $2 AND length(word) > 3 AND word !~ '[@#]'
			ORDER BY md5(word) LIMIT $3`, least, most, someWordings)
		if err != nil {
			return nil, fmt.Errorf("looking for words: %w", err)
		}
		return words, nil
	}
	frequent, err := words(0.1, 1)
	if err != nil {
		return err
	}
	less, err := words(0.002, 0.03)
	if err != nil {
		return err
	}
	old, year, err := a.oldWords(ctx)
	if err != nil {
		return err
	}
	var mails, numbers, two, prefixes, none, names []string
	for i, t := range tickets {
		mails, numbers, names = append(mails, t.Email), append(numbers, "#"+strconv.FormatInt(t.Number, 10)), append(names, t.Name)
		if len(frequent) > 0 {
			two = append(two, t.Name+" "+frequent[i%len(frequent)])
		}
		none = append(none, "nie"+strings.ReplaceAll(uuid.NewString(), "-", ""))
	}
	for _, word := range frequent {
		prefixes = append(prefixes, string([]rune(word)[:3]))
	}
	for _, search := range []struct {
		name  string
		texts []string
	}{
		{"search: an e-mail address", mails}, {"search: a number", numbers}, {"search: a name", names}, {"search: a frequent word", frequent},
		{"search: a less frequent word", less}, {"search: three letters", prefixes}, {"search: a name and a word", two}, {"search: no hit", none},
		{"search: a word of long ago", old}, {"search: two words of long ago", pairs(old)},
	} {
		a.seek(r, who, search.name, goalSearch, searchPaths("", search.texts)...)
	}
	a.seek(r, who, "search: a frequent word, closed long ago", goalSearch, searchPaths("&status=closed&"+year.Encode(), frequent)...)
	for _, order := range []string{"oldest", "created"} {
		a.seek(r, who, "search: a word of long ago, sorted: "+order, goalSearch, searchPaths("&sort="+order, old)...)
	}
	return nil
}

func searchPaths(more string, texts []string) (paths []string) {
	for _, text := range texts {
		paths = append(paths, "/api/v1/tickets?view=all"+more+"&text="+url.QueryEscape(text))
	}
	return paths
}

// pairs are two of the words each.
func pairs(words []string) (pairs []string) {
	for i, word := range words {
		for _, other := range words[i+1:] {
			pairs = append(pairs, word+" "+other, other+" "+word)
		}
	}
	return pairs
}

// oldWords are words that many tickets have and none of the latest: the numbers of orders and their year, which stand in the messages of
// a fill, of the years before this. year is a filter by when the last message came: the oldest half of the tickets' time.
func (a *archive) oldWords(ctx context.Context) (words []string, year url.Values, err error) {
	var first time.Time
	if err := a.db.GetContext(ctx, &first, `SELECT min(created_at) FROM tickets`); err != nil {
		return nil, nil, fmt.Errorf("looking for the oldest ticket: %w", err)
	}
	now := time.Now()
	for at := first.Year(); at < now.Year(); at++ {
		words = append(words, strconv.Itoa(at))
	}
	year = url.Values{"activeFrom": {first.UTC().Format(time.RFC3339)}, "activeTo": {first.Add(now.Sub(first) / 2).UTC().Format(time.RFC3339)}}
	return words, year, nil
}
