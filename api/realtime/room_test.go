package realtime

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

// stubStore answers with what a test gives it.
type stubStore struct {
	Store
	pages   func() (map[uuid.UUID][]desk.Entry, error)
	lastSeq func() (int64, error)
}

func (s *stubStore) Pages(context.Context, []uuid.UUID, []int64, int) (map[uuid.UUID][]desk.Entry, error) {
	return s.pages()
}

func (s *stubStore) LastSeq(context.Context, uuid.UUID) (int64, error) { return s.lastSeq() }

func newStubbed(t *testing.T, s *stubStore) *Hub {
	t.Helper()
	h := New(s, nil, slog.New(slog.DiscardHandler))
	t.Cleanup(h.closeSockets)
	return h
}

func newMember(h *Hub) *member { return &member{hub: h, rooms: map[uuid.UUID]*room{}} }

func TestARoomThatIsJustBeingOpenedSurvivesAFailedRead(t *testing.T) {
	away := errors.New("the database is away")
	h := newStubbed(t, &stubStore{pages: func() (map[uuid.UUID][]desk.Entry, error) { return nil, away }})
	opening, open := &room{ticket: uuid.New()}, &room{ticket: uuid.New(), loaded: true}
	rooms := []*room{opening, open}
	require.ErrorIs(t, h.pushRooms(t.Context(), rooms), away)
	require.Equal(t, []*room{opening, open}, rooms, "they are read again")
	require.True(t, opening.missed)
}

func TestWhoPushesDoesNotWaitForWhoJoins(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	h := newStubbed(t, &stubStore{
		lastSeq: func() (int64, error) { close(asked); <-answer; return 7, nil },
		pages:   func() (map[uuid.UUID][]desk.Entry, error) { return nil, nil },
	})
	m, ticket := newMember(h), uuid.New()
	joined := make(chan error)
	go func() { joined <- h.watch(t.Context(), m, ticket) }()
	<-asked
	h.mark(ticket, 8)
	require.NoError(t, h.pushRooms(t.Context(), h.takeDirty()))

	t.Run("and who loses access while joining does not join", func(t *testing.T) {
		r := h.rooms[ticket]
		h.unwatch(m, ticket)
		close(answer)
		require.NoError(t, <-joined)
		require.Empty(t, r.members)
		require.Empty(t, h.rooms)
	})
}

func TestNoChangeOfAccessIsForgotten(t *testing.T) {
	h := newStubbed(t, &stubStore{})
	for range 1000 {
		h.suspect(uuid.New())
	}
	require.Len(t, h.suspects, 1000)
	require.Len(t, h.recheck, 1)
}

// FuzzAgentFrames: whatever an agent's client sends, a frame is a command or nothing.
func FuzzAgentFrames(f *testing.F) {
	f.Add([]byte(`{"type":"watch","ticket":"0190a7a4-5a3e-7b7e-8b1e-3d2f1a0b9c8d"}`))
	f.Add([]byte(`{"type":"unwatch"}`))
	f.Add([]byte("\xff"))
	f.Add([]byte(`{"type":{},"ticket":[[[[`))
	f.Fuzz(func(t *testing.T, frame []byte) {
		c, ok := parseCommand(frame)
		if !ok {
			require.Equal(t, command{}, c)
			return
		}
		require.Contains(t, []string{"watch", "unwatch"}, c.Type)
	})
}
