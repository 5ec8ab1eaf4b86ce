package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

func TestOrigin(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ in, want string }{
		"an origin is itself":                       {"https://sklep.pl", "https://sklep.pl"},
		"plain HTTP is of the web":                  {"http://sklep.pl", "http://sklep.pl"},
		"path, query and fragment are left out":     {"https://sklep.pl/a/b?c=d#e", "https://sklep.pl"},
		"a query right after the host is left out":  {"https://sklep.pl?c=d", "https://sklep.pl"},
		"blanks around it are left out":             {" https://sklep.pl\t", "https://sklep.pl"},
		"capitals become small":                     {"HTTPS://Sklep.PL", "https://sklep.pl"},
		"another port is kept":                      {"https://sklep.pl:8443", "https://sklep.pl:8443"},
		"the port of HTTPS is left out":             {"https://sklep.pl:443", "https://sklep.pl"},
		"the port of HTTP is left out":              {"http://sklep.pl:80", "http://sklep.pl"},
		"the other scheme's port is kept":           {"http://sklep.pl:443", "http://sklep.pl:443"},
		"a colon without a port is left out":        {"https://sklep.pl:/a", "https://sklep.pl"},
		"zeros before a port are left out":          {"https://sklep.pl:0443/a", "https://sklep.pl"},
		"zeros before another port are too":         {"https://sklep.pl:08443", "https://sklep.pl:8443"},
		"the highest port":                          {"https://sklep.pl:65535", "https://sklep.pl:65535"},
		"Polish letters become ASCII":               {"https://żółw.pl", "https://xn--w-uga1v8h.pl"},
		"Polish capitals become the same":           {"https://ŻÓŁW.PL", "https://xn--w-uga1v8h.pl"},
		"letters with separate marks do too":        {"https://z\u0307o\u0301łw.pl", "https://xn--w-uga1v8h.pl"},
		"ASCII letters for Polish ones are kept":    {"https://XN--W-UGA1V8H.pl", "https://xn--w-uga1v8h.pl"},
		"a machine's name":                          {"http://localhost:8090", "http://localhost:8090"},
		"an IPv4 address":                           {"http://192.168.0.1:8080/x", "http://192.168.0.1:8080"},
		"an IPv6 address keeps its brackets":        {"http://[::1]:8080/x", "http://[::1]:8080"},
		"an IPv6 address is shortened":              {"https://[2001:DB8:0:0:0:0:0:1]", "https://[2001:db8::1]"},
		"no scheme is none":                         {"sklep.pl", ""},
		"no scheme but slashes is none":             {"//sklep.pl", ""},
		"a path is none":                            {"/blog", ""},
		"nothing is none":                           {"", ""},
		"another scheme is none":                    {"ftp://sklep.pl", ""},
		"a script is none":                          {"javascript:alert(1)", ""},
		"a scheme without a host is none":           {"https://", ""},
		"a port without a host is none":             {"https://:8443", ""},
		"a user's name is none":                     {"https://jan@sklep.pl", ""},
		"a user's name before another host is none": {"https://sklep.pl@inny.pl", ""},
		"a port in letters is none":                 {"https://sklep.pl:http", ""},
		"a port too high is none":                   {"https://sklep.pl:65536", ""},
		"a star for a host is none":                 {"https://*.sklep.pl", ""},
		"a blank in the host is none":               {"https://sklep pl", ""},
		"a semicolon in the host is none":           {"https://sklep.pl;script-src", ""},
		"a quote in the host is none":               {"https://sklep.pl'self'", ""},
		"a zone in an IPv6 address is none":         {"http://[fe80::1%25eth0]", ""},
		"a line end is none":                        {"https://sklep.pl\n.inny.pl", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := desk.Origin(tt.in)
			if tt.want == "" {
				require.Error(t, err)
				require.Empty(t, got)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
			again, err := desk.Origin(got)
			require.NoError(t, err)
			require.Equal(t, got, again)
		})
	}
}
