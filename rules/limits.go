package rules

import "time"

// Limits of a condition, checked before it is compiled.
const (
	// MaxSource is how long a condition's text is, in bytes of UTF-8.
	MaxSource = 2048
	// MaxNodes is how many names, values, operators and functions it is made of.
	MaxNodes = 200
	// MaxDepth is how deep its brackets are nested.
	MaxDepth = 20
	// MaxPattern is how large its patterns are together, in steps of the machine that matches them: about a character or
	// a set of characters each, those of a repeated part as often as it may be repeated.
	MaxPattern = 300
)

// Limits of what a condition sees. Longer texts and lists are cut.
const (
	// MaxMessageText is how much of a message's text counts, in characters.
	MaxMessageText = 4000
	// MaxText is how much of every other text counts, in characters.
	MaxText = 300
	// MaxTags is how many of a ticket's tags count.
	MaxTags = 50
	// MaxAge is the longest age there is.
	MaxAge = 100 * 365 * 24 * time.Hour
	// MaxDuration is the longest duration that minutes(), hours() and days() make.
	MaxDuration = 366 * 24 * time.Hour
)

const (
	// maxCached is how many compiled conditions are kept, by their text. One takes a few kilobytes.
	maxCached = 4096
	// maxSteps is expr's budget for what an evaluation makes, in elements.
	maxSteps = 10_000
	// maxShown is how much of a text an explanation quotes, in characters.
	maxShown = 120
)
