package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"rozmowa/desk"
	"rozmowa/store"
)

// play is one run of the model beside the store.
type play struct {
	*chat
	model   *model
	tags    []desk.Tag
	ids     []uuid.UUID // ids used before, to be used again
	readers map[string]*reader
}

// reader pages through the conversation with after = through.
type reader struct {
	through int64
	seen    []desk.Entry
}

func (r *reader) read(t require.TestingT, c *chat, limit int) *store.Page {
	p, err := c.EntriesAfter(context.Background(), c.ID, r.through, limit)
	require.NoError(t, err)
	require.Equal(t, r.through, p.From)
	require.LessOrEqual(t, len(p.Entries), limit)
	require.LessOrEqual(t, p.Through, p.Last)
	for i, e := range p.Entries {
		require.Equal(t, r.through+int64(i)+1, e.Seq, "every entry once, in order, without gaps")
	}
	require.Equal(t, r.through+int64(len(p.Entries)), p.Through)
	r.seen, r.through = append(r.seen, p.Entries...), p.Through
	return p
}

func (p *play) drawID(t *rapid.T) uuid.UUID {
	if len(p.ids) > 0 && rapid.IntRange(0, 3).Draw(t, "repeat") == 0 {
		return rapid.SampledFrom(p.ids).Draw(t, "used id")
	}
	id := uuid.New()
	p.ids = append(p.ids, id)
	return id
}

func drawBody(t *rapid.T) string { return rapid.SampledFrom([]string{"a", "b", ""}).Draw(t, "body") }

func (p *play) drawAgent(t *rapid.T) uuid.UUID {
	return rapid.SampledFrom([]uuid.UUID{p.anna.ID, p.piotr.ID, p.ewa.ID}).Draw(t, "agent")
}

func (p *play) byAgent(agent uuid.UUID) desk.Author {
	return desk.Author{Kind: desk.ByAgent, ID: agent, Name: p.model.names[agent]}
}

// entry is one to write, with files that are named by their ids.
func (p *play) entry(id uuid.UUID, kind desk.EntryKind, author desk.Author, body string, files ...uuid.UUID) desk.Entry {
	e := desk.Entry{TicketID: p.ID, ID: id, Kind: kind, Author: author, Body: body}
	for _, id := range files {
		e.Attachments = append(e.Attachments, desk.Attachment{ID: id})
	}
	return e
}

// drawFiles names files that were uploaded, whoever's they are, and now and then one that wasn't.
func (p *play) drawFiles(t *rapid.T) (files []uuid.UUID) {
	if len(p.model.files) == 0 || rapid.Bool().Draw(t, "without files") {
		return nil
	}
	for range rapid.IntRange(1, 2).Draw(t, "files") {
		if rapid.IntRange(0, 9).Draw(t, "no file") == 0 {
			files = append(files, uuid.New())
		} else {
			files = append(files, rapid.SampledFrom(p.model.files).Draw(t, "file").ID)
		}
	}
	return files
}

func (p *play) Upload(t *rapid.T) {
	by := store.Uploader{Token: p.Token}
	may := p.model.state() != desk.Shut
	if rapid.Bool().Draw(t, "by an agent") {
		by = store.Uploader{Agent: p.drawAgent(t)}
		may = p.model.access[by.Agent]
	}
	unsent := 0
	for _, f := range p.model.files {
		if f.uploader == by.Agent && !f.sent {
			unsent++
		}
	}
	f := modelFile{uploader: by.Agent, Attachment: desk.Attachment{ID: uuid.New(), Name: "a.pdf", Type: desk.PDF, Size: 5}}
	got, err := upload(p.chat, by, f.Attachment)
	if !may || unsent == 20 {
		require.Error(t, err)
		return
	}
	require.NoError(t, err)
	require.Equal(t, f.Attachment, *got)
	p.model.files = append(p.model.files, f)
}

func (p *play) operation(id uuid.UUID, author desk.Author, details desk.OperationDetails) desk.Entry {
	return desk.Entry{TicketID: p.ID, ID: id, Kind: desk.Operation, Author: author, Operation: &details}
}

func (p *play) customer() desk.Author { return desk.Author{Kind: desk.ByCustomer, Name: "Jan Kos"} }

func requireWritten(t *rapid.T, want desk.Entry, kind desk.Kind, got *desk.Entry, err error) {
	require.Equal(t, kind, desk.KindOf(err), "%v", err)
	if kind != "" {
		return
	}
	require.NoError(t, err)
	e := *got
	e.CreatedAt = time.Time{}
	require.Equal(t, want, e)
}

func requireStep(t *rapid.T, want bool, kind desk.Kind, got bool, err error) {
	require.Equal(t, kind, desk.KindOf(err), "%v", err)
	if kind == "" {
		require.NoError(t, err)
	}
	require.Equal(t, want, got)
}

func (p *play) Message(t *rapid.T) {
	id, body, token, files := p.drawID(t), drawBody(t), p.Token, p.drawFiles(t)
	own := rapid.IntRange(0, 5).Draw(t, "token") > 0
	if !own {
		token = store.HashVisitorToken("foreign")
	}
	var refusal desk.Kind
	if p.model.state() == desk.Shut {
		refusal = desk.Closed
	}
	want, kind := p.model.write(p.entry(id, desk.Message, p.customer(), body, files...), own, refusal)
	got, err := p.WriteMessageWith(context.Background(), p.ID, token, id, body, files)
	requireWritten(t, want, kind, got, err)
}

func (p *play) Reply(t *rapid.T) {
	id, body, agent, files := p.drawID(t), drawBody(t), p.drawAgent(t), p.drawFiles(t)
	var refusal desk.Kind
	switch assignee := p.model.agent(); {
	case p.model.state() == desk.Shut:
		refusal = desk.Closed
	case assignee != uuid.Nil && assignee != agent:
		refusal = desk.Conflict
	}
	want, kind := p.model.write(p.entry(id, desk.Message, p.byAgent(agent), body, files...), p.model.access[agent], refusal)
	got, err := p.WriteReplyWith(context.Background(), p.ID, agent, id, body, files)
	requireWritten(t, want, kind, got, err)
}

func (p *play) Note(t *rapid.T) {
	id, body, agent, files := p.drawID(t), drawBody(t), p.drawAgent(t), p.drawFiles(t)
	want, kind := p.model.write(p.entry(id, desk.Note, p.byAgent(agent), body, files...), p.model.access[agent], "")
	got, err := p.WriteNoteWith(context.Background(), p.ID, agent, id, body, files)
	requireWritten(t, want, kind, got, err)
}

func (p *play) Join(t *rapid.T) {
	id, agent := p.drawID(t), p.drawAgent(t)
	want, kind := p.model.step(p.operation(id, p.byAgent(agent), desk.OperationDetails{Type: desk.OpJoined}),
		p.model.access[agent] && p.model.state() == desk.Waiting)
	got, err := p.chat.Join(context.Background(), p.ID, agent, id)
	requireStep(t, want, kind, got, err)
}

func (p *play) TakeOver(t *rapid.T) {
	id, agent := p.drawID(t), p.drawAgent(t)
	want, kind := p.model.step(p.operation(id, p.byAgent(agent), desk.OperationDetails{Type: desk.OpTookOver}),
		p.model.access[agent] && p.model.state() == desk.Active && p.model.agent() != agent)
	got, err := p.chat.TakeOver(context.Background(), p.ID, agent, id)
	requireStep(t, want, kind, got, err)
}

func (p *play) Reopen(t *rapid.T) {
	id, agent := p.drawID(t), p.drawAgent(t)
	want, kind := p.model.step(p.operation(id, p.byAgent(agent), desk.OperationDetails{Type: desk.OpReopened}),
		p.model.access[agent] && p.model.state() == desk.Shut)
	got, err := p.chat.Reopen(context.Background(), p.ID, agent, id)
	requireStep(t, want, kind, got, err)
}

func (p *play) Close(t *rapid.T) {
	id := p.drawID(t)
	closing := store.Closing{By: rapid.SampledFrom([]desk.ClosedBy{desk.ClosedByAgent, desk.ClosedByCustomer, desk.ClosedBySilence, desk.ClosedByRule}).Draw(t, "by")}
	if rapid.Bool().Draw(t, "on condition") {
		closing.SeenSeq = rapid.Int64Range(1, int64(len(p.model.entries))).Draw(t, "seen")
	}
	author, may := desk.Author{Kind: desk.BySystem}, true
	switch closing.By {
	case desk.ClosedByAgent:
		closing.Agent = p.drawAgent(t)
		author, may = p.byAgent(closing.Agent), p.model.access[closing.Agent]
	case desk.ClosedByCustomer:
		author = p.customer()
	}
	seen := closing.SeenSeq == 0 || p.model.last(isMessageBy(desk.ByCustomer)).Seq <= closing.SeenSeq &&
		(closing.By != desk.ClosedBySilence || p.model.lastReply() <= closing.SeenSeq)
	want, kind := p.model.step(p.operation(id, author, desk.OperationDetails{Type: desk.OpClosed, By: closing.By}),
		may && seen && p.model.state() != desk.Shut)
	got, err := p.CloseTicket(context.Background(), p.ID, closing, id)
	requireStep(t, want, kind, got, err)
}

func (p *play) AnnounceWait(t *rapid.T) {
	id := p.drawID(t)
	want, kind := p.model.step(p.operation(id, desk.Author{Kind: desk.BySystem}, desk.OperationDetails{Type: desk.OpWaitNotice}), p.model.state() == desk.Waiting)
	got, err := p.chat.AnnounceWait(context.Background(), p.ID, id)
	requireStep(t, want, kind, got, err)
}

func (p *play) AnnounceAfterHours(t *rapid.T) {
	id := p.drawID(t)
	want, kind := p.model.step(p.operation(id, desk.Author{Kind: desk.BySystem}, desk.OperationDetails{Type: desk.OpAfterHours, OpensAt: &opening}), p.model.state() == desk.Waiting)
	got, err := p.chat.AnnounceAfterHours(context.Background(), p.ID, id, opening)
	requireStep(t, want, kind, got, err)
}

func (p *play) RemindSilent(t *rapid.T) {
	id := p.drawID(t)
	reply := rapid.Int64Range(0, int64(len(p.model.entries))).Draw(t, "reply")
	last := p.model.last(isMessageBy(desk.ByAgent, desk.ByCustomer))
	if last.Author.Kind == desk.ByAgent && rapid.Bool().Draw(t, "the last reply") {
		reply = last.Seq
	}
	want, kind := p.model.step(p.operation(id, desk.Author{Kind: desk.BySystem}, desk.OperationDetails{Type: desk.OpSilenceReminder}),
		p.model.state() == desk.Active && last.Author.Kind == desk.ByAgent && last.Seq == reply)
	got, err := p.chat.RemindSilent(context.Background(), p.ID, id, reply)
	requireStep(t, want, kind, got, err)
}

// Change changes a property. What a change says beside its value is looked at elsewhere.
func (p *play) Change(t *rapid.T) {
	id, agent := p.drawID(t), p.drawAgent(t)
	assignee := p.drawAgent(t)
	tag := rapid.SampledFrom(p.tags).Draw(t, "tag").ID.String()
	c := rapid.SampledFrom([]desk.Change{
		{Property: desk.PropertyStatus, Value: "open"}, {Property: desk.PropertyStatus, Value: "pending"},
		{Property: desk.PropertyStatus, Value: "consultation"}, {Property: desk.PropertyStatus, Value: "spam"},
		{Property: desk.PropertyPriority, Value: "normal"}, {Property: desk.PropertyPriority, Value: "urgent"},
		{Property: desk.PropertyTagAdded, Value: tag}, {Property: desk.PropertyTagRemoved, Value: tag},
		{Property: desk.PropertyAgent, Value: assignee.String()}, {Property: desk.PropertyAgent},
	}).Draw(t, "change")
	e := p.operation(id, p.byAgent(agent), desk.OperationDetails{Type: desk.OpChanged, Change: &c})
	want, kind := p.model.change(e, assignee)
	got, err := p.ChangeTicket(context.Background(), p.ID, agent, id, c.Property, c.Value)
	require.Equal(t, kind, desk.KindOf(err), "%v", err)
	if kind != "" {
		return
	}
	require.NoError(t, err)
	require.EqualValues(t, len(p.model.entries), got.Ticket.LastSeq)
	p.requireSame(t, want, got.Entries)
}

func (p *play) ChangeAccess(t *rapid.T) {
	agent := p.drawAgent(t)
	change := p.GrantChannel
	if p.model.access[agent] = rapid.Bool().Draw(t, "access"); !p.model.access[agent] {
		change = p.RevokeChannel
	}
	require.NoError(t, change(context.Background(), p.shop.ID, agent))
}

func (p *play) Read(t *rapid.T) {
	name := rapid.SampledFrom([]string{"inbox", "widget"}).Draw(t, "reader")
	p.readers[name].read(t, p.chat, rapid.IntRange(1, 5).Draw(t, "limit"))
}

func (p *play) ReadBack(t *rapid.T) {
	n := int64(len(p.model.entries))
	before, limit := rapid.Int64Range(1, n+3).Draw(t, "before"), rapid.IntRange(1, 5).Draw(t, "limit")
	page, err := p.EntriesBefore(context.Background(), p.ID, before, limit)
	require.NoError(t, err)
	end := min(before-1, n)
	p.requireSame(t, p.model.entries[max(0, end-int64(limit)):end], page.Entries)
}

func (p *play) requireSame(t *rapid.T, want, got []desk.Entry) {
	require.Len(t, got, len(want))
	for i := range want {
		e := got[i]
		e.CreatedAt = time.Time{}
		if e.Operation != nil && e.Operation.OpensAt != nil {
			e.Operation = &desk.OperationDetails{Type: e.Operation.Type, OpensAt: &opening}
		}
		if e.Operation != nil && e.Operation.Change != nil {
			c := e.Operation.Change
			e.Operation = &desk.OperationDetails{Type: e.Operation.Type, Change: &desk.Change{Property: c.Property, Value: c.Value}}
		}
		require.Equal(t, want[i], e)
	}
}

// Check compares the ticket's row and standing with the model after every action.
func (p *play) Check(t *rapid.T) {
	row, want := p.head(t), p.model.head()
	customer, reply := p.model.last(isMessageBy(desk.ByCustomer)), p.model.last(isMessageBy(desk.ByAgent))
	require.Equal(t, customer.Seq > seqOf(reply), row.AwaitingSince != nil)
	require.Equal(t, want.State == desk.Shut, row.ClosedAt != nil)
	want.AwaitingSince, want.ClosedAt, want.LastMessageAt = row.AwaitingSince, row.ClosedAt, row.LastMessageAt
	require.Equal(t, want, row)

	st, err := p.Standing(context.Background(), p.ID)
	require.NoError(t, err)
	var replier uuid.NullUUID
	if want.State == desk.Waiting {
		for _, e := range p.model.entries {
			if e.Seq > want.FreedSeq && isMessageBy(desk.ByAgent)(&e) && p.model.access[e.Author.ID] {
				replier = uuid.NullUUID{UUID: e.Author.ID, Valid: true}
				break
			}
		}
	}
	require.Equal(t, replier, st.Replier)
	require.Equal(t, seqOf(p.model.last(isOp(desk.OpClosed))), st.ClosedSeq)
	if want.State == desk.Waiting {
		waits := (want.Status == "open" || want.Status == "consultation") && (want.FreedSeq == 0 || row.AwaitingSince != nil)
		require.Equal(t, waits, !st.WaitingSince.IsZero())
	}
}

func TestTheJournalDoesWhatAnObviousModelDoes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	tags := h.newTags(t, "VIP", "Reklamacja")
	rapid.Check(t, func(r *rapid.T) {
		n := &house{Store: h.Store, url: h.url, anna: h.anna, piotr: h.piotr, ewa: h.ewa, shop: h.newChannel(r, "Sklep")}
		for _, a := range []desk.Account{h.anna, h.piotr} {
			require.NoError(r, h.GrantChannel(context.Background(), n.shop.ID, a.ID))
		}
		p := &play{chat: n.start(r), tags: tags, readers: map[string]*reader{"inbox": {}, "widget": {}}, model: &model{
			access: map[uuid.UUID]bool{h.anna.ID: true, h.piotr.ID: true},
			names:  map[uuid.UUID]string{h.anna.ID: h.anna.Name, h.piotr.ID: h.piotr.Name, h.ewa.ID: h.ewa.Name},
		}}
		p.ids = append(p.ids, p.EntryID)
		p.model.append(p.entry(p.EntryID, desk.Message, p.customer(), p.Body))
		r.Repeat(map[string]func(*rapid.T){
			"message": p.Message, "reply": p.Reply, "note": p.Note, "upload": p.Upload, "join": p.Join, "take over": p.TakeOver, "reopen": p.Reopen,
			"close": p.Close, "wait notice": p.AnnounceWait, "after hours": p.AnnounceAfterHours, "remind": p.RemindSilent,
			"change": p.Change, "access": p.ChangeAccess, "read": p.Read, "read back": p.ReadBack, "": p.Check,
		})
		p.requireSame(r, p.model.entries, p.journal(r))
		for _, reader := range p.readers {
			for reader.through < int64(len(p.model.entries)) {
				reader.read(r, p.chat, 3)
			}
			p.requireSame(r, p.model.entries, reader.seen)
		}
	})
}
