package api_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/store"
)

// FuzzCursor: a cursor is one that Postgres can compare with, or it is refused.
func FuzzCursor(f *testing.F) {
	f.Add(api.FormatCursor(store.Cursor{Sort: desk.SortRecent, At: time.UnixMicro(1_700_000_000_000_000), ID: uuid.New()}))
	f.Add(api.FormatCursor(store.Cursor{Sort: desk.SortRecent, At: time.UnixMicro(-1), ID: uuid.Nil}))
	f.Add("")
	f.Add("LTEu")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := api.ParseCursor(text)
		if err != nil {
			require.Equal(t, desk.Invalid, desk.KindOf(err))
			require.Zero(t, c)
			return
		}
		require.False(t, c.At.Before(time.UnixMicro(0)))
		require.Less(t, c.At.UTC().Year(), 10_000)
		again, err := api.ParseCursor(api.FormatCursor(c))
		require.NoError(t, err)
		require.Equal(t, c.ID, again.ID)
		require.True(t, c.At.Equal(again.At))
	})
}

// FuzzNewConversation: what comes through can be stored, or it is refused.
func FuzzNewConversation(f *testing.F) {
	token := strings.Repeat("a", 43)
	f.Add([]byte(`{"id":"0190a7a4-5a3e-7b7e-8b1e-3d2f1a0b9c8d","token":"`+token+`","entryId":"0190a7a4-5a3e-7b7e-8b1e-3d2f1a0b9c8e","body":"x","locale":"pl"}`), true)
	f.Add([]byte(`{"id":"0190a7a4-5a3e-7b7e-8b1e-3d2f1a0b9c8d","token":"`+token+`","entryId":"0190a7a4-5a3e-7b7e-8b1e-3d2f1a0b9c8e","body":"\ud800","locale":"en","name":"a\u0000","email":"a@b.c","subject":" ","pageUrl":"\u2028"}`), false)
	f.Add([]byte(`null`), true)
	f.Fuzz(func(t *testing.T, body []byte, form bool) {
		var in contract.NewConversation
		if json.Unmarshal(body, &in) != nil {
			return
		}
		channel := &desk.Channel{Key: "klucz", Settings: desk.DefaultChannelSettings()}
		channel.Settings.Form = form
		n, err := api.NewTicket(channel, &in)
		if err != nil {
			require.Equal(t, desk.Invalid, desk.KindOf(err))
			return
		}
		require.NotEqual(t, uuid.Nil, n.ID)
		require.NotEqual(t, uuid.Nil, n.EntryID)
		require.NotEmpty(t, n.Body)
		require.Contains(t, []string{"pl", "en"}, n.Locale)
		for _, text := range []string{n.Body, n.Requester.Name, n.Requester.Email, n.Subject, n.PageURL} {
			require.True(t, utf8.ValidString(text))
			require.NotContains(t, text, "\x00")
		}
		if form {
			require.NotEmpty(t, n.Requester.Name)
			require.NotEmpty(t, n.Requester.Email)
			require.NotEmpty(t, n.Subject)
		}
	})
}

// FuzzFrameAncestors: whatever a shop's address is, it stays one source of the policy.
func FuzzFrameAncestors(f *testing.F) {
	f.Add("https://shop.example/x")
	f.Add("https://żółw.example")
	f.Add("https://a;b")
	f.Add("https://[::1]:80")
	f.Fuzz(func(t *testing.T, address string) {
		sources := api.FrameAncestors(&desk.Channel{ShopURL: address})
		require.Len(t, sources, 1)
		if sources[0] == "'none'" {
			return
		}
		require.True(t, strings.HasPrefix(sources[0], "http"))
		for _, r := range sources[0] {
			require.True(t, r > ' ' && r < 0x7f && !strings.ContainsRune(`;,'"`, r), "%q", sources[0])
		}
	})
}

func TestAddressesOfOneCallerAreOneKey(t *testing.T) {
	for address, key := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "::ffff:192.0.2.1", "2001:db8:1:2:3::4": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "": "", "nonsense": "nonsense",
	} {
		require.Equal(t, key, api.AddressKey(address))
	}
}
