package desk

import "time"

// Receipt is how far a ticket's customer has got, as their page tells. The zero value: nothing has reached them.
type Receipt struct {
	// Delivered is the last entry that the page has, Read the last that was on screen.
	Delivered, Read int64
	// ReadAt is when Read came to be what it is; zero while it is 0.
	ReadAt time.Time
}
