package baselinker

import (
	"cmp"
	"context"
	"net/http"
	"slices"
)

// Sources asks where the account's orders come from (getOrderSources), by type and number. Error: *Error.
func (c *Client) Sources(ctx context.Context) ([]Source, error) {
	answer, err := c.call(ctx, MethodSources, struct{}{})
	if err != nil {
		return nil, err
	}
	types, ok := entries(answer["sources"])
	if !ok {
		return nil, &Error{Kind: Unreachable, Method: MethodSources, Status: http.StatusOK, Reason: "nonsense", MaybeApplied: true}
	}
	var sources []Source
	skipped := 0
	for _, kind := range types {
		// A map of numbers to names; a list where the numbers are 0, 1, 2 …; perhaps a bare name.
		named, ok := entries(kind.value)
		if !ok {
			named = []entry{{"0", kind.value}}
		}
		for _, each := range named {
			id, exact, ok := decimal(each.key, 0)
			if !ok || !exact {
				skipped++
				continue
			}
			sources = append(sources, Source{Type: head(kind.key, maxShort), ID: id, Name: text(each.value, maxShort)})
		}
	}
	slices.SortFunc(sources, func(a, b Source) int { return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID)) })
	c.skipped(ctx, MethodSources, skipped)
	return sources, nil
}
