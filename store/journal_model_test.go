package store_test

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// model is one conversation as a slow, obvious program keeps it: the entries in a slice, everything else
// found by walking it.
type model struct {
	entries []desk.Entry // without CreatedAt
	access  map[uuid.UUID]bool
	names   map[uuid.UUID]string
	files   []modelFile
}

// modelFile is an upload; its uploader is uuid.Nil for the customer.
type modelFile struct {
	desk.Attachment
	uploader uuid.UUID
	sent     bool
}

// take returns the files of an entry; ok is false when one can't be its. They are sent when it is.
func (m *model) take(e *desk.Entry, sent bool) (attachments []desk.Attachment, ok bool) {
	taken := map[uuid.UUID]bool{}
	for _, wanted := range e.Attachments {
		i := slices.IndexFunc(m.files, func(f modelFile) bool { return f.ID == wanted.ID })
		if i < 0 || taken[wanted.ID] || m.files[i].sent || m.files[i].uploader != e.Author.ID {
			return nil, false
		}
		taken[wanted.ID] = true
		attachments = append(attachments, m.files[i].Attachment)
	}
	for i := range m.files {
		m.files[i].sent = m.files[i].sent || sent && taken[m.files[i].ID]
	}
	return attachments, true
}

func (m *model) byID(id uuid.UUID) *desk.Entry {
	for i := range m.entries {
		if m.entries[i].ID == id {
			return &m.entries[i]
		}
	}
	return nil
}

// last returns the last entry that fits, nil when there is none.
func (m *model) last(fits func(*desk.Entry) bool) *desk.Entry {
	for i := len(m.entries) - 1; i >= 0; i-- {
		if fits(&m.entries[i]) {
			return &m.entries[i]
		}
	}
	return nil
}

// lastReply is 0 when no agent has replied.
func (m *model) lastReply() int64 {
	if e := m.last(isMessageBy(desk.ByAgent)); e != nil {
		return e.Seq
	}
	return 0
}

func isOp(ops ...desk.Op) func(*desk.Entry) bool {
	return func(e *desk.Entry) bool { return e.Operation != nil && slices.Contains(ops, e.Operation.Type) }
}

func isMessageBy(kinds ...desk.AuthorKind) func(*desk.Entry) bool {
	return func(e *desk.Entry) bool { return e.Kind == desk.Message && slices.Contains(kinds, e.Author.Kind) }
}

func seqOf(e *desk.Entry) int64 {
	if e == nil {
		return 0
	}
	return e.Seq
}

// isChange fits changes of the properties.
func isChange(properties ...desk.Property) func(*desk.Entry) bool {
	return func(e *desk.Entry) bool {
		return isOp(desk.OpChanged)(e) && slices.Contains(properties, e.Operation.Change.Property)
	}
}

// isFreeing fits what gives a ticket back to nobody.
func isFreeing(e *desk.Entry) bool {
	return isChange(desk.PropertyAgent)(e) && e.Operation.Change.Value == ""
}

func either(fits ...func(*desk.Entry) bool) func(*desk.Entry) bool {
	return func(e *desk.Entry) bool {
		return slices.ContainsFunc(fits, func(f func(*desk.Entry) bool) bool { return f(e) })
	}
}

func (m *model) agent() uuid.UUID {
	e := m.last(either(isOp(desk.OpJoined, desk.OpTookOver, desk.OpReopened), isFreeing))
	if e == nil || isFreeing(e) {
		return uuid.Nil
	}
	return e.Author.ID
}

func (m *model) state() desk.State {
	switch e := m.last(either(isOp(desk.OpJoined, desk.OpReopened, desk.OpClosed), isFreeing)); {
	case e == nil, isFreeing(e):
		return desk.Waiting
	case e.Operation.Type == desk.OpClosed:
		return desk.Shut
	default:
		return desk.Active
	}
}

// status walks forwards: what sets it depends on what it was.
func (m *model) status() string {
	status := "open"
	for i := range m.entries {
		switch e := &m.entries[i]; {
		case isChange(desk.PropertyStatus)(e):
			status = e.Operation.Change.Value
		case isOp(desk.OpClosed)(e) && status != "spam":
			status = "closed"
		case isOp(desk.OpReopened)(e), isMessageBy(desk.ByCustomer)(e) && (status == "pending" || status == "resolved"):
			status = "open"
		}
	}
	return status
}

func (m *model) priority() desk.Priority {
	if e := m.last(isChange(desk.PropertyPriority)); e != nil {
		return desk.Priority(e.Operation.Change.Value)
	}
	return desk.Normal
}

func (m *model) tags() (ids []string) {
	for i := range m.entries {
		switch e := &m.entries[i]; {
		case isChange(desk.PropertyTagAdded)(e):
			ids = append(ids, e.Operation.Change.Value)
		case isChange(desk.PropertyTagRemoved)(e):
			ids = slices.DeleteFunc(ids, func(id string) bool { return id == e.Operation.Change.Value })
		}
	}
	return ids
}

// waker is the last entry that the workflow must see: a message, or a change with what comes of it.
func (m *model) waker() int64 {
	wake := seqOf(m.last(either(isMessageBy(desk.ByCustomer, desk.ByAgent), isOp(desk.OpChanged))))
	if after := int(wake); after > 0 && after < len(m.entries) { // the assignee's entry, by the change's id
		change, next := &m.entries[after-1], &m.entries[after]
		if isOp(desk.OpJoined, desk.OpTookOver)(next) && next.ID == uuid.NewSHA1(change.ID, []byte(next.Operation.Type)) {
			wake++
		}
	}
	return wake
}

func (m *model) append(e desk.Entry) desk.Entry {
	e.Seq = int64(len(m.entries)) + 1
	m.entries = append(m.entries, e)
	return e
}

func same(a, b *desk.Entry) bool {
	if a.Kind != b.Kind || a.Author.Kind != b.Author.Kind || a.Author.ID != b.Author.ID || a.Body != b.Body {
		return false
	}
	if !slices.EqualFunc(a.Attachments, b.Attachments, func(a, b desk.Attachment) bool { return a.ID == b.ID }) {
		return false
	}
	if a.Operation == nil || b.Operation == nil {
		return a.Operation == b.Operation
	}
	if a.Operation.Change == nil || b.Operation.Change == nil {
		return a.Operation.Type == b.Operation.Type
	}
	return a.Operation.Change.Property == b.Operation.Change.Property && a.Operation.Change.Value == b.Operation.Change.Value
}

// write is what writing e must come to: an entry, or the kind of error.
func (m *model) write(e desk.Entry, may bool, refusal desk.Kind) (desk.Entry, desk.Kind) {
	if !may {
		return desk.Entry{}, desk.NotFound
	}
	if first := m.byID(e.ID); first != nil {
		if same(first, &e) {
			return *first, ""
		}
		return desk.Entry{}, desk.Conflict
	}
	if refusal != "" {
		return desk.Entry{}, refusal
	}
	if _, ok := m.take(&e, false); !ok {
		return desk.Entry{}, desk.Invalid
	}
	e.Attachments, _ = m.take(&e, true)
	return m.append(e), ""
}

// step is what a step must come to: made or not, or a conflict.
func (m *model) step(e desk.Entry, when bool) (bool, desk.Kind) {
	if first := m.byID(e.ID); first != nil {
		if same(first, &e) {
			return true, ""
		}
		return false, desk.Conflict
	}
	if when {
		m.append(e)
	}
	return when, ""
}

// head is what the ticket's row must say, as far as it follows from the entries.
func (m *model) head() head {
	customer, reply := m.last(isMessageBy(desk.ByCustomer)), m.last(isMessageBy(desk.ByAgent))
	message := m.last(isMessageBy(desk.ByCustomer, desk.ByAgent))
	return head{
		State: m.state(), AgentID: uuid.NullUUID{UUID: m.agent(), Valid: m.agent() != uuid.Nil},
		LastSeq: int64(len(m.entries)), WakeSeq: m.waker(), FreedSeq: seqOf(m.last(isFreeing)),
		Status: m.status(), Priority: m.priority(), TagIDs: "{" + strings.Join(m.tags(), ",") + "}",
		LastMessageFrom: message.Author.Kind, LastCustomerSeq: customer.Seq, LastReplySeq: seqOf(reply),
		Preview: desk.PreviewOf(message.Body, message.Attachments),
	}
}

// change is what a change must come to: the entries, none when nothing changes, or the kind of error.
func (m *model) change(e desk.Entry, assignee uuid.UUID) ([]desk.Entry, desk.Kind) {
	if !m.access[e.Author.ID] {
		return nil, desk.NotFound
	}
	if first := m.byID(e.ID); first != nil {
		if same(first, &e) {
			return nil, ""
		}
		return nil, desk.Conflict
	}
	c, holder := e.Operation.Change, m.agent()
	shut := m.state() == desk.Shut && (c.Property == desk.PropertyStatus || c.Property == desk.PropertyAgent)
	has := slices.Contains(m.tags(), c.Value)
	switch {
	case shut:
		return nil, desk.Closed
	case c.Property == desk.PropertyStatus && c.Value == m.status(), c.Property == desk.PropertyPriority && c.Value == string(m.priority()),
		c.Property == desk.PropertyTagAdded && has, c.Property == desk.PropertyTagRemoved && !has,
		c.Property == desk.PropertyAgent && (c.Value == "" && holder == uuid.Nil || c.Value == holder.String()):
		return nil, ""
	case c.Property == desk.PropertyAgent && c.Value != "" && !m.access[assignee]:
		return nil, desk.Invalid
	}
	entries := []desk.Entry{m.append(e)}
	if c.Property == desk.PropertyAgent && c.Value != "" {
		then := desk.OpJoined
		if holder != uuid.Nil {
			then = desk.OpTookOver
		}
		entries = append(entries, m.append(desk.Entry{
			TicketID: e.TicketID, ID: uuid.NewSHA1(e.ID, []byte(then)), Kind: desk.Operation,
			Author: desk.Author{Kind: desk.ByAgent, ID: assignee, Name: m.names[assignee]}, Operation: &desk.OperationDetails{Type: then},
		}))
	}
	return entries, ""
}
