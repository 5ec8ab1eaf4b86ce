package mail

import "rozmowa/desk"

// Compose returns a message as it is sent.
func Compose(m *Message, from desk.MailServer) (string, error) {
	c, err := m.compose(from)
	if err != nil {
		return "", err
	}
	return string(c.content), nil
}
