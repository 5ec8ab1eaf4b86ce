package rules

// Known are the values that exist: names of the company's own and keys of the built-in. A nil list isn't checked against, and
// has nothing to complete; the fixed lists (events, weekdays, priorities, …) needn't be given.
type Known struct {
	Channels, Agents, Teams, Tags []string
	// Statuses and Contexts are the company's own names; the keys of the built-in are known.
	Statuses, Contexts []string
	// OrderStatuses and OrderSources are the shop's.
	OrderStatuses, OrderSources []string
}
