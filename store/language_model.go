package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// ModelKeyPlace is what the language model's key is sealed for.
const ModelKeyPlace = "language_model.key"

// LanguageModel is the model that judges customers' messages, as an admin set it, and how it has been since.
type LanguageModel struct {
	// Version grows with every save; 0: none is set.
	Version int64  `db:"version"`
	Enabled bool   `db:"enabled"`
	Address string `db:"address"`
	Model   string `db:"model"`
	// Key is sealed for ModelKeyPlace; nil: none.
	Key []byte `db:"key"`
	// Patience is how long an answer may take.
	Patience desk.Seconds `db:"patience"`

	AnsweredAt sql.NullTime `db:"answered_at"`
	// Failures are those in a row; the last one's kind and status of HTTP (0: none) are kept until the next save.
	Failures      int          `db:"failures"`
	FailedAt      sql.NullTime `db:"failed_at"`
	Failure       string       `db:"failure"`
	FailureStatus int          `db:"failure_status"`
	// RestsUntil: nobody asks before, and then one message alone does.
	RestsUntil sql.NullTime `db:"rests_until"`
}

// Asked reports whether it is asked at all; it may rest.
func (m *LanguageModel) Asked() bool { return m.Version > 0 && m.Enabled }

const languageModelColumns = `version, enabled, address, model, key, patience, answered_at, failures, failed_at, failure, failure_status, rests_until`

// LanguageModel returns the model that is set; its Version is 0 when none is.
func (s *Store) LanguageModel(ctx context.Context) (*LanguageModel, error) {
	m := new(LanguageModel)
	err := s.db.GetContext(ctx, m, `SELECT `+languageModelColumns+` FROM language_model`)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("reading the language model: %w", err)
	}
	return m, nil
}

// SaveLanguageModel replaces what is set, if it is still of m.Version (0 is for the first), and forgets how it has been. It
// returns what is set now. Error: conflict (language_model_changed).
func (s *Store) SaveLanguageModel(ctx context.Context, m *LanguageModel) (*LanguageModel, error) {
	saved := new(LanguageModel)
	err := s.db.GetContext(ctx, saved, `
		WITH changed AS (
		    UPDATE language_model SET version = version + 1, enabled = $2, address = $3, model = $4, key = $5, patience = $6, changed_at = now(),
		           answered_at = NULL, failures = 0, failed_at = NULL, failure = '', failure_status = 0, rests_until = NULL
		    WHERE version = $1
		    RETURNING `+languageModelColumns+`
		), first AS (
		    INSERT INTO language_model (enabled, address, model, key, patience)
		    SELECT $2, $3, $4, $5, $6 WHERE $1 = 0
		    ON CONFLICT DO NOTHING
		    RETURNING `+languageModelColumns+`
		)
		SELECT * FROM changed UNION ALL SELECT * FROM first`,
		m.Version, m.Enabled, m.Address, m.Model, m.Key, m.Patience)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, desk.Errorf(desk.Conflict, "language_model_changed", "somebody has set the language model meanwhile")
	}
	if err != nil {
		return nil, fmt.Errorf("saving the language model: %w", err)
	}
	return saved, nil
}

// DeleteLanguageModel forgets the model and its key. That there was none is no error.
func (s *Store) DeleteLanguageModel(ctx context.Context) error {
	if _, err := s.db.ExecContext(ctx, `DELETE FROM language_model`); err != nil {
		return fmt.Errorf("removing the language model: %w", err)
	}
	return nil
}

// NoteModelAnswer notes that the model of the version works.
func (s *Store) NoteModelAnswer(ctx context.Context, version int64) error {
	_, err := s.db.ExecContext(ctx, `
		UPDATE language_model SET answered_at = now(), failures = 0, rests_until = NULL
		WHERE version = $1 AND (failures > 0 OR rests_until IS NOT NULL OR answered_at IS NULL OR answered_at < now() - interval '1 minute')`, version)
	if err != nil {
		return fmt.Errorf("noting that the language model works: %w", err)
	}
	return nil
}

// ModelFailure is why the model of a version gave no answer.
type ModelFailure struct {
	Version int64
	Kind    string
	Status  int
	// ForGood: it will fail again until somebody mends it. Probe: this message was the one that asked after a rest.
	ForGood, Probe bool
}

const (
	// failuresToRest in a row, and the model rests; restsAtFirst, and twice as long each time, up to restsAtMost.
	failuresToRest = 3
	restsAtFirst   = 30 * time.Second
	restsAtMost    = 10 * time.Minute
)

// NoteModelFailure notes that the model didn't answer. It returns until when it rests; zero: it doesn't. Failures of questions
// that were under way when a rest began don't make it longer.
func (s *Store) NoteModelFailure(ctx context.Context, f ModelFailure) (time.Time, error) {
	var until sql.NullTime
	err := s.db.GetContext(ctx, &until, `
		WITH counted AS (
		    SELECT rests_until > now() AND NOT $4 AS straggler, failures + 1 AS failures FROM language_model WHERE version = $1 FOR UPDATE
		)
		UPDATE language_model m SET failed_at = now(), failure = $2, failure_status = $3,
		       failures = CASE WHEN c.straggler THEN m.failures ELSE c.failures END,
		       rests_until = CASE
		           WHEN c.straggler THEN m.rests_until
		           WHEN $5 OR c.failures >= $6 THEN now() + least($8, $7 * power(2, least(greatest(c.failures - $6, 0), 10))) * interval '1 second' END
		FROM counted c RETURNING m.rests_until`,
		f.Version, f.Kind, f.Status, f.Probe, f.ForGood, failuresToRest, restsAtFirst.Seconds(), restsAtMost.Seconds())
	if err != nil && !errors.Is(err, sql.ErrNoRows) { // none: set anew meanwhile
		return time.Time{}, fmt.Errorf("noting a language model's failure: %w", err)
	}
	return until.Time, nil
}

// ProbeModel reports whether the caller may ask a model that has rested: one of all that want to, once; others wait on for as
// long as its answer may take.
func (s *Store) ProbeModel(ctx context.Context, version int64) (bool, error) {
	done, err := s.db.ExecContext(ctx, `
		UPDATE language_model SET rests_until = now() + (patience + 5) * interval '1 second' WHERE version = $1 AND rests_until <= now()`, version)
	if err != nil {
		return false, fmt.Errorf("asking a language model that has rested: %w", err)
	}
	n, err := done.RowsAffected()
	return n > 0, err
}

// ModelQuestions returns those of the ticket's customer's messages in (after, through] of which a model hasn't said what they
// are, and no agent: the last ones, in order.
func (s *Store) ModelQuestions(ctx context.Context, ticket uuid.UUID, after, through int64, atMost int) (seqs []int64, err error) {
	err = s.db.SelectContext(ctx, &seqs, `
		SELECT seq FROM (
		    SELECT j.seq FROM entry_judgements j
		    WHERE j.ticket_id = $1 AND j.seq > $2 AND j.seq <= $3 AND NOT j.by_model
		      AND NOT EXISTS (SELECT FROM judgement_examples x WHERE x.ticket_id = j.ticket_id AND x.seq = j.seq)
		    ORDER BY j.seq DESC LIMIT $4) last
		ORDER BY seq`, ticket, after, through, atMost)
	if err != nil {
		return nil, fmt.Errorf("looking for messages to ask a model about: %w", err)
	}
	return seqs, nil
}

// ModelQuestion returns a judged customer's message and whether the model has judged it. Error: not found (erased, or nobody has
// judged it).
func (s *Store) ModelQuestion(ctx context.Context, ticket uuid.UUID, seq int64) (body string, byModel bool, err error) {
	var row struct {
		Body    string `db:"body"`
		ByModel bool   `db:"by_model"`
	}
	err = s.db.GetContext(ctx, &row, `
		SELECT e.body, j.by_model FROM entry_judgements j JOIN entries e ON e.ticket_id = j.ticket_id AND e.seq = j.seq
		WHERE j.ticket_id = $1 AND j.seq = $2`, ticket, seq)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, desk.Errorf(desk.NotFound, "entry_not_found", "there is no such message")
	}
	if err != nil {
		return "", false, fmt.Errorf("reading a message for a language model: %w", err)
	}
	return row.Body, row.ByModel, nil
}

// NoteModelJudgement keeps what a model took a message for, in the place of the built-in judgement. The ticket's sentiment
// becomes that of its last message, its context that of the first that has a clear one, unless an agent has said; lists and who has it open
// are told.
func (s *Store) NoteModelJudgement(ctx context.Context, ticket uuid.UUID, seq int64, j Judgement) error {
	_, err := s.db.ExecContext(ctx, `
		WITH judged AS (
		    UPDATE entry_judgements SET sentiment = $3, context = $4, language = $5, by_model = true
		    WHERE ticket_id = $1 AND seq = $2 RETURNING seq
		), is_now AS (
		    SELECT NOT EXISTS (SELECT FROM entry_judgements WHERE ticket_id = $1 AND seq > $2) AS last,
		           (SELECT j.context FROM (SELECT seq, CASE WHEN seq = $2 THEN $4 ELSE context END AS context
		                                   FROM entry_judgements WHERE ticket_id = $1) j
		            JOIN contexts c ON c.key = j.context AND c.deleted_at IS NULL
		            WHERE j.context <> '`+desk.ContextOther+`' ORDER BY j.seq LIMIT 1) AS context
		    FROM judged
		), ticket AS (
		    UPDATE tickets t SET
		        sentiment = CASE WHEN t.sentiment_by_hand OR NOT n.last THEN t.sentiment ELSE $3 END,
		        context = CASE WHEN t.context_by_hand THEN t.context ELSE n.context END
		    FROM is_now n
		    WHERE t.id = $1 AND (NOT t.sentiment_by_hand AND n.last AND t.sentiment IS DISTINCT FROM $3
		                         OR NOT t.context_by_hand AND t.context IS DISTINCT FROM n.context)
		    RETURNING t.id, t.last_seq
		)
		SELECT pg_notify('entries', id || ':' || last_seq) FROM ticket
		UNION ALL SELECT pg_notify('judgements', json_build_object('ticket', $1::uuid, 'seq', seq, 'sentiment', $3)::text) FROM judged`,
		ticket, seq, string(j.Sentiment), j.Context, j.Language)
	if err != nil {
		return fmt.Errorf("noting a model's judgement: %w", err)
	}
	return nil
}

// OwnContext is one of the company's own contexts, as a model is told of it.
type OwnContext struct {
	Key      string         `db:"key"`
	Name     string         `db:"name"`
	Examples pq.StringArray `db:"examples"`
}

// OwnContexts returns the company's own contexts, in their order.
func (s *Store) OwnContexts(ctx context.Context) (own []OwnContext, err error) {
	err = s.db.SelectContext(ctx, &own, `SELECT key, name, examples FROM contexts WHERE deleted_at IS NULL AND NOT builtin ORDER BY position, key`)
	if err != nil {
		return nil, fmt.Errorf("reading own contexts: %w", err)
	}
	return own, nil
}
