package desk

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

var errNoOrigin = errors.New("it has no scheme (http or https) and host")

// Origin reduces an address to its origin as browsers write it: lower case, the host in ASCII letters, without the
// scheme's own port. It is an error when the address isn't one of the web.
func Origin(address string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return "", err
	}
	if u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil {
		return "", errNoOrigin
	}
	host := strings.ToLower(u.Hostname())
	if ip := net.ParseIP(host); ip == nil {
		if host, err = idna.Lookup.ToASCII(host); err != nil {
			return "", err
		}
	} else if ip.To4() == nil {
		host = "[" + ip.String() + "]"
	} else if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if u.Port() != "" {
		port, err := strconv.ParseUint(u.Port(), 10, 16)
		if err != nil {
			return "", err
		}
		if (u.Scheme != "https" || port != 443) && (u.Scheme != "http" || port != 80) {
			host += ":" + strconv.FormatUint(port, 10)
		}
	}
	return u.Scheme + "://" + host, nil
}
