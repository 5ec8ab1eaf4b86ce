package baselinker

import (
	"context"
	"strings"
)

// Statuses asks for the account's own statuses, in its order (getOrderStatusList). Each account has some: an answer without any makes no
// sense. Error: *Error.
func (c *Client) Statuses(ctx context.Context) ([]Status, error) {
	answer, err := c.call(ctx, MethodStatuses, struct{}{})
	if err != nil {
		return nil, err
	}
	list, err := answer.list(MethodStatuses, "statuses")
	if err != nil {
		return nil, err
	}
	statuses := make([]Status, 0, len(list))
	for _, raw := range list {
		o, _ := of(raw)
		if id := o.id("id"); id != 0 {
			statuses = append(statuses, Status{
				ID: id, Name: o.text(maxShort, "name"), NameForCustomer: o.text(maxShort, "name_for_customer"), Color: o.color("color"),
			})
		}
	}
	c.skipped(ctx, MethodStatuses, len(list)-len(statuses))
	if len(statuses) == 0 {
		return nil, nonsense(MethodStatuses)
	}
	return statuses, nil
}

// color reads "#0000FF", also without its #; anything else is none.
func (o object) color(name string) string {
	s := strings.ToLower(strings.TrimPrefix(o.text(20, name), "#"))
	if len(s) != 6 || strings.Trim(s, "0123456789abcdef") != "" {
		return ""
	}
	return "#" + s
}

// SetStatus sets an order's status (setOrderStatus). It can start what the seller's account does by itself, such as mail to the
// customer: set it where it differs only, and never again where *Error says MaybeApplied.
func (c *Client) SetStatus(ctx context.Context, order, status int64) error {
	_, err := c.call(ctx, MethodSetStatus, map[string]int64{"order_id": order, "status_id": status})
	return err
}

// SetStatuses sets the status of several orders (setOrderStatuses).
func (c *Client) SetStatuses(ctx context.Context, orders []int64, status int64) error {
	_, err := c.call(ctx, MethodSetStatuses, struct {
		Orders []int64 `json:"order_ids"`
		Status int64   `json:"status_id"`
	}{orders, status})
	return err
}
