package api_test

import (
	"database/sql"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/mail"
	"rozmowa/mail/mailtest"
	"rozmowa/secrets"
	"rozmowa/store"
)

const mailSettings = "/api/v1/settings/mail"

// mailNode is a node of its own whose admin sets the mail server.
type mailNode struct {
	*apitest.Company
	url   string
	admin *apitest.Caller
	log   *safeLog
}

// safeLog is a log that several write to.
type safeLog struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *safeLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *safeLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newMailNode(t *testing.T, o api.Options) *mailNode {
	t.Helper()
	n := &mailNode{url: servers.NewDatabase(t), log: new(safeLog)}
	o.Log, o.Limits = slog.New(slog.NewTextHandler(n.log, &slog.HandlerOptions{Level: slog.LevelDebug})), apitest.NoLimits
	n.Company = apitest.NewCompany(t, apitest.Start(t, apitest.OpenStore(t, n.url), apitest.NoEngine(t), o))
	n.admin = n.As(t, apitest.NewAgent(t, n.Store, "Ada Admin", desk.Admin))
	return n
}

func aBox(t *testing.T) *secrets.Box {
	t.Helper()
	b, err := secrets.Parse(secrets.NewKey())
	require.NoError(t, err)
	return b
}

// mailDraft is what an admin may send to begin with.
func mailDraft(change apitest.M) apitest.M {
	d := apitest.M{
		"version": 0, "host": "smtp.sklep.example", "port": 587, "security": "starttls", "username": "czat",
		"password": "tajne hasło", "fromAddress": "czat@sklep.example", "fromName": "Sklep z kubkami",
	}
	maps.Copy(d, change)
	maps.DeleteFunc(d, func(_ string, v any) bool { return v == nil })
	return d
}

func (n *mailNode) save(t *testing.T, draft apitest.M) contract.MailServer {
	t.Helper()
	var saved contract.MailServer
	n.admin.Do(t, http.MethodPut, mailSettings, draft).Into(t, http.StatusOK, &saved)
	return saved
}

// stored is the password as the database has it.
func (n *mailNode) stored(t *testing.T) []byte {
	t.Helper()
	db, err := sql.Open("postgres", n.url)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	var sealed []byte
	require.NoError(t, db.QueryRowContext(t.Context(), `SELECT password FROM mail_server`).Scan(&sealed))
	return sealed
}

func TestAnAdminSetsAndRemovesTheMailServer(t *testing.T) {
	t.Parallel()
	box := aBox(t)
	n := newMailNode(t, api.Options{Secrets: box})
	answer := n.admin.Do(t, http.MethodGet, mailSettings, nil).OK(t, http.StatusOK)
	require.JSONEq(t, `{"version":0}`, string(answer.Body))

	answer = n.admin.Do(t, http.MethodPut, mailSettings, mailDraft(apitest.M{"host": " smtp.sklep.example "})).OK(t, http.StatusOK)
	const kept = `{"version":1,"host":"smtp.sklep.example","port":587,"security":"starttls","username":"czat","hasPassword":true,
		"fromAddress":"czat@sklep.example","fromName":"Sklep z kubkami"}`
	require.JSONEq(t, kept, string(answer.Body))
	answer = n.admin.Do(t, http.MethodGet, mailSettings, nil).OK(t, http.StatusOK)
	require.JSONEq(t, kept, string(answer.Body))
	require.NotContains(t, string(n.stored(t)), "tajne")
	opened, err := box.Open(store.MailPasswordPlace, n.stored(t))
	require.NoError(t, err)
	require.Equal(t, "tajne hasło", opened)

	n.admin.Do(t, http.MethodPut, mailSettings, mailDraft(nil)).Refused(t, http.StatusConflict, "conflict", "mail_server_changed")
	saved := n.save(t, mailDraft(apitest.M{"version": 1, "fromName": "Kubki", "password": nil}))
	require.EqualValues(t, 2, saved.Version)
	require.True(t, *saved.HasPassword, "it stays")
	opened, err = box.Open(store.MailPasswordPlace, n.stored(t))
	require.NoError(t, err)
	require.Equal(t, "tajne hasło", opened)
	require.False(t, *n.save(t, mailDraft(apitest.M{"version": 2, "password": ""})).HasPassword)
	require.Nil(t, n.stored(t))
	require.False(t, *n.save(t, mailDraft(apitest.M{"version": 3, "username": ""})).HasPassword, "without a login there is no password")

	for range 2 {
		n.admin.Do(t, http.MethodDelete, mailSettings, nil).OK(t, http.StatusNoContent)
	}
	answer = n.admin.Do(t, http.MethodGet, mailSettings, nil).OK(t, http.StatusOK)
	require.JSONEq(t, `{"version":0}`, string(answer.Body))
	for _, word := range []string{"tajne", "czat@sklep.example"} {
		require.NotContains(t, n.log.String(), word)
	}
	require.Contains(t, n.log.String(), "the mail server was set")
}

func TestMailSettingsThatAreWrongAreRefusedWithTheirField(t *testing.T) {
	t.Parallel()
	n := newMailNode(t, api.Options{Secrets: aBox(t)})
	for name, tt := range map[string]struct {
		change      apitest.M
		field, code string
	}{
		"no server":               {apitest.M{"host": ""}, "host", "empty"},
		"a server with its port":  {apitest.M{"host": "smtp.sklep.example:25"}, "host", "host"},
		"no port":                 {apitest.M{"port": 0}, "port", "range"},
		"no security":             {apitest.M{"security": nil}, "security", "unknown"},
		"a sender that is none":   {apitest.M{"fromAddress": "sklep"}, "fromAddress", "email"},
		"a sender of two lines":   {apitest.M{"fromName": "a\nb"}, "fromName", "control_character"},
		"a password of two lines": {apitest.M{"password": "a\nb"}, "password", "control_character"},
		"a password of a novel":   {apitest.M{"password": strings.Repeat("a", 1001)}, "password", "too_long"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, ask := range []func() *apitest.Answer{
				func() *apitest.Answer { return n.admin.Do(t, http.MethodPut, mailSettings, mailDraft(tt.change)) },
				func() *apitest.Answer {
					return n.admin.Do(t, http.MethodPost, mailSettings+"/trial", apitest.M{"draft": mailDraft(tt.change), "to": "ada@sklep.example"})
				},
			} {
				e := ask().Refused(t, http.StatusBadRequest, "invalid", tt.code)
				require.Equal(t, tt.field, *e.Field)
			}
		})
	}
	e := n.admin.Do(t, http.MethodPost, mailSettings+"/trial", apitest.M{"draft": mailDraft(nil), "to": "ada"}).Refused(t, http.StatusBadRequest, "invalid", "email")
	require.Equal(t, "to", *e.Field)
}

// A stolen session must not be enough to have the saved password sent to another server.
func TestTheSavedPasswordGoesWithItsAccountAlone(t *testing.T) {
	t.Parallel()
	n := newMailNode(t, api.Options{Secrets: aBox(t)})
	const port = 1 // nobody is there; a port that was free a moment ago, another test may have by now
	n.save(t, mailDraft(apitest.M{"host": "127.0.0.1", "port": port}))
	same := apitest.M{"version": 1, "host": "127.0.0.1", "port": port, "password": nil}
	with := func(name string, value any) apitest.M {
		d := maps.Clone(same)
		d[name] = value
		return mailDraft(d)
	}
	trial := func(draft apitest.M) *apitest.Answer {
		return n.admin.Do(t, http.MethodPost, mailSettings+"/trial", apitest.M{"draft": draft, "to": "ada@sklep.example"})
	}
	for name, draft := range map[string]apitest.M{
		"another server": with("host", "zlodziej.example"), "another port": with("port", port+1),
		"another login": with("username", "kto inny"), "in the clear": with("security", "none"),
	} {
		for _, a := range []*apitest.Answer{n.admin.Do(t, http.MethodPut, mailSettings, draft), trial(draft)} {
			e := a.Refused(t, http.StatusBadRequest, "invalid", "password_needed")
			require.Equal(t, "password", *e.Field, name)
		}
	}
	for _, draft := range []apitest.M{mailDraft(same), with("security", "tls"), with("fromName", "Inna nazwa"), with("username", "")} {
		var result contract.MailTrial
		trial(draft).Into(t, http.StatusOK, &result)
		require.Equal(t, contract.MailTrialProblemUnreachable, *result.Problem)
	}
	moved := with("host", "smtp.inny.example")
	moved["password"] = "inne hasło"
	require.EqualValues(t, 2, n.save(t, moved).Version)
}

func TestWithoutAKeyPasswordsCannotBeSavedAndEverythingElseCan(t *testing.T) {
	t.Parallel()
	n := newMailNode(t, api.Options{})
	e := n.admin.Do(t, http.MethodPut, mailSettings, mailDraft(nil)).Refused(t, http.StatusServiceUnavailable, "unavailable", "secret_key_missing")
	require.Contains(t, e.Message, "ROZMOWA_SECRET_KEY")
	require.False(t, *n.save(t, mailDraft(apitest.M{"password": nil})).HasPassword)
	require.False(t, *n.save(t, mailDraft(apitest.M{"version": 1, "password": "", "username": ""})).HasPassword)

	// The key was lost: the password stays as it is until it is given again, and can't be tried.
	apitest.Exec(t, n.url, `UPDATE mail_server SET password = '\x0102', username = 'czat'`)
	saved := n.save(t, mailDraft(apitest.M{"version": 2, "password": nil, "fromName": "Kubki"}))
	require.True(t, *saved.HasPassword)
	require.Equal(t, []byte{1, 2}, n.stored(t))
	draft := mailDraft(apitest.M{"version": 3, "password": nil})
	n.admin.Do(t, http.MethodPost, mailSettings+"/trial", apitest.M{"draft": draft, "to": "ada@sklep.example"}).
		Refused(t, http.StatusServiceUnavailable, "unavailable", "secret_key_missing")
}

func TestSavingSealsWithTheNewestKey(t *testing.T) {
	t.Parallel()
	old, next := secrets.NewKey(), secrets.NewKey()
	both, err := secrets.Parse(next + "," + old)
	require.NoError(t, err)
	first, err := secrets.Parse(old)
	require.NoError(t, err)
	n := newMailNode(t, api.Options{Secrets: both})
	sealed, err := first.Seal(store.MailPasswordPlace, "tajne hasło")
	require.NoError(t, err)
	n.save(t, mailDraft(apitest.M{"password": nil}))
	apitest.Exec(t, n.url, `UPDATE mail_server SET password = $1`, sealed)
	n.save(t, mailDraft(apitest.M{"version": 1, "password": nil}))
	alone, err := secrets.Parse(next)
	require.NoError(t, err)
	opened, err := alone.Open(store.MailPasswordPlace, n.stored(t))
	require.NoError(t, err, "the old key may be dropped now")
	require.Equal(t, "tajne hasło", opened)
}

func TestTryingAMailServer(t *testing.T) {
	t.Parallel()
	s := mailtest.Start(t, desk.MailStartTLS, "czat", "hasło")
	n := newMailNode(t, api.Options{Secrets: aBox(t), Mail: &mail.Sender{Roots: s.Roots}})
	draft := mailDraft(apitest.M{"host": s.Settings.Host, "port": s.Settings.Port, "password": s.Password})
	trial := func(change apitest.M) (result contract.MailTrial) {
		d := maps.Clone(draft)
		maps.Copy(d, change)
		n.admin.Do(t, http.MethodPost, mailSettings+"/trial", apitest.M{"draft": mailDraft(d), "to": "ada@sklep.example"}).Into(t, http.StatusOK, &result)
		return result
	}
	require.Equal(t, contract.MailTrial{Sent: true}, trial(nil))
	require.Equal(t, "ada@sklep.example", s.Mails()[0].To)
	require.Equal(t, "Wiadomość próbna z Rozmowy", s.Mails()[0].Subject)
	answer := n.admin.Do(t, http.MethodGet, mailSettings, nil).OK(t, http.StatusOK)
	require.JSONEq(t, `{"version":0}`, string(answer.Body), "nothing is saved")

	wrong := trial(apitest.M{"password": "inne"})
	require.False(t, wrong.Sent)
	require.Equal(t, contract.MailTrialProblemLogin, *wrong.Problem)
	require.Equal(t, "535 5.7.8 Authentication credentials invalid", *wrong.Reply)
	require.Equal(t, contract.MailTrialProblemTLS, *trial(apitest.M{"security": "tls"}).Problem)
	s.RefuseTo(&mailtest.Refusal{Code: 550, EnhancedCode: [3]int{5, 1, 1}, Message: "no such user <ada@sklep.example>"})
	refused := trial(nil)
	require.Equal(t, contract.MailTrialProblemRecipient, *refused.Problem)
	require.Contains(t, *refused.Reply, "<ada@sklep.example>", "the admin reads the server's own words")
	s.RefuseTo(nil)

	n.save(t, draft)
	require.True(t, trial(apitest.M{"password": nil, "version": 1}).Sent, "with the saved password")
	require.Len(t, s.Mails(), 2)
	require.NotContains(t, n.log.String(), "ada@sklep.example")
}

func TestATrialIsAnsweredInTimeByAServerThatIsSilent(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) }) // it takes connections and says nothing
	n := newMailNode(t, api.Options{})
	draft := mailDraft(apitest.M{"host": "127.0.0.1", "port": l.Addr().(*net.TCPAddr).Port, "username": "", "security": "none"})
	var result contract.MailTrial
	n.admin.Do(t, http.MethodPost, mailSettings+"/trial", apitest.M{"draft": draft, "to": "ada@sklep.example"}).Into(t, http.StatusOK, &result)
	require.Equal(t, contract.MailTrialProblemUnreachable, *result.Problem)
	require.Equal(t, "no answer in time", *result.Reply)
}

func TestAChatTellsWhetherTranscriptsCanBeHad(t *testing.T) {
	t.Parallel()
	n := newMailNode(t, api.Options{Files: fstest.MapFS{
		"widget/loader.js": {Data: []byte(`start(__ROZMOWA_CONFIG__)`)}, "widget/frame.html": {Data: []byte(`__ROZMOWA_CONFIG__`)},
	}})
	told := func() bool {
		var config contract.WidgetConfig
		n.Stranger().Do(t, http.MethodGet, "/api/v1/widget/"+n.Shop.Key, nil).Into(t, http.StatusOK, &config)
		loader := n.Stranger().Do(t, http.MethodGet, "/widget/"+n.Shop.Key+".js", nil).OK(t, http.StatusOK)
		require.Equal(t, *config.Transcripts, strings.Contains(string(loader.Body), `"transcripts":true`))
		return *config.Transcripts
	}
	require.False(t, told())
	n.save(t, mailDraft(apitest.M{"password": nil}))
	require.True(t, told(), "at once, on the node that saved it")
	n.admin.Do(t, http.MethodDelete, mailSettings, nil).OK(t, http.StatusNoContent)
	require.False(t, told())
}

func TestACustomerAsksForTheTranscript(t *testing.T) {
	t.Parallel()
	n := newMailNode(t, api.Options{})
	chat := n.Chat(t)
	ask := func(id uuid.UUID, email string) *apitest.Answer {
		return chat.Do(t, http.MethodPost, chat.Path("/transcript"), apitest.M{"id": id, "email": email})
	}
	id := uuid.New()
	ask(id, "jan@klient.example").Refused(t, http.StatusServiceUnavailable, "unavailable", "mail_not_set")
	n.save(t, mailDraft(apitest.M{"password": nil}))
	customer, agent := chat.Listen(t), n.As(t, n.Anna).Watching(t, chat)

	var asked, again contract.Entry
	ask(id, " jan@klient.example ").Into(t, http.StatusAccepted, &asked)
	require.EqualValues(t, 2, asked.Seq)
	require.Equal(t, contract.OperationTypeTranscriptAsked, asked.Operation.Type)
	require.True(t, asked.Operation.Type.Valid())
	ask(id, "jan@klient.example").Into(t, http.StatusAccepted, &again)
	require.True(t, asked.CreatedAt.Equal(again.CreatedAt))
	require.Equal(t, asked.Seq, again.Seq)
	for _, socket := range []*apitest.Socket{customer, agent} {
		pushed := socket.Until(t, "entries")
		require.EqualValues(t, 2, pushed.Through)
		require.Equal(t, contract.OperationTypeTranscriptAsked, pushed.Entries[0].Operation.Type)
		require.NotContains(t, pushed.Raw, "klient.example", "nobody is told the address")
	}
	chat.Close(t)
	ask(uuid.New(), "jan@klient.example").OK(t, http.StatusAccepted)
	ask(uuid.New(), "jan@klient.example").OK(t, http.StatusAccepted)
	ask(uuid.New(), "jan@klient.example").Refused(t, http.StatusTooManyRequests, "too_many", "too_many_transcripts")

	for name, wrong := range map[string]struct {
		body        any
		field, code string
	}{
		"no address":           {apitest.M{"id": uuid.New()}, "email", "email"},
		"an address of none":   {apitest.M{"id": uuid.New(), "email": "jan"}, "email", "email"},
		"two addresses":        {apitest.M{"id": uuid.New(), "email": "a@b.example,c@d.example"}, "email", "email"},
		"an address of a line": {apitest.M{"id": uuid.New(), "email": "a@b.example\r\nBcc: c@d.example"}, "email", "control_character"},
		"no id":                {apitest.M{"email": "jan@klient.example"}, "id", "missing"},
		"a workflow's id":      {apitest.M{"id": uuid.NewSHA1(uuid.Nil, nil), "email": "jan@klient.example"}, "id", "entry_id"},
	} {
		e := chat.Do(t, http.MethodPost, chat.Path("/transcript"), wrong.body).Refused(t, http.StatusBadRequest, "invalid", wrong.code)
		require.Equal(t, wrong.field, *e.Field, name)
	}
	require.NotContains(t, n.log.String(), "klient.example")
}

func TestTranscriptsAreLimitedByAddress(t *testing.T) {
	t.Parallel()
	limits := apitest.NoLimits
	limits.TranscriptsPerMinute = 2
	node := newNode(t, api.Options{Limits: limits})
	c := apitest.NewCompany(t, node)
	_, err := node.Store.SaveMailServer(t.Context(), &store.MailServer{MailServer: desk.MailServer{
		Host: "smtp.sklep.example", Port: 25, Security: desk.MailClear, FromAddress: "a@b.example",
	}})
	require.NoError(t, err)
	ask := func() *apitest.Answer {
		chat := c.Chat(t)
		return chat.Do(t, http.MethodPost, chat.Path("/transcript"), apitest.M{"id": uuid.New(), "email": "jan@klient.example"})
	}
	ask().OK(t, http.StatusAccepted)
	e := ask().Refused(t, http.StatusTooManyRequests, "too_many", "too_many")
	require.Positive(t, *e.RetryAfterMs)
}
