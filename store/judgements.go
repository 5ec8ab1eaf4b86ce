package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// JudgementNotice tells every api node how a customer's message sounds.
type JudgementNotice struct {
	Ticket    uuid.UUID      `json:"ticket"`
	Seq       int64          `json:"seq"`
	Sentiment desk.Sentiment `json:"sentiment"`
}

// unjudgedAtOnce is how many messages are judged at a look; a ticket from before there were judgements may have more.
const unjudgedAtOnce = 100

// Unjudged is a customer's message that nobody has judged.
type Unjudged struct {
	Seq  int64  `db:"seq"`
	Body string `db:"body"`
}

// Unjudged returns the ticket's messages after the seq that nobody has judged, in order.
func (s *Store) Unjudged(ctx context.Context, ticket uuid.UUID, after int64) ([]Unjudged, error) {
	var messages []Unjudged
	err := s.db.SelectContext(ctx, &messages, `
		SELECT e.seq, e.body FROM entries e
		WHERE e.ticket_id = $1 AND e.seq > $2 AND e.kind = 'message' AND e.author_kind = 'customer'
		  AND NOT EXISTS (SELECT FROM entry_judgements j WHERE j.ticket_id = e.ticket_id AND j.seq = e.seq)
		ORDER BY e.seq LIMIT $3`, ticket, after, unjudgedAtOnce)
	if err != nil {
		return nil, fmt.Errorf("looking for messages to judge: %w", err)
	}
	return messages, nil
}

// NoteJudgements keeps what messages were taken for, at the same index as their seqs, in order. The ticket's sentiment becomes
// that of the last, its context that of the first that has a clear one, unless an agent has said; lists and who has it open are told. It writes no
// entry and wakes no workflow. What was noted before stays.
func (s *Store) NoteJudgements(ctx context.Context, ticket uuid.UUID, seqs []int64, judgements []Judgement) error {
	var sentiments, contexts, languages []string
	for _, j := range judgements {
		sentiments, contexts, languages = append(sentiments, string(j.Sentiment)), append(contexts, j.Context), append(languages, j.Language)
	}
	_, err := s.db.ExecContext(ctx, `
		WITH judged AS (
		    INSERT INTO entry_judgements (ticket_id, seq, sentiment, context, language)
		    SELECT $1, j.seq, j.sentiment, j.context, j.language
		    FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[]) AS j (seq, sentiment, context, language)
		    ON CONFLICT DO NOTHING RETURNING seq, sentiment, context
		), is_now AS (
		    SELECT (SELECT sentiment FROM judged ORDER BY seq DESC LIMIT 1) AS sentiment,
		           (SELECT j.context FROM judged j JOIN contexts c ON c.key = j.context AND c.deleted_at IS NULL
		            WHERE j.context <> '`+desk.ContextOther+`' ORDER BY j.seq LIMIT 1) AS context
		), ticket AS (
		    UPDATE tickets t SET
		        sentiment = CASE WHEN t.sentiment_by_hand THEN t.sentiment ELSE n.sentiment END,
		        context = CASE WHEN t.context_by_hand THEN t.context ELSE coalesce(t.context, n.context) END
		    FROM is_now n
		    WHERE t.id = $1 AND (NOT t.sentiment_by_hand AND n.sentiment IS DISTINCT FROM t.sentiment AND n.sentiment IS NOT NULL
		                         OR NOT t.context_by_hand AND t.context IS NULL AND n.context IS NOT NULL)
		    RETURNING t.id, t.last_seq
		)
		SELECT pg_notify('entries', id || ':' || last_seq) FROM ticket
		UNION ALL SELECT pg_notify('judgements', json_build_object('ticket', $1::uuid, 'seq', seq, 'sentiment', sentiment)::text) FROM judged`,
		ticket, pq.Array(seqs), pq.Array(sentiments), pq.Array(contexts), pq.Array(languages))
	if err != nil && !isForeignKeyViolation(err) { // erased meanwhile
		return fmt.Errorf("noting judgements: %w", err)
	}
	return nil
}

// JudgementTopic is a company's own context with phrases that customers use.
type JudgementTopic struct {
	Key     string         `db:"key"`
	Phrases pq.StringArray `db:"examples"`
}

// Correction is a message of which an agent said what it is; empty: nothing was said of it.
type Correction struct {
	Body      string         `db:"body"`
	Sentiment desk.Sentiment `db:"sentiment"`
	Context   string         `db:"context"`
}

// JudgementExamples returns what the company taught: own contexts' phrases, and the latest corrections, newest first.
func (s *Store) JudgementExamples(ctx context.Context, limit int) (topics []JudgementTopic, corrections []Correction, err error) {
	err = s.db.SelectContext(ctx, &topics, `
		SELECT key, examples FROM contexts WHERE deleted_at IS NULL AND examples <> '{}' ORDER BY key`)
	if err != nil {
		return nil, nil, fmt.Errorf("reading own contexts' phrases: %w", err)
	}
	err = s.db.SelectContext(ctx, &corrections, `
		SELECT e.body, coalesce(x.sentiment, '') AS sentiment, coalesce(c.key, '') AS context
		FROM (SELECT * FROM judgement_examples ORDER BY at DESC LIMIT $1) x
		JOIN entries e ON e.ticket_id = x.ticket_id AND e.seq = x.seq
		LEFT JOIN contexts c ON c.key = x.context AND c.deleted_at IS NULL
		ORDER BY x.at DESC`, limit)
	if err != nil {
		return nil, nil, fmt.Errorf("reading corrections: %w", err)
	}
	return topics, corrections, nil
}

// keepExample keeps what an agent said of the ticket as an example: of how its customer sounds, the last message is one, of
// what it is about, the first that is about anything. Who takes a word back has it judged again.
func (c *changing) keepExample(ctx context.Context) error {
	var query string
	switch c.Property {
	case desk.PropertySentiment:
		query = `
			INSERT INTO judgement_examples (ticket_id, seq, sentiment)
			SELECT t.id, t.last_customer_seq, $2 FROM tickets t WHERE t.id = $1 AND t.last_customer_seq > 0
			ON CONFLICT (ticket_id, seq) DO UPDATE SET sentiment = excluded.sentiment, at = excluded.at`
	case desk.PropertyContext:
		query = `
			INSERT INTO judgement_examples (ticket_id, seq, context)
			SELECT e.ticket_id, e.seq, $2 FROM entries e
			LEFT JOIN entry_judgements j ON j.ticket_id = e.ticket_id AND j.seq = e.seq
			WHERE e.ticket_id = $1 AND e.kind = 'message' AND e.author_kind = 'customer'
			ORDER BY coalesce(j.context, '` + desk.ContextOther + `') = '` + desk.ContextOther + `', e.seq LIMIT 1
			ON CONFLICT (ticket_id, seq) DO UPDATE SET context = excluded.context, at = excluded.at`
	}
	if query == "" || c.Value == "" || c.by.Kind != desk.ByAgent {
		return nil
	}
	if _, err := c.tx.ExecContext(ctx, query, c.row.ID, c.Value); err != nil {
		return fmt.Errorf("keeping a correction: %w", err)
	}
	return nil
}
