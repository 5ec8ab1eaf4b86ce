package worker

import (
	"context"
	"log/slog"
	"time"
)

// wait ends after d, with ctx, or when the bell rings.
func wait(ctx context.Context, d time.Duration, bell <-chan struct{}) {
	select {
	case <-time.After(d):
	case <-bell:
	case <-ctx.Done():
	}
}

// repeat makes passes, so far from each other, until ctx ends. One that fails is logged as the complaint, and tried again; those
// that fail behind it aren't.
func repeat(ctx context.Context, every time.Duration, log *slog.Logger, complaint string, pass func(context.Context) error) {
	for away := false; ctx.Err() == nil; wait(ctx, every, nil) {
		err := pass(ctx)
		if err != nil && !away && ctx.Err() == nil {
			log.WarnContext(ctx, complaint, "error", err)
		}
		away = err != nil
	}
}
