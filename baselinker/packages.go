package baselinker

import "context"

// Packages asks for an order's parcels (getOrderPackages). Error: *Error.
func (c *Client) Packages(ctx context.Context, order int64) ([]Package, error) {
	answer, err := c.call(ctx, MethodPackages, map[string]int64{"order_id": order})
	if err != nil {
		return nil, err
	}
	list, err := answer.list(MethodPackages, "packages")
	if err != nil {
		return nil, err
	}
	packages := make([]Package, 0, len(list))
	for _, raw := range list {
		if o, ok := of(raw); ok {
			packages = append(packages, o.pack())
		}
	}
	c.skipped(ctx, MethodPackages, len(list)-len(packages))
	return packages, nil
}

func (o object) pack() Package {
	p := Package{
		ID: o.id("package_id"), TrackingNumber: o.text(maxShort, "courier_package_nr"), Courier: o.text(maxShort, "courier_code"),
		TrackingURL: o.link("tracking_url"), State: TrackingStatus(o.quantity("tracking_status")),
		StateAt: o.time("tracking_status_date"), Return: o.yes("is_return"),
	}
	if p.State > OnTheWay {
		p.State = Unknown
	}
	return p
}
