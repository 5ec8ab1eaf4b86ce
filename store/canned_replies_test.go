package store_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func (h *house) newReply(t require.TestingT, name string, channels ...uuid.UUID) *desk.CannedReply {
	r, err := h.SaveCannedReply(context.Background(), desk.CannedReply{ID: uuid.New(), Name: name, Body: "Treść: " + name, Channels: channels}, 0)
	require.NoError(t, err)
	return r
}

func (h *house) replies(t require.TestingT) (names []string) {
	replies, err := h.CannedReplies(context.Background())
	require.NoError(t, err)
	for _, r := range replies {
		names = append(names, r.Name)
	}
	return names
}

func TestCannedRepliesAreMadeChangedAndDeleted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	none, err := h.CannedReplies(t.Context())
	require.NoError(t, err)
	require.Empty(t, none)
	r := h.newReply(t, "Zwrot", h.shop.ID)
	require.EqualValues(t, 1, r.Version)
	require.False(t, r.UpdatedAt.IsZero())
	require.Equal(t, []uuid.UUID{h.shop.ID}, r.Channels)

	changed := *r
	changed.Body, changed.Channels = "Inna treść", nil
	saved, err := h.SaveCannedReply(t.Context(), changed, 0)
	require.NoError(t, err)
	require.Equal(t, "Inna treść", saved.Body)
	require.Empty(t, saved.Channels)
	require.EqualValues(t, 2, saved.Version)

	again, err := h.SaveCannedReply(t.Context(), changed, 0)
	require.NoError(t, err, "a repeat, whose answer was lost")
	require.Equal(t, saved, again)
	changed.Body = "Z nieaktualnej wersji"
	_, err = h.SaveCannedReply(t.Context(), changed, 0)
	requireKind(t, desk.Conflict, "canned_reply_changed", err)
	_, err = h.SaveCannedReply(t.Context(), desk.CannedReply{ID: r.ID, Name: "Druga o tym id", Body: "x"}, 0)
	requireKind(t, desk.Conflict, "canned_reply_changed", err)
	_, err = h.SaveCannedReply(t.Context(), desk.CannedReply{ID: uuid.New(), Name: "ZWROT", Body: "x"}, 0)
	requireKind(t, desk.Conflict, "name_taken", err)
	_, err = h.SaveCannedReply(t.Context(), desk.CannedReply{ID: uuid.New(), Name: "Obca", Body: "x", Channels: []uuid.UUID{uuid.New()}}, 0)
	requireKind(t, desk.Invalid, "channels", err)

	require.NoError(t, h.DeleteCannedReply(t.Context(), r.ID))
	require.NoError(t, h.DeleteCannedReply(t.Context(), r.ID), "deleting again is no error")
	requireKind(t, desk.NotFound, "canned_reply_not_found", h.DeleteCannedReply(t.Context(), uuid.New()))
	for _, version := range []int64{0, 2} {
		saved.Version = version
		_, err = h.SaveCannedReply(t.Context(), *saved, 0)
		requireKind(t, desk.NotFound, "canned_reply_not_found", err)
	}
	h.newReply(t, "Zwrot")
	require.Equal(t, []string{"Zwrot"}, h.replies(t))
}

func TestAReplyKeepsAChatThatWasDeletedAndIsNotForEveryOneThen(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := h.newReply(t, "Outlet", h.other.ID)
	c := h.startOn(t, h.other)
	require.NoError(t, h.DeleteChannel(t.Context(), h.other.ID))
	r.Body = "Po zamknięciu"
	_, err := h.SaveCannedReply(t.Context(), *r, 0)
	require.NoError(t, err)
	offered, err := h.OfferedReplies(t.Context(), h.start(t).ID, h.anna.ID)
	require.NoError(t, err)
	require.Empty(t, offered.Replies)
	offered, err = h.OfferedReplies(t.Context(), c.ID, h.ewa.ID)
	require.NoError(t, err, "its tickets are answered still")
	require.Len(t, offered.Replies, 1)
}

func TestCannedRepliesAreMovedWithoutANewVersion(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, name := range []string{"A", "B", "C", "D"} {
		h.newReply(t, name)
	}
	all, err := h.CannedReplies(t.Context())
	require.NoError(t, err)
	require.NoError(t, h.DeleteCannedReply(t.Context(), all[1].ID))
	for _, step := range []struct {
		reply, place int
		want         []string
	}{
		{3, 1, []string{"D", "A", "C"}}, {3, 2, []string{"A", "D", "C"}}, {3, 2, []string{"A", "D", "C"}},
		{0, 1000, []string{"D", "C", "A"}}, {2, 1, []string{"C", "D", "A"}},
	} {
		moved, err := h.SaveCannedReply(t.Context(), all[step.reply], step.place)
		require.NoError(t, err)
		require.EqualValues(t, 1, moved.Version)
		require.Equal(t, step.want, h.replies(t))
	}
	first, err := h.SaveCannedReply(t.Context(), desk.CannedReply{ID: uuid.New(), Name: "E", Body: "x"}, 1)
	require.NoError(t, err)
	require.Equal(t, []string{"E", "C", "D", "A"}, h.replies(t))
	h.newReply(t, "F")
	require.Equal(t, []string{"E", "C", "D", "A", "F"}, h.replies(t), "a new one comes last")
	first.Body = "zmieniona"
	_, err = h.SaveCannedReply(t.Context(), *first, 5)
	require.NoError(t, err)
	require.Equal(t, []string{"C", "D", "A", "F", "E"}, h.replies(t), "changed and moved by one save")
}

func TestRepliesThatSeveralSaveAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one := desk.CannedReply{ID: uuid.New(), Name: "Jedna", Body: "x"}
	save := func() error {
		_, err := h.SaveCannedReply(context.Background(), one, 0)
		return err
	}
	require.NoError(t, inParallel(save, save, save, save), "copies of one save")
	require.Equal(t, []string{"Jedna"}, h.replies(t))
	another := func(body string) func() error {
		changed := one
		changed.Version, changed.Body = 1, body
		return func() error {
			_, err := h.SaveCannedReply(context.Background(), changed, 0)
			return err
		}
	}
	requireKind(t, desk.Conflict, "canned_reply_changed", inParallel(another("a"), another("b")))
	replies, err := h.CannedReplies(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 2, replies[0].Version, "one of the two was saved")
}

func TestThereAreSoManyCannedReplies(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, err := h.DB().Exec(`
		INSERT INTO canned_replies (id, name, folded, body, position)
		SELECT gen_random_uuid(), 'n' || i, 'n' || i, 'x', i FROM generate_series(1, $1) i`, desk.MaxCannedReplies-1)
	require.NoError(t, err)
	last := h.newReply(t, "Ostatnia")
	_, err = h.SaveCannedReply(t.Context(), desk.CannedReply{ID: uuid.New(), Name: "Za dużo", Body: "x"}, 0)
	requireKind(t, desk.Invalid, "too_many_replies", err)
	last.Body = "y"
	_, err = h.SaveCannedReply(t.Context(), *last, 1)
	require.NoError(t, err, "those that are there are changed still")
	require.Equal(t, "Ostatnia", h.replies(t)[0])
}

func TestATicketOffersWhatIsForItsChat(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.newReply(t, "Dla wszystkich")
	h.newReply(t, "Dla sklepu", h.shop.ID)
	h.newReply(t, "Dla outletu", h.other.ID)
	h.newReply(t, "Dla obu", h.shop.ID, h.other.ID)
	deleted := h.newReply(t, "Dawna")
	require.NoError(t, h.DeleteCannedReply(t.Context(), deleted.ID))
	for name, c := range map[string]struct {
		chat  *chat
		agent desk.Account
		want  []string
	}{
		"the shop's":   {h.start(t), h.anna, []string{"Dla wszystkich", "Dla sklepu", "Dla obu"}},
		"the outlet's": {h.startOn(t, h.other), h.ewa, []string{"Dla wszystkich", "Dla outletu", "Dla obu"}},
	} {
		offered, err := h.OfferedReplies(t.Context(), c.chat.ID, c.agent.ID)
		require.NoError(t, err)
		var names []string
		for _, r := range offered.Replies {
			names = append(names, r.Name)
		}
		require.Equal(t, c.want, names, name)
		require.Equal(t, c.chat.ID, offered.Ticket.ID)
		require.Equal(t, "Europe/Warsaw", offered.Hours.TimeZone)
	}
	_, err := h.OfferedReplies(t.Context(), h.start(t).ID, h.ewa.ID)
	requireKind(t, desk.NotFound, "ticket_not_found", err)
}

func TestOpenInboxesAreToldOfCannedReplies(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	heard := listen(t, h, store.VocabularyChannel)
	told := notice{store.VocabularyChannel, "canned_replies"}
	r := h.newReply(t, "Zwrot")
	require.Contains(t, heard.sinceLast(), told)
	require.NoError(t, h.DeleteCannedReply(t.Context(), r.ID))
	require.Contains(t, heard.sinceLast(), told, "deleted")
}
