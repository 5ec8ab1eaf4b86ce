package baselinker

import "context"

// MaxAdminComments is how long the seller's comments may be, in characters.
const MaxAdminComments = 200

// Fields are an order's that can be set; nil ones stay as they are.
type Fields struct {
	// AdminComments replaces the seller's comments: whoever adds to them reads them first. At most MaxAdminComments.
	AdminComments *string `json:"admin_comments,omitempty"`
}

// SetFields sets fields of an order (setOrderFields). Error: *Error.
func (c *Client) SetFields(ctx context.Context, order int64, f Fields) error {
	_, err := c.call(ctx, MethodSetFields, struct {
		Order int64 `json:"order_id"`
		Fields
	}{order, f})
	return err
}
