package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
	"rozmowa/rules"
)

// nextAutoresponder says whether the next one is sent.
func (c *changing) nextAutoresponder() *effect {
	was := desk.AutoresponderOn
	if c.row.AutoresponderOff {
		was = desk.AutoresponderOff
	}
	return c.from(was, `autoresponder_off = $5::text = '`+desk.AutoresponderOff+`'`)
}

// autoresponders lets those that were stopped go on.
func (c *changing) autoresponders() *effect {
	was := desk.AutoresponderOn
	if c.row.AutorespondersStopped {
		was = desk.AutoresponderOff
	}
	return c.from(was, `autoresponders_stopped = false`)
}

// Two automatons talk when so many events were answered automatically within this time, and no agent wrote meanwhile.
const (
	automaticAnswers       = 3
	automaticAnswersWithin = 2 * time.Minute
)

// SendAutoresponder writes an automatic message for a rule. It is no answer: what the ticket's lists show, and who waits for
// whom, stays as it was, and the workflow isn't woken. An agent who switched the next one off has it skipped, which switches
// those behind it on again. When automatons talk to each other, it is the last, and none is sent until somebody lets them go
// on. Error: closed.
func (s *Store) SendAutoresponder(ctx context.Context, w *RuleWork, text string) (*rules.Acted, error) {
	return s.rule(ctx, w, func(c *changing) (*ruled, error) {
		switch {
		case c.row.State == desk.Shut:
			return nil, desk.Errorf(desk.Closed, "closed", "the ticket is closed")
		case c.row.AutorespondersStopped:
			return &ruled{state: rules.ActionSkipped, code: "stopped"}, nil
		case c.row.AutoresponderOff:
			c.Change, c.wakes = desk.Change{Property: desk.PropertyNextAutoresponder, Value: desk.AutoresponderOn}, false
			_, err := c.carryOut(ctx)
			return &ruled{state: rules.ActionSkipped, code: "switched_off"}, err
		}
		if err := c.write(ctx, &desk.Entry{ID: c.id, Kind: desk.Message, Author: c.by, Body: text}, false, ""); err != nil {
			return nil, err
		}
		return &ruled{state: rules.ActionDone}, c.stopAutomatons(ctx, w.Seq)
	})
}

// stopAutomatons stops the ticket's autoresponders when the message just written, an answer to the event at seq, is one too
// many.
func (c *changing) stopAutomatons(ctx context.Context, seq int64) error {
	var others int
	err := c.tx.GetContext(ctx, &others, `
		SELECT count(DISTINCT r.seq) FROM entries e JOIN rule_actions a ON a.id = e.id JOIN rule_runs r ON r.id = a.run_id
		WHERE e.ticket_id = $1 AND e.kind = 'message' AND e.author_kind = 'system' AND r.seq <> $2
		  AND e.created_at > clock_timestamp() - $3 * interval '1 second'
		  AND e.seq > (SELECT last_reply_seq FROM tickets WHERE id = $1)
		  AND e.seq > coalesce((SELECT max(o.seq) FROM entries o WHERE o.ticket_id = $1 AND o.kind = 'operation'
		      AND o.created_at > clock_timestamp() - $3 * interval '1 second'
		      AND o.operation->'change'->>'property' = 'autoresponders'), 0)`,
		c.row.ID, seq, automaticAnswersWithin.Seconds())
	if err != nil {
		return fmt.Errorf("looking for automatons that talk: %w", err)
	}
	if others+1 < automaticAnswers {
		return nil
	}
	_, err = c.operate(ctx, uuid.NewSHA1(c.id, []byte(desk.OpAutorespondersStopped)), desk.Author{Kind: desk.BySystem},
		`autoresponders_stopped = true`, desk.OperationDetails{Type: desk.OpAutorespondersStopped})
	return err
}
