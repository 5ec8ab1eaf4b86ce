package workflows_test

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
	"rozmowa/store"
)

// journal is a ticket in memory, as strict as the statements of package store.
type journal struct {
	mu      sync.Mutex
	now     func() time.Time
	ticket  uuid.UUID
	channel desk.Channel
	access  map[uuid.UUID]bool

	erased          bool
	state           desk.State
	agent           uuid.UUID
	priority        desk.Priority
	sentiment       desk.Sentiment
	entries         []desk.Entry
	createdAt       time.Time
	awaitingSince   time.Time
	lastMessageAt   time.Time
	lastMessageFrom desk.AuthorKind
	lastCustomerSeq int64
	lastReplySeq    int64
	closedSeq       int64
	freedSeq        int64
	rings           int
	transcripts     []*store.Transcript

	// broken: steps are said to be made and aren't.
	broken bool
	// away is what every call fails with while it is set.
	away error
	// meanwhile runs once, before the named method, as what somebody else commits first.
	meanwhile map[string]func()
	// calls counts the methods' calls.
	calls map[string]int
}

func newJournal(now func() time.Time, agents ...uuid.UUID) *journal {
	j := &journal{
		now: now, ticket: uuid.New(), state: desk.Waiting, priority: desk.Normal, createdAt: now(), access: map[uuid.UUID]bool{},
		channel:   desk.Channel{ID: uuid.New(), Name: "Sklep główny", Key: "glowny", Settings: desk.DefaultChannelSettings()},
		meanwhile: map[string]func(){}, calls: map[string]int{},
	}
	for _, a := range agents {
		j.access[a] = true
	}
	return j
}

func (j *journal) last() int64 { return int64(len(j.entries)) }

func (j *journal) append(e desk.Entry) int64 {
	e.TicketID, e.Seq, e.CreatedAt = j.ticket, j.last()+1, j.now()
	j.entries = append(j.entries, e)
	return e.Seq
}

// customerWrites appends a message and returns its seq; 0 when the ticket is closed.
func (j *journal) customerWrites() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.state == desk.Shut {
		return 0
	}
	j.lastCustomerSeq = j.append(desk.Entry{ID: uuid.New(), Kind: desk.Message, Author: desk.Author{Kind: desk.ByCustomer}})
	j.lastMessageAt, j.lastMessageFrom = j.now(), desk.ByCustomer
	if j.awaitingSince.IsZero() {
		j.awaitingSince = j.now()
	}
	return j.lastCustomerSeq
}

// agentReplies appends a reply and returns its seq; 0 when it is refused.
func (j *journal) agentReplies(agent uuid.UUID) int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.state == desk.Shut || j.agent != uuid.Nil && j.agent != agent || !j.access[agent] {
		return 0
	}
	j.lastReplySeq = j.append(desk.Entry{ID: uuid.New(), Kind: desk.Message, Author: desk.Author{Kind: desk.ByAgent, ID: agent}})
	j.lastMessageAt, j.lastMessageFrom, j.awaitingSince = j.now(), desk.ByAgent, time.Time{}
	return j.lastReplySeq
}

// assigned gives the ticket to an agent, or back to nobody, and returns the last entry's seq; 0 when it is refused.
func (j *journal) assigned(agent uuid.UUID) int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.state == desk.Shut || j.agent == agent || agent != uuid.Nil && !j.access[agent] {
		return 0
	}
	change := desk.Change{Property: desk.PropertyAgent, Value: agent.String()}
	seq := j.append(desk.Entry{ID: uuid.New(), Kind: desk.Operation, Author: desk.Author{Kind: desk.ByAgent, ID: piotr},
		Operation: &desk.OperationDetails{Type: desk.OpChanged, Change: &change}})
	if agent == uuid.Nil {
		j.state, j.agent, j.freedSeq = desk.Waiting, uuid.Nil, seq
		return seq
	}
	then := desk.OpJoined
	if j.agent != uuid.Nil {
		then = desk.OpTookOver
	}
	j.state, j.agent = desk.Active, agent
	return j.append(desk.Entry{ID: uuid.New(), Kind: desk.Operation, Author: desk.Author{Kind: desk.ByAgent, ID: agent},
		Operation: &desk.OperationDetails{Type: then}})
}

// change lets a test change the row as nobody's statement does.
func (j *journal) change(f func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	f()
}

// operations are the steps' entries, in order: "closed by silence" as "closed:silence".
func (j *journal) operations() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	all := []string{}
	for _, e := range j.entries {
		if e.Kind != desk.Operation {
			continue
		}
		name := string(e.Operation.Type)
		if e.Operation.By != "" {
			name += ":" + string(e.Operation.By)
		}
		all = append(all, name)
	}
	return all
}

// operation is the first entry of the type, nil when there is none.
func (j *journal) operation(op desk.Op) *desk.Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	i := slices.IndexFunc(j.entries, func(e desk.Entry) bool { return e.Operation != nil && e.Operation.Type == op })
	if i < 0 {
		return nil
	}
	return &j.entries[i]
}

func (j *journal) called() map[string]int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return maps.Clone(j.calls)
}

// enter counts a call, lets the others go first, and locks. The caller unlocks, also after an error.
func (j *journal) enter(method string) error {
	j.mu.Lock()
	j.calls[method]++
	if first := j.meanwhile[method]; first != nil {
		delete(j.meanwhile, method)
		j.mu.Unlock()
		first()
		j.mu.Lock()
	}
	return j.away
}

// apply is store.apply.
func (j *journal) apply(method string, id, agent uuid.UUID, details desk.OperationDetails, when func() bool, set func()) (bool, error) {
	err := j.enter(method)
	defer j.mu.Unlock()
	if err != nil {
		return false, err
	}
	if j.broken {
		return true, nil
	}
	author := desk.Author{Kind: desk.BySystem, ID: agent}
	switch {
	case agent != uuid.Nil:
		author.Kind = desk.ByAgent
	case details.By == desk.ClosedByCustomer:
		author.Kind = desk.ByCustomer
	}
	for _, e := range j.entries {
		if e.ID == id {
			if e.Operation == nil || e.Operation.Type != details.Type || e.Author.ID != agent {
				return false, desk.Errorf(desk.Conflict, "entry_id_reused", "this entry id was used for another entry")
			}
			return true, nil
		}
	}
	if j.erased || !when() {
		return false, nil
	}
	j.append(desk.Entry{ID: id, Kind: desk.Operation, Author: author, Operation: &details})
	set()
	return true, nil
}

func (j *journal) Standing(context.Context, uuid.UUID) (*store.Standing, error) {
	err := j.enter("Standing")
	defer j.mu.Unlock()
	switch {
	case err != nil:
		return nil, err
	case j.erased:
		return nil, desk.Errorf(desk.NotFound, "ticket_not_found", "there is no such ticket")
	}
	st := &store.Standing{
		Number: 123, Channel: j.channel, State: j.state, Priority: j.priority, Sentiment: j.sentiment,
		AgentID: uuid.NullUUID{UUID: j.agent, Valid: j.agent != uuid.Nil}, LastSeq: j.last(), WaitingSince: j.createdAt,
		LastMessageAt: j.lastMessageAt, LastMessageFrom: j.lastMessageFrom, LastCustomerSeq: j.lastCustomerSeq,
		LastReplySeq: j.lastReplySeq, ClosedSeq: j.closedSeq, FreedSeq: j.freedSeq,
	}
	if j.freedSeq > 0 {
		st.WaitingSince = j.awaitingSince
		if freed := j.entries[j.freedSeq-1].CreatedAt; !j.awaitingSince.IsZero() && freed.After(j.awaitingSince) {
			st.WaitingSince = freed
		}
	}
	for _, x := range j.transcripts {
		if j.state == desk.Shut && x.State == store.TranscriptAsked {
			st.Transcripts = append(st.Transcripts, x.ID)
		}
	}
	if j.state == desk.Waiting {
		for _, e := range j.entries {
			if e.Seq > j.freedSeq && e.Kind == desk.Message && e.Author.Kind == desk.ByAgent && j.access[e.Author.ID] {
				st.Replier = uuid.NullUUID{UUID: e.Author.ID, Valid: true}
				break
			}
		}
	}
	return st, nil
}

func (j *journal) Join(_ context.Context, _, agent, id uuid.UUID) (bool, error) {
	return j.apply("Join", id, agent, desk.OperationDetails{Type: desk.OpJoined},
		func() bool { return j.state == desk.Waiting && j.agent == uuid.Nil && j.access[agent] },
		func() { j.state, j.agent = desk.Active, agent })
}

func (j *journal) TakeOver(_ context.Context, _, agent, id uuid.UUID) (bool, error) {
	return j.apply("TakeOver", id, agent, desk.OperationDetails{Type: desk.OpTookOver},
		func() bool { return j.state == desk.Active && j.agent != agent && j.access[agent] },
		func() { j.agent = agent })
}

func (j *journal) Reopen(_ context.Context, _, agent, id uuid.UUID) (bool, error) {
	return j.apply("Reopen", id, agent, desk.OperationDetails{Type: desk.OpReopened},
		func() bool { return j.state == desk.Shut && j.access[agent] },
		func() { j.state, j.agent = desk.Active, agent })
}

func (j *journal) CloseTicket(_ context.Context, _ uuid.UUID, c store.Closing, id uuid.UUID) (bool, error) {
	return j.apply("CloseTicket", id, c.Agent, desk.OperationDetails{Type: desk.OpClosed, By: c.By},
		func() bool {
			return j.state != desk.Shut && (c.SeenSeq == 0 || j.lastCustomerSeq <= c.SeenSeq) &&
				(c.By != desk.ClosedByAgent || j.access[c.Agent])
		},
		func() { j.state, j.closedSeq = desk.Shut, j.last() })
}

func (j *journal) AnnounceWait(_ context.Context, _, id uuid.UUID) (bool, error) {
	return j.apply("AnnounceWait", id, uuid.Nil, desk.OperationDetails{Type: desk.OpWaitNotice},
		func() bool { return j.state == desk.Waiting }, func() { j.rings++ })
}

func (j *journal) AnnounceAfterHours(_ context.Context, _, id uuid.UUID, opensAt time.Time) (bool, error) {
	details := desk.OperationDetails{Type: desk.OpAfterHours}
	if !opensAt.IsZero() {
		details.OpensAt = &opensAt
	}
	return j.apply("AnnounceAfterHours", id, uuid.Nil, details, func() bool { return j.state == desk.Waiting }, func() {})
}

func (j *journal) RemindSilent(_ context.Context, _, id uuid.UUID, replySeq int64) (bool, error) {
	return j.apply("RemindSilent", id, uuid.Nil, desk.OperationDetails{Type: desk.OpSilenceReminder},
		func() bool {
			return j.state == desk.Active && j.lastReplySeq == replySeq && j.lastCustomerSeq < j.lastReplySeq
		}, func() {})
}
