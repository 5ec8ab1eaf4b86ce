package automation_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/automation"
	"rozmowa/rules"
	"rozmowa/secrets"
)

func TestWhichAddressesArePublic(t *testing.T) {
	for address, want := range map[string]bool{
		"8.8.8.8": true, "193.0.0.1": true, "2a00:1450:4001:82a::200e": true, "::ffff:8.8.8.8": true,
		"127.0.0.1": false, "127.1.2.3": false, "0.0.0.0": false, "0.1.2.3": false, "10.0.0.1": false, "172.16.0.1": false, "192.168.1.1": false,
		"169.254.169.254": false, "100.64.0.1": false, "192.0.0.1": false, "198.18.0.1": false, "224.0.0.1": false, "255.255.255.255": false,
		"240.0.0.1": false, "::": false, "::1": false, "fe80::1": false, "fe80::1%eth0": false, "fc00::1": false, "fd12::1": false, "ff02::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::ffff:169.254.169.254": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false,
		"2001:db8::1": false, "fec0::1": false,
	} {
		require.Equal(t, want, automation.Public(netip.MustParseAddr(address)), address)
	}
}

// hooked is a house whose one rule calls a receiver.
func hooked(t *testing.T, private bool, address string, receive http.HandlerFunc) (c *chat, action uuid.UUID) {
	box, err := secrets.Parse(secrets.NewKey())
	require.NoError(t, err)
	h := newHouseWith(t, automation.Options{Secrets: box, PrivateWebhooks: private})
	if address == "" {
		receiver := httptest.NewServer(receive)
		t.Cleanup(receiver.Close)
		address = receiver.URL + "/hook"
	}
	sealed, err := box.Seal(rules.WebhookSecretPlace, "tajne")
	require.NoError(t, err)
	h.rule("webhook", onMessage, []rules.Action{{Kind: rules.Webhook, URL: address, Secret: sealed}}, nil)
	c = h.start("Moje hasło to 1234")
	return c, c.look()[0].Actions[0].ID
}

func (c *chat) try(action uuid.UUID, since time.Time) *rules.Acted {
	c.t.Helper()
	acted, err := c.Act(c.t.Context(), rules.Act{Ticket: c.id, Action: action, Since: since, Wake: true})
	require.NoError(c.t, err)
	return acted
}

func (c *chat) whyNot() string {
	runs, err := c.TicketRuleRuns(c.t.Context(), c.id, c.anna.ID)
	require.NoError(c.t, err)
	return runs[0].Actions[0].Error
}

func TestAWebhookIsSignedAndTellsIDsAlone(t *testing.T) {
	t.Parallel()
	var body []byte
	var header http.Header
	calls := 0
	c, action := hooked(t, true, "", func(w http.ResponseWriter, r *http.Request) {
		calls++
		body, _ = io.ReadAll(r.Body)
		header = r.Header
		_, _ = io.WriteString(w, strings.Repeat("x", 1<<20)) // nobody reads so much
	})
	require.Equal(t, rules.ActionDone, c.try(action, time.Now()).State)
	require.Equal(t, rules.ActionDone, c.try(action, time.Now()).State)
	require.Equal(t, 1, calls)

	var told automation.WebhookBody
	require.NoError(t, json.Unmarshal(body, &told))
	require.Equal(t, []any{action, rules.CustomerMessage, c.id, int64(1)}, []any{told.Delivery, told.Event, told.Ticket.ID, told.Entry})
	require.Positive(t, told.Ticket.Number)
	for _, person := range []string{"hasło", "Jan", "Kos", "Klient"} {
		require.NotContains(t, string(body), person)
	}
	signature := header.Get(automation.SignatureHeader)
	sent, _, found := strings.Cut(strings.TrimPrefix(signature, "t="), ",")
	require.True(t, found)
	at, err := strconv.ParseInt(sent, 10, 64)
	require.NoError(t, err)
	require.WithinDuration(t, time.Now(), time.Unix(at, 0), time.Minute)
	require.Equal(t, automation.Sign("tajne", body, time.Unix(at, 0)), signature)
	require.NotEqual(t, automation.Sign("inne", body, time.Unix(at, 0)), signature)
	require.Equal(t, action.String(), header.Get(automation.DeliveryHeader))
}

func TestAWebhookIsTriedForADay(t *testing.T) {
	t.Parallel()
	status := http.StatusInternalServerError
	c, action := hooked(t, true, "", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
	for _, pause := range []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second} {
		began := time.Now()
		acted := c.try(action, began)
		require.Equal(t, rules.ActionRetrying, acted.State)
		require.WithinRange(t, acted.NextTryAt, began.Add(pause), time.Now().Add(pause))
	}
	require.Equal(t, "http_500", c.whyNot())
	require.Equal(t, rules.ActionFailed, c.try(action, time.Now().Add(-24*time.Hour)).State)
	status = http.StatusNoContent
	require.Equal(t, rules.ActionDone, c.try(action, time.Now()).State, "somebody wants it tried again")
	require.Empty(t, c.whyNot())
}

func TestWhereAWebhookIsNotTaken(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		private bool
		address string
		receive http.HandlerFunc
		state   rules.ActionState
		code    string
	}{
		"this machine":                   {false, "", func(http.ResponseWriter, *http.Request) {}, rules.ActionFailed, "private_address"},
		"this machine, by name":          {false, "http://localhost:1/", nil, rules.ActionFailed, "private_address"},
		"this machine, as IPv6":          {false, "http://[::1]:1/", nil, rules.ActionFailed, "private_address"},
		"this machine, as mapped":        {false, "http://[::ffff:127.0.0.1]:1/", nil, rules.ActionFailed, "private_address"},
		"a cloud's own":                  {false, "http://169.254.169.254/latest", nil, rules.ActionFailed, "private_address"},
		"somewhere else, by redirection": {true, "", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/x", http.StatusFound) }, rules.ActionFailed, "redirect"},
		"where nobody listens":           {true, "http://127.0.0.1:1/", nil, rules.ActionRetrying, "unreachable"},
		"where nobody has been":          {true, "", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }, rules.ActionFailed, "http_410"},
		"where it hangs up": {true, "", func(w http.ResponseWriter, _ *http.Request) {
			panic(http.ErrAbortHandler)
		}, rules.ActionRetrying, "unreachable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, action := hooked(t, tt.private, tt.address, tt.receive)
			require.Equal(t, tt.state, c.try(action, time.Now()).State)
			require.Equal(t, tt.code, c.whyNot())
		})
	}
}
