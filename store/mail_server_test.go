package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func aMailServer() *store.MailServer {
	return &store.MailServer{
		MailServer: desk.MailServer{
			Host: "smtp.sklep.example", Port: 587, Security: desk.MailStartTLS, Username: "czat",
			FromAddress: "czat@sklep.example", FromName: "Sklep z kubkami",
		},
		Password: []byte{1, 0, 255},
	}
}

func TestTheMailServerIsKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	none, err := h.MailServer(t.Context())
	require.NoError(t, err)
	require.Equal(t, new(store.MailServer), none)
	has, err := h.HasMailServer(t.Context())
	require.NoError(t, err)
	require.False(t, has)

	m := aMailServer()
	m.Version, err = h.SaveMailServer(t.Context(), m)
	require.NoError(t, err)
	require.EqualValues(t, 1, m.Version)
	read, err := h.MailServer(t.Context())
	require.NoError(t, err)
	require.Equal(t, m, read)
	has, err = h.HasMailServer(t.Context())
	require.NoError(t, err)
	require.True(t, has)

	m.MailServer = desk.MailServer{Host: "localhost", Port: 25, Security: desk.MailClear, FromAddress: "a@b.example"}
	m.Password = nil
	m.Version, err = h.SaveMailServer(t.Context(), m)
	require.NoError(t, err)
	require.EqualValues(t, 2, m.Version)
	read, err = h.MailServer(t.Context())
	require.NoError(t, err)
	require.Equal(t, m, read, "all of it is replaced, the password too")

	for range 2 {
		require.NoError(t, h.DeleteMailServer(t.Context()))
	}
	none, err = h.MailServer(t.Context())
	require.NoError(t, err)
	require.Equal(t, new(store.MailServer), none)
}

func TestTheSecondWhoSetsTheMailServerIsTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	save := func(version int64) error {
		m := aMailServer()
		m.Version = version
		_, err := h.SaveMailServer(t.Context(), m)
		return err
	}
	requireKind(t, desk.Conflict, "mail_server_changed", save(1)) // there is none
	require.NoError(t, save(0))
	requireKind(t, desk.Conflict, "mail_server_changed", save(0))
	require.NoError(t, save(1))
	requireKind(t, desk.Conflict, "mail_server_changed", save(1))
	require.NoError(t, h.DeleteMailServer(t.Context()))
	requireKind(t, desk.Conflict, "mail_server_changed", save(2))
}

func TestOfTwoWhoSetTheMailServerAtOnceOneDoes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for version := range int64(10) {
		saved := make(chan int64, 2)
		try := func() error {
			m := aMailServer()
			m.Version = version
			v, err := h.SaveMailServer(t.Context(), m)
			if err == nil {
				saved <- v
			} else if desk.KindOf(err) != desk.Conflict {
				return err
			}
			return nil
		}
		require.NoError(t, inParallel(try, try))
		require.Len(t, saved, 1)
		require.Equal(t, version+1, <-saved)
	}
}
