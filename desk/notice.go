package desk

import "time"

// NoticeKind is why an agent is told of an entry.
type NoticeKind string

// The kinds of notice.
const (
	NoticeMention  NoticeKind = "mention"  // a note names the agent
	NoticeRule     NoticeKind = "rule"     // an automatic action tells them something, by a note
	NoticeAssigned NoticeKind = "assigned" // somebody else gave them the ticket
	NoticeWatched  NoticeKind = "watched"  // the last that others did in a ticket they watch
)

// Notice is what an agent is told of.
type Notice struct {
	Kind NoticeKind
	At   time.Time
	// Unread: the agent has neither read the ticket that far nor marked all as read since.
	Unread bool
	// Ticket has what names it: ID, Number, Subject, Requester.
	Ticket Ticket
	// Entry is what happened; of a long text only the beginning, as in Preview.
	Entry Entry
}
