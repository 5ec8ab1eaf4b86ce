package desk_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

func mailServer() desk.MailServer {
	return desk.MailServer{
		Host: "smtp.sklep.example", Port: 587, Security: desk.MailStartTLS, Username: "czat@sklep.example",
		FromAddress: "czat@sklep.example", FromName: "Sklep z kubkami",
	}
}

func TestAMailServerIsKeptTrimmed(t *testing.T) {
	t.Parallel()
	m := mailServer()
	m.Host, m.Username, m.FromAddress, m.FromName = " smtp.sklep.example ", " czat@sklep.example ", " czat@sklep.example ", " Sklep z kubkami "
	require.NoError(t, m.Clean())
	require.Equal(t, mailServer(), m)
}

func TestMailServersThatAreTaken(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*desk.MailServer){
		"an address":                func(m *desk.MailServer) { m.Host = "192.0.2.7" },
		"an address of version six": func(m *desk.MailServer) { m.Host = "2001:db8::7" },
		"a name without a dot":      func(m *desk.MailServer) { m.Host = "mailpit" },
		"no login":                  func(m *desk.MailServer) { m.Username = "" },
		"no name of the sender":     func(m *desk.MailServer) { m.FromName = "" },
		"a name with a comma":       func(m *desk.MailServer) { m.FromName = `Kubki, dzbanki "i" <inne>` },
		"in the clear":              func(m *desk.MailServer) { m.Security = desk.MailClear },
	} {
		m := mailServer()
		change(&m)
		require.NoError(t, m.Clean(), name)
	}
}

func TestMailServersThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change      func(*desk.MailServer)
		field, code string
	}{
		"no server":                {func(m *desk.MailServer) { m.Host = " " }, "host", "empty"},
		"a server with its port":   {func(m *desk.MailServer) { m.Host = "smtp.sklep.example:587" }, "host", "host"},
		"a server with its scheme": {func(m *desk.MailServer) { m.Host = "smtps://smtp.sklep.example" }, "host", "host"},
		"an address for a server":  {func(m *desk.MailServer) { m.Host = "czat@sklep.example" }, "host", "host"},
		"two servers":              {func(m *desk.MailServer) { m.Host = "a.example b.example" }, "host", "host"},
		"an invisible character":   {func(m *desk.MailServer) { m.Host = "smtp\u200b.sklep.example" }, "host", "host"},
		"a line's end":             {func(m *desk.MailServer) { m.Host = "a.example\r\nQUIT" }, "host", "control_character"},
		"a long name":              {func(m *desk.MailServer) { m.Host = strings.Repeat("a", 254) }, "host", "too_long"},
		"no port":                  {func(m *desk.MailServer) { m.Port = 0 }, "port", "range"},
		"a port too high":          {func(m *desk.MailServer) { m.Port = 65536 }, "port", "range"},
		"another security":         {func(m *desk.MailServer) { m.Security = "ssl" }, "security", "unknown"},
		"a login of two lines":     {func(m *desk.MailServer) { m.Username = "a\nb" }, "username", "control_character"},
		"no sender":                {func(m *desk.MailServer) { m.FromAddress = "" }, "fromAddress", "email"},
		"a sender that is none":    {func(m *desk.MailServer) { m.FromAddress = "sklep" }, "fromAddress", "email"},
		"a sender with a name":     {func(m *desk.MailServer) { m.FromAddress = "Sklep<czat@sklep.example>" }, "fromAddress", "email"},
		"two senders":              {func(m *desk.MailServer) { m.FromAddress = "a,b@sklep.example" }, "fromAddress", "email"},
		"a name of two lines":      {func(m *desk.MailServer) { m.FromName = "Sklep\r\nBcc: x@y.example" }, "fromName", "control_character"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mailServer()
			tt.change(&m)
			var e *desk.Error
			require.True(t, errors.As(m.Clean(), &e))
			require.Equal(t, []any{desk.Invalid, tt.field, tt.code}, []any{e.Kind, e.Field, e.Code})
		})
	}
}

func TestPasswordsAreKeptAsTheyWereTyped(t *testing.T) {
	t.Parallel()
	require.NoError(t, desk.CleanPassword("password", "  z blankami ż "))
	require.NoError(t, desk.CleanPassword("password", strings.Repeat("ż", 1000)))
	for code, password := range map[string]string{"too_long": strings.Repeat("a", 1001), "control_character": "a\x00b", "utf8": "\xff"} {
		require.Equal(t, code, desk.CodeOf(desk.CleanPassword("password", password)))
	}
}
