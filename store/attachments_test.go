package store_test

import (
	"context"
	"crypto/sha256"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func (c *chat) customer(shut ...uuid.UUID) store.Uploader {
	return store.Uploader{Token: c.Token, Shut: shut}
}

func digestOf(a desk.Attachment) store.FileDigest { return sha256.Sum256([]byte(a.Name)) }

// upload does what the api does for an upload, without the bytes.
func upload(c *chat, by store.Uploader, a desk.Attachment) (*desk.Attachment, error) {
	ctx := context.Background()
	first, err := c.CheckUpload(ctx, c.ID, a.ID, by)
	if err != nil {
		return nil, err
	}
	if first == nil {
		if first, err = c.ClaimFile(ctx, c.ID, a.ID, by); err != nil {
			return nil, err
		}
	}
	if first != nil {
		return first.Same(digestOf(a))
	}
	return c.AddAttachment(ctx, c.ID, by, a, digestOf(a))
}

func newFile(name string) desk.Attachment {
	return desk.Attachment{ID: uuid.New(), Name: name, Type: desk.PNG, Size: 1234, Width: 900, Height: 600, Preview: true}
}

// uploads adds a file to the ticket.
func (c *chat) uploads(t require.TestingT, by store.Uploader, name string) desk.Attachment {
	a := newFile(name)
	got, err := upload(c, by, a)
	require.NoError(t, err)
	require.Equal(t, a, *got)
	return a
}

func (c *chat) unsent(t require.TestingT) (n int) {
	require.NoError(t, c.DB().Get(&n, `SELECT count(*) FROM attachments WHERE ticket_id = $1 AND entry_seq IS NULL`, c.ID))
	return n
}

func TestUploading(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	byCustomer := func(c *chat) store.Uploader { return c.customer() }
	after := func(c *chat) store.Uploader { return c.customer(c.shop.ID) }
	thief := func(c *chat) store.Uploader { return store.Uploader{Token: store.HashVisitorToken("foreign")} }
	by := func(agent func(*house) desk.Account) func(*chat) store.Uploader {
		return func(c *chat) store.Uploader {
			return store.Uploader{Agent: agent(c.house).ID, Shut: []uuid.UUID{c.shop.ID}}
		}
	}
	for name, tt := range map[string]struct {
		in   func(*testing.T, *house) *chat
		by   func(*chat) store.Uploader
		kind desk.Kind
		code string
	}{
		"a customer uploads while waiting":                       {waiting, byCustomer, "", ""},
		"a customer uploads to an agent":                         {annas, byCustomer, "", ""},
		"a customer to whom an agent has come, after hours":      {annas, after, "", ""},
		"a customer to whom an agent has replied, after hours":   {annaReplied, after, "", ""},
		"nobody has come and the chat is closed":                 {waiting, after, desk.Closed, "after_hours"},
		"a closed conversation takes no files":                   {shut, byCustomer, desk.Closed, "closed"},
		"a foreign token finds no ticket":                        {annas, thief, desk.NotFound, "ticket_not_found"},
		"a foreign token doesn't learn that a ticket is closed":  {shut, thief, desk.NotFound, "ticket_not_found"},
		"an agent uploads to a ticket that nobody has":           {waiting, by(anna), "", ""},
		"an agent uploads to another's ticket, for a note":       {annas, by(piotr), "", ""},
		"an agent uploads to a closed ticket, for a note":        {shut, by(anna), "", ""},
		"an agent without access finds no ticket":                {annas, by(ewa), desk.NotFound, "ticket_not_found"},
		"somebody unknown finds no ticket":                       {annas, by(nobody), desk.NotFound, "ticket_not_found"},
		"nobody uploads to a ticket that isn't there":            {unknown, byCustomer, desk.NotFound, "ticket_not_found"},
		"an agent uploads to no ticket that isn't there, either": {unknown, by(anna), desk.NotFound, "ticket_not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := tt.in(t, h)
			a := newFile("a.png")
			first, err := c.CheckUpload(t.Context(), c.ID, a.ID, tt.by(c))
			require.Nil(t, first)
			if tt.kind == "" {
				require.NoError(t, err)
			} else {
				requireKind(t, tt.kind, tt.code, err)
			}
			// Adding checks again: the ticket may have been closed while the bytes came.
			_, err = c.ClaimFile(t.Context(), c.ID, a.ID, tt.by(c))
			require.NoError(t, err)
			got, err := c.AddAttachment(t.Context(), c.ID, tt.by(c), a, digestOf(a))
			if tt.kind != "" {
				requireKind(t, tt.kind, tt.code, err)
				require.Nil(t, got)
				require.Zero(t, c.unsent(t))
				require.NoError(t, c.ReleaseFile(t.Context(), a.ID))
				return
			}
			require.NoError(t, err)
			require.Equal(t, a, *got)
			require.Equal(t, 1, c.unsent(t))
		})
	}
}

func TestARepeatedUploadReturnsTheFirst(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, other := h.start(t), h.start(t)
	by, a := c.customer(), newFile("a.png")
	again := func(c *chat, by store.Uploader, a desk.Attachment) error {
		got, err := upload(c, by, a)
		if err == nil {
			require.Equal(t, a, *got)
		}
		return err
	}
	require.NoError(t, again(c, by, a))
	require.NoError(t, again(c, by, a))
	changed := a
	changed.Name = "b.png" // and so, here, its digest
	requireKind(t, desk.Conflict, "file_id_reused", again(c, by, changed))
	requireKind(t, desk.Conflict, "file_id_reused", again(c, store.Uploader{Agent: h.anna.ID}, a))
	requireKind(t, desk.Conflict, "file_id_reused", again(other, other.customer(), a))
	_, err := other.ClaimFile(t.Context(), other.ID, a.ID, other.customer())
	requireKind(t, desk.Conflict, "file_id_reused", err)
	require.Equal(t, 1, c.unsent(t))

	_, err = c.WriteMessageWith(t.Context(), c.ID, c.Token, uuid.New(), "", []uuid.UUID{a.ID})
	require.NoError(t, err)
	c.closed(t)
	require.NoError(t, again(c, by, a), "also when it was sent and the ticket is closed")
	require.Zero(t, discarded(t, h))
}

func TestOneTryAtATimeSavesUnderAnID(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, id := h.start(t), uuid.New()
	claim := func() error {
		first, err := c.ClaimFile(context.Background(), c.ID, id, c.customer())
		require.Nil(t, first)
		return err
	}
	var mu sync.Mutex
	refused := 0
	try := func() error {
		err := claim()
		if desk.CodeOf(err) == "upload_under_way" {
			mu.Lock()
			defer mu.Unlock()
			refused++
			return nil
		}
		return err
	}
	require.NoError(t, inParallel(try, try, try, try))
	require.Equal(t, 3, refused)

	_, err := h.DB().Exec(`UPDATE discarded_files SET discarded_at = now() - interval '3 minutes'`)
	require.NoError(t, err)
	require.NoError(t, claim(), "whoever had it has died")
	require.NoError(t, c.ReleaseFile(t.Context(), id))
	require.NoError(t, claim())

	_, err = h.DB().Exec(`DELETE FROM discarded_files`) // swept: the bytes are gone
	require.NoError(t, err)
	a := newFile("a.png")
	a.ID = id
	_, err = c.AddAttachment(t.Context(), c.ID, c.customer(), a, digestOf(a))
	requireKind(t, desk.Unavailable, "upload_too_slow", err)
	require.Zero(t, c.unsent(t))
}

func TestAWriterHasTwentyUnsentFilesInATicket(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	var mu sync.Mutex
	var added []uuid.UUID
	var do []func() error
	for range 25 { // at once: they are counted one after another
		do = append(do, func() error {
			a, err := upload(c, c.customer(), newFile("a.png"))
			if desk.CodeOf(err) == "too_many_files" {
				return nil
			}
			if err == nil {
				mu.Lock()
				defer mu.Unlock()
				added = append(added, a.ID)
			}
			return err
		})
	}
	require.NoError(t, inParallel(do...))
	require.Len(t, added, 20)
	require.Equal(t, 20, c.unsent(t))
	_, err := c.CheckUpload(t.Context(), c.ID, uuid.New(), c.customer())
	requireKind(t, desk.TooMany, "too_many_files", err)
	first, err := c.CheckUpload(t.Context(), c.ID, added[0], c.customer())
	require.NoError(t, err)
	require.Equal(t, added[0], first.ID, "a repeat is none more")

	c.uploads(t, store.Uploader{Agent: h.anna.ID}, "anna.png")
	other := h.start(t)
	other.uploads(t, other.customer(), "inna rozmowa.png")
	_, err = c.WriteMessageWith(t.Context(), c.ID, c.Token, uuid.New(), "", added[:1])
	require.NoError(t, err)
	c.uploads(t, c.customer(), "następny.png")
}

func TestWritingWithFiles(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	agent := func(a func(*house) desk.Account) func(*chat) store.Uploader {
		return func(c *chat) store.Uploader { return store.Uploader{Agent: a(c.house).ID} }
	}
	type writingWith func(c *chat, id uuid.UUID, body string, files []uuid.UUID) (*desk.Entry, error)
	message := func(c *chat, id uuid.UUID, body string, files []uuid.UUID) (*desk.Entry, error) {
		return c.WriteMessageWith(context.Background(), c.ID, c.Token, id, body, files)
	}
	reply := func(c *chat, id uuid.UUID, body string, files []uuid.UUID) (*desk.Entry, error) {
		return c.WriteReplyWith(context.Background(), c.ID, c.anna.ID, id, body, files)
	}
	note := func(c *chat, id uuid.UUID, body string, files []uuid.UUID) (*desk.Entry, error) {
		return c.WriteNoteWith(context.Background(), c.ID, c.anna.ID, id, body, files)
	}
	for name, tt := range map[string]struct {
		by      func(*chat) store.Uploader
		write   writingWith
		preview bool
	}{
		"a message": {func(c *chat) store.Uploader { return c.customer() }, message, true},
		"a reply":   {agent(anna), reply, true},
		"a note":    {agent(anna), note, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, id := h.start(t), uuid.New()
			one, two := c.uploads(t, tt.by(c), "jeden.png"), c.uploads(t, tt.by(c), "dwa.png")
			before := c.head(t)
			e, err := tt.write(c, id, "", []uuid.UUID{two.ID, one.ID})
			require.NoError(t, err)
			require.Equal(t, []desk.Attachment{two, one}, e.Attachments, "in the order of the message")
			entries := inZoneOf(e, c.journal(t))
			require.Equal(t, *e, entries[1])
			require.Equal(t, before.LastSeq+1, c.head(t).LastSeq)
			if tt.preview {
				require.Equal(t, "📎 dwa.png +1", c.head(t).Preview)
				require.Equal(t, e.Seq, c.head(t).WakeSeq, "the conversation's workflow hears of it")
			}
			page, err := c.EntriesBefore(t.Context(), c.ID, 3, 1)
			require.NoError(t, err)
			require.Equal(t, e.Attachments, page.Entries[0].Attachments)
			require.Zero(t, c.unsent(t))

			again, err := tt.write(c, id, "", []uuid.UUID{two.ID, one.ID})
			require.NoError(t, err)
			require.Equal(t, *e, inZoneOf(e, []desk.Entry{*again})[0], "a repeat returns the first")
			for why, files := range map[string][]uuid.UUID{"other order": {one.ID, two.ID}, "one file less": {two.ID}, "no files": nil} {
				_, err = tt.write(c, id, "", files)
				requireKind(t, desk.Conflict, "entry_id_reused", err)
				require.Len(t, c.journal(t), 2, why)
			}
			_, err = tt.write(c, id, "inny tekst", []uuid.UUID{two.ID, one.ID})
			requireKind(t, desk.Conflict, "entry_id_reused", err)

			three, elsewhere := c.uploads(t, tt.by(c), "trzy.png"), h.start(t)
			others := c.uploads(t, agent(piotr)(c), "cudzy.png")
			if by := tt.by(c); by.Agent != uuid.Nil {
				others = c.uploads(t, c.customer(), "cudzy.png")
			}
			far := elsewhere.uploads(t, tt.by(elsewhere), "gdzie indziej.png")
			for why, files := range map[string][]uuid.UUID{
				"that was sent already": {one.ID}, "of another writer": {three.ID, others.ID}, "of another ticket": {far.ID},
				"that isn't there": {uuid.New(), three.ID}, "twice": {three.ID, three.ID},
			} {
				_, err = tt.write(c, uuid.New(), "a", files)
				requireKind(t, desk.Invalid, "attachment_unknown", err)
				require.Len(t, c.journal(t), 2, "a file %s", why)
			}
			e, err = tt.write(c, uuid.New(), "z tekstem", []uuid.UUID{three.ID})
			require.NoError(t, err)
			require.EqualValues(t, 3, e.Seq)
			if tt.preview {
				require.Equal(t, "z tekstem", c.head(t).Preview)
			}
		})
	}
}

func TestFilesAreRefusedWithTheirMessage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	t.Run("a closed ticket takes the note, not the reply", func(t *testing.T) {
		t.Parallel()
		c := h.joined(t, h.anna)
		a := c.uploads(t, store.Uploader{Agent: h.anna.ID}, "a.png")
		c.closed(t)
		_, err := c.WriteReplyWith(t.Context(), c.ID, h.anna.ID, uuid.New(), "", []uuid.UUID{a.ID})
		requireKind(t, desk.Closed, "closed", err)
		_, err = c.WriteReplyWith(t.Context(), c.ID, h.anna.ID, uuid.New(), "", []uuid.UUID{uuid.New()})
		requireKind(t, desk.Closed, "closed", err)
		require.Equal(t, 1, c.unsent(t))
		_, err = c.WriteNoteWith(t.Context(), c.ID, h.anna.ID, uuid.New(), "", []uuid.UUID{a.ID})
		require.NoError(t, err)
	})
	t.Run("a customer after hours is", func(t *testing.T) {
		t.Parallel()
		c := h.start(t)
		a := c.uploads(t, c.customer(), "a.png")
		_, err := c.WriteMessageWith(t.Context(), c.ID, c.Token, uuid.New(), "", []uuid.UUID{a.ID}, h.shop.ID)
		requireKind(t, desk.Closed, "after_hours", err)
		require.Equal(t, 1, c.unsent(t))
		_, err = c.WriteMessageWith(t.Context(), c.ID, c.Token, uuid.New(), "", []uuid.UUID{a.ID}, h.other.ID)
		require.NoError(t, err)
	})
	t.Run("whoever doesn't hold the ticket is", func(t *testing.T) {
		t.Parallel()
		c := h.joined(t, h.anna)
		a := c.uploads(t, c.customer(), "a.png")
		_, err := c.WriteMessageWith(t.Context(), c.ID, store.HashVisitorToken("foreign"), uuid.New(), "", []uuid.UUID{a.ID})
		requireKind(t, desk.NotFound, "conversation_not_found", err)
		_, err = c.WriteReplyWith(t.Context(), c.ID, h.ewa.ID, uuid.New(), "", []uuid.UUID{a.ID})
		requireKind(t, desk.NotFound, "ticket_not_found", err)
		_, err = c.WriteReplyWith(t.Context(), c.ID, h.piotr.ID, uuid.New(), "", []uuid.UUID{a.ID})
		requireKind(t, desk.Conflict, "assigned_to_other", err)
		_, err = c.WriteNoteWith(t.Context(), c.ID, h.ewa.ID, uuid.New(), "", []uuid.UUID{a.ID})
		requireKind(t, desk.NotFound, "ticket_not_found", err)
		require.Equal(t, 1, c.unsent(t))
	})
}

func TestAFileIsShownByOneEntryWhateverRaces(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	for round := range 15 {
		a, b := c.uploads(t, c.customer(), "a.png"), c.uploads(t, c.customer(), "b.png")
		var mu sync.Mutex
		seqs := map[int64]int{}
		send := func(id uuid.UUID, files ...uuid.UUID) func() error {
			return func() error {
				e, err := c.WriteMessageWith(context.Background(), c.ID, c.Token, id, "", files)
				if desk.CodeOf(err) == "attachment_unknown" {
					return nil
				}
				if err == nil {
					mu.Lock()
					defer mu.Unlock()
					seqs[e.Seq]++
				}
				return err
			}
		}
		one, two, three := uuid.New(), uuid.New(), uuid.New()
		dropping := func() error { // a file that is being sent isn't dropped beside it
			_, err := c.DropUnsentFiles(context.Background(), time.Hour, 10)
			return err
		}
		plain := func() error { _, err := message(c, uuid.New(), "w tym czasie"); return err }
		require.NoError(t, inParallel(send(one, a.ID, b.ID), send(one, a.ID, b.ID), send(two, b.ID, a.ID), send(three, a.ID), dropping, plain))
		require.NotEmpty(t, seqs)
		shown := map[uuid.UUID]int{}
		for _, e := range c.journal(t) {
			for _, f := range e.Attachments {
				shown[f.ID]++
			}
		}
		require.Equal(t, 1, shown[a.ID], "round %d", round)
		require.LessOrEqual(t, shown[b.ID], 1)
	}
}

func TestFilesAreForThoseWhoMayReadTheirEntry(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, other := h.joined(t, h.anna), h.start(t)
	byAnna := store.Uploader{Agent: h.anna.ID}
	draft, sent := c.uploads(t, c.customer(), "szkic.png"), c.uploads(t, c.customer(), "wysłany.png")
	annasDraft, reply, note := c.uploads(t, byAnna, "szkic.png"), c.uploads(t, byAnna, "odpowiedź.png"), c.uploads(t, byAnna, "notatka.png")
	_, err := c.WriteMessageWith(t.Context(), c.ID, c.Token, uuid.New(), "", []uuid.UUID{sent.ID})
	require.NoError(t, err)
	_, err = c.WriteReplyWith(t.Context(), c.ID, h.anna.ID, uuid.New(), "", []uuid.UUID{reply.ID})
	require.NoError(t, err)
	_, err = c.WriteNoteWith(t.Context(), c.ID, h.anna.ID, uuid.New(), "", []uuid.UUID{note.ID})
	require.NoError(t, err)

	reads := map[string]func(ticket, id uuid.UUID) (*desk.Attachment, error){
		"customer": func(ticket, id uuid.UUID) (*desk.Attachment, error) {
			return c.AttachmentForVisitor(t.Context(), ticket, c.Token, id)
		},
		"thief": func(ticket, id uuid.UUID) (*desk.Attachment, error) {
			return c.AttachmentForVisitor(t.Context(), ticket, other.Token, id)
		},
		"anna": func(ticket, id uuid.UUID) (*desk.Attachment, error) {
			return c.AttachmentForAgent(t.Context(), ticket, h.anna.ID, id)
		},
		"piotr": func(ticket, id uuid.UUID) (*desk.Attachment, error) {
			return c.AttachmentForAgent(t.Context(), ticket, h.piotr.ID, id)
		},
		"ewa": func(ticket, id uuid.UUID) (*desk.Attachment, error) {
			return c.AttachmentForAgent(t.Context(), ticket, h.ewa.ID, id)
		},
	}
	for reader, may := range map[string]map[uuid.UUID]bool{
		"customer": {draft.ID: true, sent.ID: true, annasDraft.ID: false, reply.ID: true, note.ID: false},
		"thief":    {draft.ID: false, sent.ID: false, annasDraft.ID: false, reply.ID: false, note.ID: false},
		"anna":     {draft.ID: false, sent.ID: true, annasDraft.ID: true, reply.ID: true, note.ID: true},
		"piotr":    {draft.ID: false, sent.ID: true, annasDraft.ID: false, reply.ID: true, note.ID: true},
		"ewa":      {draft.ID: false, sent.ID: false, annasDraft.ID: false, reply.ID: false, note.ID: false},
	} {
		for id, may := range may {
			a, err := reads[reader](c.ID, id)
			if may {
				require.NoError(t, err, reader)
				require.Equal(t, id, a.ID)
				require.Equal(t, []any{desk.PNG, int64(1234), 900, 600, true}, []any{a.Type, a.Size, a.Width, a.Height, a.Preview})
			} else {
				code := "attachment_not_found"
				if reader == "thief" || reader == "ewa" {
					code = "ticket_not_found"
				}
				requireKind(t, desk.NotFound, code, err)
				require.Nil(t, a)
			}
			_, err = reads[reader](other.ID, id)
			require.Equal(t, desk.NotFound, desk.KindOf(err), "by another ticket's address")
		}
	}
}
