package store

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/desk"
)

const (
	// indexTurn is the advisory lock of who keeps the index: one at a time, so that nobody writes what is older.
	indexTurn = 0x726f7a73
	// maxWords is about how many bytes of a ticket's words are kept, the newest entries' first; Postgres takes a million.
	// Where they have become wordsFull, the ticket is read anew.
	maxWords  = 250_000
	wordsFull = 400_000
	// maxIndexedEntries is how many entries of a ticket are read at once.
	maxIndexedEntries = 5000
	// maxPlaces is of how many entries, the newest, a word knows at once that it stands there; lastPlace is the highest number of
	// an entry that Postgres can keep with a word: it means that one or a later.
	maxPlaces = 8
	lastPlace = 1<<14 - 1
)

// IndexedTickets is what a pass over what has changed did.
type IndexedTickets struct {
	Tickets int
	// More: there is more to do. Busy: another process is at it.
	More, Busy bool
}

// IndexTickets brings up to limit tickets that have changed, or that nobody has looked at yet, to where they can be searched.
// Only one process does so at a time; where one dies, what it took is there again.
func (s *Store) IndexTickets(ctx context.Context, limit int) (done IndexedTickets, err error) {
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		var mine bool
		if err := tx.GetContext(ctx, &mine, `SELECT pg_try_advisory_xact_lock($1)`, indexTurn); err != nil {
			return fmt.Errorf("taking the turn to index: %w", err)
		}
		if !mine {
			done.Busy = true
			return nil
		}
		ids, more, err := takeUnindexed(ctx, tx, limit)
		if err != nil {
			return err
		}
		done.Tickets, done.More = len(ids), more
		if len(ids) == 0 {
			return nil
		}
		return index(ctx, tx, ids)
	})
	return done, err
}

// takeUnindexed takes changed tickets off the queue, and where it has few, older ones off the backlog, and then those that
// were indexed before words had places.
func takeUnindexed(ctx context.Context, tx *sqlx.Tx, limit int) (ids []uuid.UUID, more bool, err error) {
	var queued []uuid.UUID // a ticket as often as it has changed
	err = tx.SelectContext(ctx, &queued, `
		DELETE FROM search_queue WHERE ctid = ANY (ARRAY(SELECT ctid FROM search_queue LIMIT $1)) RETURNING ticket_id`, limit)
	if err != nil {
		return nil, false, fmt.Errorf("taking what has changed: %w", err)
	}
	var old []uuid.UUID
	if room := limit - len(queued); room > 0 {
		err = tx.SelectContext(ctx, &old, `
			DELETE FROM search_backlog WHERE place = ANY (ARRAY(SELECT place FROM search_backlog ORDER BY place LIMIT $1))
			RETURNING ticket_id`, room)
		if err != nil {
			return nil, false, fmt.Errorf("taking what was never indexed: %w", err)
		}
	}
	var unplaced []uuid.UUID
	if room := limit - len(queued) - len(old); room > 0 {
		err = tx.SelectContext(ctx, &unplaced, `SELECT ticket_id FROM ticket_search WHERE NOT placed ORDER BY last_message_at DESC LIMIT $1`, room)
		if err != nil {
			return nil, false, fmt.Errorf("taking what was indexed without places: %w", err)
		}
	}
	ids = slices.Concat(queued, old, unplaced)
	more = len(ids) == limit
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return strings.Compare(string(a[:]), string(b[:])) })
	return slices.Compact(ids), more, nil
}

// unindexed is a ticket and how far the index knows it.
type unindexed struct {
	ID            uuid.UUID `db:"id"`
	ChannelID     uuid.UUID `db:"channel_id"`
	Number        int64     `db:"number"`
	Name          string    `db:"requester_name"`
	Email         string    `db:"requester_email"`
	Subject       string    `db:"subject"`
	LastMessageAt time.Time `db:"last_message_at"`
	LastSeq       int64     `db:"last_seq"`
	TagIDs        uuids     `db:"tag_ids"`
	Indexed       int64     `db:"indexed"` // 0: not at all
	Had           uuids     `db:"had"`
	Size          int       `db:"size"` // 0: not indexed at all
	Placed        bool      `db:"placed"`
	LastPlace     int64     `db:"last_place"` // the highest of its words

	words wordSet
}

// wordSet are words, each once, of at most maxWords bytes, and in which entries they stand.
type wordSet struct {
	words  []string
	places [][]int64 // of each word, the newest first
	known  map[string]int
	bytes  int
}

// add adds words of an entry, which come the newest first; 0: of what stands above the entries.
func (w *wordSet) add(seq int64, words ...string) {
	if w.known == nil {
		w.known = map[string]int{}
	}
	const each = 4 // bytes of a word's place, or about them
	for _, word := range words {
		i, known := w.known[word]
		if !known {
			if w.bytes+len(word) > maxWords {
				continue
			}
			i = len(w.words)
			w.known[word] = i
			w.words, w.places, w.bytes = append(w.words, word), append(w.places, nil), w.bytes+len(word)
		}
		if seq > 0 && len(w.places[i]) < maxPlaces && w.bytes+each <= maxWords {
			w.places[i], w.bytes = append(w.places[i], seq), w.bytes+each
		}
	}
}

// vector is the words as Postgres reads a tsvector, to be put behind one whose highest place is after: Postgres adds that.
func (w *wordSet) vector(after int64) string {
	var v strings.Builder
	v.Grow(2*w.bytes + 3*len(w.words))
	for i, word := range w.words {
		v.WriteString(quoteWord(word))
		sign := byte(':')
		for _, seq := range w.places[i] {
			v.WriteByte(sign)
			v.WriteString(strconv.FormatInt(max(min(seq, lastPlace)-after, 1), 10))
			sign = ','
		}
		v.WriteByte(' ')
	}
	return v.String()
}

// quoteWord is a word as tsvector and tsquery read it.
func quoteWord(word string) string {
	return `'` + strings.NewReplacer(`'`, `''`, `\`, `\\`).Replace(word) + `'`
}

// tagWord stands for a tag: it may be renamed, so that its name is looked up by who searches.
func tagWord(id uuid.UUID) string { return `@` + id.String() }

// headWords are what is searched for beside the entries.
func headWords(number int64, name, email, subject string, tags []uuid.UUID) []string {
	words := []string{strconv.FormatInt(number, 10), `#` + strconv.FormatInt(number, 10)}
	for _, id := range tags {
		words = append(words, tagWord(id))
	}
	for _, text := range []string{name, email, subject} {
		words = append(words, desk.SearchWords(text)...)
	}
	return words
}

// SearchVector is a ticket's words as the index keeps them, for who fills a whole database: texts are its messages and
// notes by their numbers, the newest first.
func SearchVector(number int64, name, email, subject string, tags []uuid.UUID, texts iter.Seq2[int64, string]) string {
	var w wordSet
	w.add(0, headWords(number, name, email, subject, tags)...)
	for seq, text := range texts {
		w.add(seq, desk.SearchWords(text)...)
	}
	return w.vector(0)
}

// index writes what is searched for in the tickets. Of those that the index knows, only what came since is read.
func index(ctx context.Context, tx *sqlx.Tx, ids []uuid.UUID) error {
	var tickets []*unindexed
	err := tx.SelectContext(ctx, &tickets, `
		SELECT t.id, t.channel_id, t.number, t.requester_name, t.requester_email, t.subject, t.last_message_at, t.last_seq, t.tag_ids,
		       coalesce(s.seq, 0) AS indexed, coalesce(s.tag_ids, '{}') AS had, coalesce(pg_column_size(s.words), 0) AS size,
		       coalesce(s.placed, false) AS placed, coalesce((SELECT max(p) FROM unnest(s.words) w, unnest(w.positions) p), 0) AS last_place
		FROM tickets t LEFT JOIN ticket_search s ON s.ticket_id = t.id WHERE t.id = ANY ($1) ORDER BY t.id`, pq.Array(ids))
	if err != nil {
		return fmt.Errorf("reading tickets to index: %w", err)
	}
	var anew []uuid.UUID
	for _, t := range tickets {
		switch {
		case t.Size > wordsFull || t.Size > 0 && !t.Placed:
			anew = append(anew, t.ID)
			t.Indexed, t.LastPlace = 0, 0
		case t.Indexed > 0:
			if err := dropTags(ctx, tx, t); err != nil {
				return err
			}
		}
		t.words.add(0, headWords(t.Number, t.Name, t.Email, t.Subject, t.TagIDs)...)
	}
	if len(anew) > 0 {
		if _, err := tx.ExecContext(ctx, `DELETE FROM ticket_search WHERE ticket_id = ANY ($1)`, pq.Array(anew)); err != nil {
			return fmt.Errorf("indexing tickets anew: %w", err)
		}
	}
	if err := readWords(ctx, tx, tickets); err != nil {
		return err
	}
	return writeWords(ctx, tx, tickets)
}

// dropTags takes tags out of the index that the ticket hasn't any more.
func dropTags(ctx context.Context, tx *sqlx.Tx, t *unindexed) error {
	var gone []string
	for _, id := range t.Had {
		if !slices.Contains(t.TagIDs, id) {
			gone = append(gone, tagWord(id))
		}
	}
	if gone == nil {
		return nil
	}
	_, err := tx.ExecContext(ctx, `UPDATE ticket_search SET words = ts_delete(words, $2::text[]) WHERE ticket_id = $1`, t.ID, pq.Array(gone))
	if err != nil {
		return fmt.Errorf("indexing a ticket's tags: %w", err)
	}
	return nil
}

// readWords adds the words of the entries that the index doesn't know, the newest first.
func readWords(ctx context.Context, tx *sqlx.Tx, tickets []*unindexed) (err error) {
	of := make(map[uuid.UUID]*unindexed, len(tickets))
	ids, after := make([]uuid.UUID, len(tickets)), make([]int64, len(tickets))
	for i, t := range tickets {
		of[t.ID], ids[i], after[i] = t, t.ID, t.Indexed
	}
	rows, err := tx.QueryContext(ctx, `
		SELECT want.ticket_id, e.seq, e.body FROM unnest($1::uuid[], $2::bigint[]) AS want (ticket_id, after) CROSS JOIN LATERAL (
		    SELECT e.seq, e.body FROM entries e WHERE e.ticket_id = want.ticket_id AND e.seq > want.after AND e.kind <> 'operation'
		    ORDER BY e.seq DESC LIMIT $3
		) e`, pq.Array(ids), pq.Array(after), maxIndexedEntries)
	if err != nil {
		return fmt.Errorf("reading entries to index: %w", err)
	}
	defer func() { _ = rows.Close() }() // Err below has what matters
	for rows.Next() {
		var ticket uuid.UUID
		var seq int64
		var body string
		if err := rows.Scan(&ticket, &seq, &body); err != nil {
			return fmt.Errorf("reading entries to index: %w", err)
		}
		of[ticket].words.add(seq, desk.SearchWords(body)...)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("reading entries to index: %w", err)
	}
	return nil
}

// writeWords adds the words to the index. Where nothing was said since and it has them all, its row's are left as they are, or
// each would be written anew. Postgres keeps up to 256 places of a word, the first of them.
func writeWords(ctx context.Context, tx *sqlx.Tx, tickets []*unindexed) error {
	n := len(tickets)
	ids, channels, lastAt, seqs := make([]uuid.UUID, n), make([]uuid.UUID, n), make([]time.Time, n), make([]int64, n)
	tags, vectors := make([]string, n), make([]string, n)
	for i, t := range tickets {
		ids[i], channels[i], lastAt[i], seqs[i], vectors[i] = t.ID, t.ChannelID, t.LastMessageAt, t.LastSeq, t.words.vector(t.LastPlace)
		words := make([]string, len(t.TagIDs))
		for k, id := range t.TagIDs {
			words[k] = id.String()
		}
		tags[i] = `{` + strings.Join(words, `,`) + `}`
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO ticket_search AS s (ticket_id, channel_id, last_message_at, seq, tag_ids, words, placed)
		SELECT i.id, i.channel, i.at, i.seq, i.tags::uuid[], i.words::tsvector, true
		FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bigint[], $5::text[], $6::text[]) AS i (id, channel, at, seq, tags, words)
		ON CONFLICT (ticket_id) DO UPDATE SET last_message_at = excluded.last_message_at, seq = excluded.seq, tag_ids = excluded.tag_ids,
			words = CASE WHEN excluded.words = strip(excluded.words) AND length(s.words || excluded.words) = length(s.words) THEN s.words
			        ELSE s.words || excluded.words END`,
		pq.Array(ids), pq.Array(channels), pq.Array(lastAt), pq.Array(seqs), pq.Array(tags), pq.Array(vectors))
	if err != nil {
		return fmt.Errorf("indexing tickets: %w", err)
	}
	return nil
}

// SearchBacklog is how much isn't searchable yet.
type SearchBacklog struct {
	// Changes is how often tickets have changed since; Tickets have never been indexed, roughly, or before words had places.
	Changes int `db:"changes"`
	Tickets int `db:"tickets"`
}

// SearchBacklog measures what waits to be indexed.
func (s *Store) SearchBacklog(ctx context.Context) (SearchBacklog, error) {
	var b SearchBacklog
	err := s.db.GetContext(ctx, &b, `
		SELECT (SELECT count(*) FROM search_queue) AS changes,
		       (SELECT coalesce(max(place) - min(place) + 1, 0) FROM search_backlog)
		           + (SELECT count(*) FROM ticket_search WHERE NOT placed) AS tickets`)
	if err != nil {
		return SearchBacklog{}, fmt.Errorf("measuring what isn't indexed: %w", err)
	}
	return b, nil
}
