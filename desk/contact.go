package desk

import (
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Limits of a contact.
const (
	MaxAddresses   = 50
	MaxContactNote = 5_000 // characters
)

// Contact is a person whom the company knows.
type Contact struct {
	ID uuid.UUID
	// Version grows with every save; 0: new.
	Version int64
	Name    string
	// Note is plain text; may be empty.
	Note string
	// Addresses are e-mail addresses as they were typed; no other contact has them, in any case.
	Addresses []string
	CreatedAt time.Time
}

// Clean checks what an agent wrote: a name, and addresses each once. Errors are of kind Invalid and name the field,
// "addresses.2" for one of the list.
func (c *Contact) Clean() (err error) {
	if c.Name, err = CleanLine("name", c.Name, MaxName); err != nil {
		return err
	}
	if c.Name = strings.Join(strings.Fields(c.Name), " "); c.Name == "" {
		return InvalidField("name", "empty", "a contact needs a name")
	}
	c.Note = strings.TrimSpace(lineEndings.Replace(c.Note))
	if err := checkText("note", c.Note, MaxContactNote, true); err != nil {
		return err
	}
	if len(c.Addresses) > MaxAddresses {
		return InvalidField("addresses", "too_many", "more than %d addresses", MaxAddresses)
	}
	clean := make([]string, len(c.Addresses))
	seen := make(map[string]bool, len(c.Addresses))
	for i, a := range c.Addresses {
		field := "addresses." + strconv.Itoa(i)
		if clean[i], err = CleanEmail(field, a); err != nil {
			return err
		}
		if normal := NormalEmail(clean[i]); seen[normal] {
			return InvalidField(field, "address_twice", "the address stands there twice")
		} else {
			seen[normal] = true
		}
	}
	c.Addresses = clean
	return nil
}

// Words are what the contact is found by, folded: its name from each word on, and its addresses.
func (c *Contact) Words() []string {
	known := map[string]bool{}
	var words []string
	add := func(word string) {
		if !known[word] {
			known[word] = true
			words = append(words, word)
		}
	}
	parts := strings.Fields(FoldWord(c.Name))
	for i := range parts {
		add(strings.Join(parts[i:], " "))
	}
	for _, a := range c.Addresses {
		add(FoldWord(a))
	}
	return words
}
