package mail

import "rozmowa/desk"

// WaitsForTLS tells by its port that a server which is greeted in the clear will say nothing.
var WaitsForTLS = waitsForTLS

// Compose returns a message as it is sent.
func Compose(m *Message, from desk.MailServer) (string, error) {
	c, err := m.compose(from)
	if err != nil {
		return "", err
	}
	return string(c.content), nil
}
