package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// Changed is a ticket as a change left it, and the entries that the change wrote, in order: none where the ticket was
// so already, or where an earlier try wrote them.
type Changed struct {
	Ticket  *desk.Ticket
	Entries []desk.Entry
}

// ChangeTicket changes one property of a ticket for the agent, who has access to its channel, and notes it in the
// journal under the id; the workflow is told. Who is given the ticket also joins it, or takes it over, by an entry of
// their own: that one the customer sees. A repeat with the same id and change does nothing. Errors: not found,
// conflict (entry_id_reused), closed, invalid (entry_id, property_unknown, value_unknown, status_closed, no_access).
func (s *Store) ChangeTicket(
	ctx context.Context, ticket, agent, id uuid.UUID, property desk.Property, value string,
) (*Changed, error) {
	if err := checkEntryID(id); err != nil {
		return nil, err
	}
	wanted, err := desk.NewChange(property, value)
	if err != nil {
		return nil, err
	}
	var changed Changed
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		c := &changing{tx: tx, by: desk.Author{Kind: desk.ByAgent, ID: agent}, id: id, Change: wanted, wakes: true}
		if err := c.holdInbox(ctx); err != nil {
			return err
		}
		if err := c.lock(ctx, ticket); err != nil {
			return err
		}
		made, err := c.madeBefore(ctx)
		if err != nil {
			return err
		}
		if !made {
			if changed.Entries, err = c.carryOut(ctx); err != nil {
				return err
			}
		}
		changed.Ticket, err = agentsTicket(ctx, tx, ticket, agent)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &changed, nil
}

// changing is a change of a ticket under way. The ticket's row is locked, so that nobody else writes to its journal.
type changing struct {
	desk.Change
	tx *sqlx.Tx
	// by is who changes: an agent, or a rule.
	by desk.Author
	id uuid.UUID // the entry's
	// wakes: the workflow is told.
	wakes bool
	// first and last are the entries written so far, did the last operation among them; 0: none.
	first, last, did int64
	row              struct {
		ID        uuid.UUID     `db:"id"`
		ChannelID uuid.UUID     `db:"channel_id"`
		State     desk.State    `db:"state"`
		Status    string        `db:"status"`
		Priority  string        `db:"priority"`
		AgentID   uuid.NullUUID `db:"agent_id"`
		TeamID    uuid.NullUUID `db:"team_id"`
		TagIDs    uuids         `db:"tag_ids"`
		Sentiment string        `db:"sentiment"`
		Context   string        `db:"context"`
		InboxID   uuid.NullUUID `db:"inbox_id"`
		// AutoresponderOff says it of the next one.
		AutoresponderOff bool `db:"autoresponder_off"`
		// AutorespondersStopped says it of all.
		AutorespondersStopped bool   `db:"autoresponders_stopped"`
		LastCustomerSeq       int64  `db:"last_customer_seq"`
		RequesterEmail        string `db:"requester_email"`
	}
}

// effect is what a change comes to; nil where the ticket is so already.
type effect struct {
	set string // SQL of the ticket's row t, in which $5 is the value; empty: nothing but the journal's head
	// then is what the new assignee does; empty: nothing.
	then desk.Op
}

// lock takes the ticket's row; an agent must have access to it. What the statement looks up in other rows may be as old as its beginning, so that
// everything else is asked for after it.
func (c *changing) lock(ctx context.Context, ticket uuid.UUID) error {
	err := c.tx.GetContext(ctx, &c.row, `
		SELECT id, channel_id, state, status, priority, agent_id, team_id, tag_ids,
		       coalesce(sentiment, '') AS sentiment, coalesce(context, '') AS context,
		       inbox_id, autoresponder_off, autoresponders_stopped, last_customer_seq, requester_email
		FROM tickets t WHERE id = $1
		  AND ($2::uuid IS NULL OR EXISTS (SELECT FROM channel_agents ca WHERE ca.channel_id = t.channel_id AND ca.agent_id = $2))
		FOR NO KEY UPDATE OF t`, ticket, nullID(c.by.ID))
	if errors.Is(err, sql.ErrNoRows) {
		return notFound("ticket")
	}
	if err != nil {
		return fmt.Errorf("changing a ticket: %w", err)
	}
	return nil
}

// madeBefore reports whether an earlier try made the change. Error: conflict when the id is another entry's.
func (c *changing) madeBefore(ctx context.Context) (bool, error) {
	var operation []byte
	var author uuid.NullUUID
	err := c.tx.QueryRowContext(ctx, `SELECT operation, author_id FROM entries WHERE ticket_id = $1 AND id = $2`, c.row.ID, c.id).
		Scan(&operation, &author)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking for a repeated change: %w", err)
	}
	var first desk.OperationDetails
	if operation != nil {
		if err := json.Unmarshal(operation, &first); err != nil {
			return false, fmt.Errorf("looking for a repeated change: %w", err)
		}
	}
	if author.UUID != c.by.ID || first.Change == nil || first.Change.Property != c.Property || first.Change.Value != c.Value {
		return false, errEntryIDReused()
	}
	return true, nil
}

// carryOut makes the change, unless the ticket is so already, and returns the entries.
func (c *changing) carryOut(ctx context.Context) (entries []desk.Entry, err error) {
	e, err := c.effect(ctx)
	if err != nil || e == nil {
		return nil, err
	}
	entry, err := c.operate(ctx, c.id, c.by, e.set, desk.OperationDetails{Type: desk.OpChanged, Change: &c.Change})
	if err != nil {
		return nil, err
	}
	entries = []desk.Entry{*entry}
	if err := c.keepExample(ctx); err != nil {
		return nil, err
	}
	if e.then != "" {
		assignee := uuid.MustParse(c.Value)
		if err := c.tellAssignee(ctx, assignee, entry); err != nil {
			return nil, err
		}
		joins := desk.Author{Kind: desk.ByAgent, ID: assignee}
		entry, err := c.operate(ctx, uuid.NewSHA1(c.id, []byte(e.then)), joins, "", desk.OperationDetails{Type: e.then})
		if err != nil {
			return nil, err
		}
		entries = append(entries, *entry)
	}
	return entries, nil
}

// effect looks what the change comes to, and names what it is about.
func (c *changing) effect(ctx context.Context) (*effect, error) {
	switch c.Property {
	case desk.PropertyStatus:
		return c.status(ctx)
	case desk.PropertyPriority:
		return c.from(c.row.Priority, `priority = $5::text`), nil
	case desk.PropertySentiment:
		return c.from(c.row.Sentiment, `sentiment = nullif($5::text, ''), sentiment_by_hand = $5::text <> ''`), nil
	case desk.PropertyContext:
		return c.named(ctx, c.from(c.row.Context, `context = nullif($5::text, ''), context_by_hand = $5::text <> ''`), contextNames)
	case desk.PropertyTeam:
		return c.named(ctx, c.from(idOrEmpty(c.row.TeamID), `team_id = nullif($5::text, '')::uuid`), teamNames)
	case desk.PropertyTagAdded, desk.PropertyTagRemoved:
		return c.tag(ctx)
	case desk.PropertyAgent:
		return c.assignee(ctx)
	case desk.PropertyWatcherAdded, desk.PropertyWatcherRemoved:
		return c.watcher(ctx)
	case desk.PropertyInbox:
		return c.inbox(ctx)
	case desk.PropertyNextAutoresponder:
		return c.nextAutoresponder(), nil
	case desk.PropertyAutoresponders:
		return c.autoresponders(), nil
	}
	return nil, fmt.Errorf("changing a ticket: nobody knows how to change %s", c.Property)
}

// from notes what the value was; nil when that is what it is to be.
func (c *changing) from(was, set string) *effect {
	if c.Was = was; was == c.Value {
		return nil
	}
	return &effect{set: set}
}

// The names of what a change speaks of: $1 are keys or ids as text.
const (
	statusNames  = `SELECT key AS value, name, deleted_at IS NOT NULL AS deleted FROM statuses WHERE key = ANY ($1)`
	contextNames = `SELECT key AS value, name, deleted_at IS NOT NULL AS deleted FROM contexts WHERE key = ANY ($1)`
	tagNames     = `SELECT id::text AS value, name, deleted_at IS NOT NULL AS deleted FROM tags WHERE id = ANY ($1::uuid[])`
	teamNames    = `SELECT id::text AS value, name, deleted_at IS NOT NULL AS deleted FROM teams WHERE id = ANY ($1::uuid[])`
	agentNames   = `SELECT id::text AS value, name, false AS deleted FROM agents WHERE id = ANY ($1::uuid[])`
)

// named names the values in the change. Error: value_unknown when the new one isn't there or was deleted.
func (c *changing) named(ctx context.Context, e *effect, names string) (*effect, error) {
	if e == nil {
		return nil, nil
	}
	var words []struct {
		Value   string `db:"value"`
		Name    string `db:"name"`
		Deleted bool   `db:"deleted"`
	}
	values := slices.DeleteFunc([]string{c.Value, c.Was}, func(v string) bool { return v == "" })
	if err := c.tx.SelectContext(ctx, &words, names, pq.Array(values)); err != nil {
		return nil, fmt.Errorf("naming a change of %s: %w", c.Property, err)
	}
	known := c.Value == ""
	for _, w := range words {
		switch w.Value {
		case c.Value:
			c.Name, known = w.Name, !w.Deleted
		case c.Was:
			c.WasName = w.Name
		}
	}
	if !known {
		return nil, desk.ValueUnknown(c.Property)
	}
	return e, nil
}

func (c *changing) status(ctx context.Context) (*effect, error) {
	if c.row.State == desk.Shut {
		return nil, desk.Errorf(desk.Closed, "closed", "the ticket is closed; reopen it")
	}
	return c.named(ctx, c.from(c.row.Status, `status = $5::text`), statusNames)
}

func (c *changing) tag(ctx context.Context) (*effect, error) {
	has := slices.Contains(c.row.TagIDs, uuid.MustParse(c.Value))
	adds := c.Property == desk.PropertyTagAdded
	if has == adds {
		return nil, nil
	}
	if adds {
		return c.named(ctx, &effect{set: `tag_ids = t.tag_ids || $5::text::uuid`}, tagNames)
	}
	e := &effect{set: `tag_ids = array_remove(t.tag_ids, $5::text::uuid)`}
	if _, err := c.named(ctx, e, tagNames); err != nil && desk.CodeOf(err) != "value_unknown" { // a deleted one may be taken off
		return nil, err
	}
	return e, nil
}

// assignee gives the ticket to an agent, or back to nobody: it waits again, from then on.
func (c *changing) assignee(ctx context.Context) (*effect, error) {
	if c.row.State == desk.Shut {
		return nil, desk.Errorf(desk.Closed, "closed", "the ticket is closed; reopen it")
	}
	free := `agent_id = NULL, state = 'waiting', freed_seq = t.last_seq + 1`
	e := c.from(idOrEmpty(c.row.AgentID), free)
	if e == nil {
		return nil, nil
	}
	if c.Value != "" {
		if err := c.mayBe(ctx, desk.WriteTickets); err != nil {
			return nil, err
		}
		e.set, e.then = `agent_id = $5::text::uuid, state = 'active'`, desk.OpJoined
		if c.row.AgentID.Valid {
			e.then = desk.OpTookOver
		}
	}
	return c.named(ctx, e, agentNames)
}

// mayBe refuses an agent (the change's value) who can't see the ticket, or whose role lacks the permission.
func (c *changing) mayBe(ctx context.Context, permission desk.Permission) error {
	var role desk.Role
	err := c.tx.GetContext(ctx, &role, `
		SELECT a.role FROM agents a JOIN channel_agents ca ON ca.agent_id = a.id
		WHERE a.id = $1 AND a.disabled_at IS NULL AND ca.channel_id = $2`, c.Value, c.row.ChannelID)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("checking an agent's access: %w", err)
	}
	if !role.May(permission) {
		return desk.InvalidField("value", "no_access", "this agent may not have the ticket")
	}
	return nil
}

// operate is write for an operation.
func (c *changing) operate(ctx context.Context, id uuid.UUID, by desk.Author, set string, details desk.OperationDetails) (*desk.Entry, error) {
	e := &desk.Entry{ID: id, Kind: desk.Operation, Author: by, Operation: &details}
	return e, c.write(ctx, e, c.wakes, set)
}

// write moves the journal's head, which wakes the workflow if that is wanted, sets the row and writes the entry.
func (c *changing) write(ctx context.Context, e *desk.Entry, wakes bool, set string) error {
	var operation []byte
	if e.Operation != nil {
		var err error
		if operation, err = json.Marshal(e.Operation); err != nil {
			return fmt.Errorf("changing a ticket: %w", err)
		}
	}
	if set != "" {
		set = ", " + set
	}
	e.TicketID = c.row.ID
	rule := e.Author.Rule
	written, err := appended(c.tx.QueryRowContext(ctx, `
		WITH ticket AS (
		    UPDATE tickets t SET last_seq = last_seq + 1, wake_seq = CASE WHEN $6 THEN last_seq + 1 ELSE wake_seq END`+set+`
		    WHERE id = $1 AND $5::text IS NOT NULL
		    RETURNING id, last_seq
		), entry AS (
		    INSERT INTO entries (ticket_id, seq, id, kind, author_kind, author_id, author_name, rule_id, body, operation)
		    SELECT ticket.id, last_seq, $2, $7, $8, $3, coalesce((SELECT a.name FROM agents a WHERE a.id = $3), $9), $10, $11, $4 FROM ticket
		    RETURNING ticket_id, seq, author_name, created_at
		)
		SELECT ticket_id, seq, author_name, created_at, pg_notify('entries', ticket_id || ':' || seq)::text FROM entry`,
		c.row.ID, e.ID, nullID(e.Author.ID), operation, c.Value, wakes, e.Kind, e.Author.Kind, rule.Name, nullID(rule.ID), e.Body), e)
	if err != nil {
		return err
	}
	if !written { // of the assignee's entry: nobody else makes such ids
		return errEntryIDReused()
	}
	if rule.ID != uuid.Nil {
		e.Author.Name = ""
	}
	if c.last = e.Seq; c.first == 0 {
		c.first = e.Seq
	}
	if e.Kind == desk.Operation {
		c.did = e.Seq
	}
	return nil
}

// nullID is the id, or null for uuid.Nil.
func nullID(id uuid.UUID) uuid.NullUUID { return uuid.NullUUID{UUID: id, Valid: id != uuid.Nil} }

func idOrEmpty(id uuid.NullUUID) string {
	if !id.Valid {
		return ""
	}
	return id.UUID.String()
}
