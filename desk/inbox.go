package desk

import "github.com/google/uuid"

// Inbox groups channels. A ticket stands in its channel's inbox unless it was moved; who may read it is a matter of its
// channel alone.
type Inbox struct {
	ID       uuid.UUID
	Name     string
	Position int
	// Channels stand in it, by name, without deleted ones.
	Channels []uuid.UUID
}
