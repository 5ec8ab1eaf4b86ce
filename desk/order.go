package desk

import "github.com/google/uuid"

// OrderEvent is what an entry tells of a wish to BaseLinker. It is stored as JSON.
type OrderEvent struct {
	// Wish is its id: with OpOrderWished the entry's own.
	Wish      uuid.UUID `json:"wish"`
	AccountID uuid.UUID `json:"accountId"`
	OrderID   int64     `json:"orderId"`
	Kind      WishKind  `json:"kind"`
	// Status goes with WishStatus: its name as it was then; Was with its end, if it was done: what the order had before.
	Status string `json:"status,omitempty"`
	Was    string `json:"was,omitempty"`
	// Note goes with WishNote.
	Note string `json:"note,omitempty"`
	// State goes with OpOrderWishEnded; Error, a code, with WishRefused; Words are then BaseLinker's own, if it gave any.
	State WishState `json:"state,omitempty"`
	Error string    `json:"error,omitempty"`
	Words string    `json:"words,omitempty"`
}

// WishKind is what is wanted of BaseLinker.
type WishKind string

// What is wanted of BaseLinker.
const (
	WishStatus WishKind = "status" // another status
	WishNote   WishKind = "note"   // a note appended to the seller's comments
)

// WishState is how far a wish is.
type WishState string

// How far a wish is.
const (
	WishWaiting   WishState = "waiting"
	WishDone      WishState = "done"
	WishNothing   WishState = "nothing"   // it was so already
	WishOvertaken WishState = "overtaken" // a newer wish for the order took its place
	WishRefused   WishState = "refused"
)

// OrderWait is what keeps something wanted of BaseLinker waiting.
type OrderWait string

// What keeps something wanted of BaseLinker waiting.
const (
	WaitBlocked     OrderWait = "blocked"     // the token is blocked for a while: too much was asked with it
	WaitBudget      OrderWait = "budget"      // our own requests of this minute are used up
	WaitUnreachable OrderWait = "unreachable" // no answer, or none that makes sense
	WaitRejected    OrderWait = "rejected"    // the token is refused: it takes another
)

// MaxOrderComment is how long the seller's comments on an order may be, in characters.
const MaxOrderComment = 200

// NoteTooLong is the error for a note that no comment could hold.
func NoteTooLong() error {
	return InvalidField("note", "note_too_long", "more than %d characters", MaxOrderComment)
}
