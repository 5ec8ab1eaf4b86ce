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
	"rozmowa/rules"
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

// FuzzTrialCursor: a trial goes on where a cursor says, or it is refused.
func FuzzTrialCursor(f *testing.F) {
	f.Add(api.FormatTrialCursor(7, store.Cursor{Sort: desk.SortRecent, At: time.UnixMicro(1_700_000_000_000_000), ID: uuid.New()}))
	f.Add("1.")
	f.Add("-1.LTEu")
	f.Fuzz(func(t *testing.T, text string) {
		looked, c, err := api.ParseTrialCursor(text)
		if err != nil {
			require.Equal(t, desk.Invalid, desk.KindOf(err))
			return
		}
		again, cursor, err := api.ParseTrialCursor(api.FormatTrialCursor(looked, c))
		require.NoError(t, err)
		require.Equal(t, looked, again)
		require.True(t, c.At.Equal(cursor.At))
		require.Equal(t, c.ID, cursor.ID)
	})
}

// FuzzConditionParts: rows become a condition that compiles and comes back as the same rows, or they are refused.
func FuzzConditionParts(f *testing.F) {
	f.Add([]byte(`{"join":"and","items":[{"kind":"channel","operator":"one_of","values":["Sklep"]},{"join":"or","items":[{"kind":"hour","operator":"between","values":["09:00","17:30"]},{"kind":"subject","operator":"contains","values":["\"\u0000"]}]}]}`))
	f.Add([]byte(`{"join":"or","items":[{"join":"or","items":[]}]}`))
	f.Add([]byte(`{"join":"xor","items":null}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var in contract.ConditionGroup
		if json.Unmarshal(body, &in) != nil {
			return
		}
		parts, err := api.PartsFrom(&in)
		var source string
		if err == nil {
			source, err = parts.Source()
		}
		if err != nil {
			require.Equal(t, desk.Invalid, desk.KindOf(err))
			return
		}
		if compiled, _ := rules.Compile(source); compiled == nil {
			return // too long, or too much of it
		}
		read, ok := rules.ToParts(source)
		require.True(t, ok, source)
		again, err := api.PartsFrom(api.PartsOf(read))
		require.NoError(t, err)
		text, err := again.Source()
		require.NoError(t, err)
		require.Equal(t, source, text)
	})
}

// FuzzRuleSettings: what an admin wrote comes out clean, and cleaning it again changes nothing.
func FuzzRuleSettings(f *testing.F) {
	f.Add([]byte(`{"name":" a  b","condition":"true","triggers":[{"event":"waiting","after":60}],"often":"every_time","actions":[{"kind":"webhook","url":"https://a.example/%zz#x"},{"kind":"note","text":"{hours}"}]}`))
	f.Add([]byte(`{"name":"x","often":"once_per_period","period":60,"actions":[{"kind":"autoresponder","texts":{"pl":"a\r\nb"}},{"kind":"tag_added","value":"0190A7A4-5a3e-7b7e-8b1e-3d2f1a0b9c8d"}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var settings rules.Settings
		if json.Unmarshal(body, &settings) != nil {
			return
		}
		if err := settings.Clean(); err != nil {
			require.Equal(t, desk.Invalid, desk.KindOf(err))
			return
		}
		once, err := json.Marshal(settings)
		require.NoError(t, err)
		require.NotContains(t, string(once), `\u0000`, "Postgres keeps no such character")
		require.NoError(t, settings.Clean())
		twice, err := json.Marshal(settings)
		require.NoError(t, err)
		require.Equal(t, string(once), string(twice))
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
