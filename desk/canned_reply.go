package desk

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// MaxCannedReplies is how many there may be, those that were deleted aside.
const MaxCannedReplies = 500

// CannedReply is a prepared answer, which agents find by its name.
type CannedReply struct {
	ID   uuid.UUID
	Name string
	// Body holds placeholders.
	Body string
	// Channels are the chats it is for; none: every one.
	Channels []uuid.UUID
	// Version grows with every change but of its place; 0 before the first save.
	Version   int64
	UpdatedAt time.Time
}

// maxCannedChannels is how many chats one is for.
const maxCannedChannels = 1000

// Clean checks what an admin set and brings it into the form it is kept in. A slash before the name is taken off: agents
// type it to see the list.
func (r *CannedReply) Clean() (err error) {
	if r.Name, err = CleanWord("name", strings.TrimLeft(r.Name, "/ ")); err != nil {
		return err
	}
	if r.Body, err = CleanBody("body", r.Body); err != nil {
		return err
	}
	if err := CheckPlaceholders("body", r.Body); err != nil {
		return err
	}
	if len(r.Channels) > maxCannedChannels {
		return InvalidField("channels", "too_many", "more than %d chats", maxCannedChannels)
	}
	sorted := slices.SortedFunc(slices.Values(r.Channels), func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	r.Channels = slices.Compact(sorted)
	return nil
}

// Same reports whether both say the same for the same chats; both are clean.
func (r *CannedReply) Same(o *CannedReply) bool {
	return r.Name == o.Name && r.Body == o.Body && slices.Equal(r.Channels, o.Channels)
}
