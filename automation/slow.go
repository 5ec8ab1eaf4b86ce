package automation

import (
	"context"
	"time"

	"rozmowa/rules"
)

// A rule is switched off when its condition took too long again and again: five times, without twenty in between that went
// well. Each of these was measured twice, since a busy machine holds up anybody once.
const (
	maxStrikes = 5
	forgiven   = 20
)

var tooLong = 20 * time.Millisecond // a test makes it shorter

// strikes are a rule's slow evaluations.
type strikes struct {
	version, slow, well int
}

// holds asks a rule's condition, and looks at the clock.
func (e *Engine) holds(ctx context.Context, r *rule, facts *rules.Facts) (bool, error) {
	began := time.Now()
	holds, err := r.condition.Match(facts)
	took := time.Since(began)
	if took > tooLong {
		began = time.Now()
		holds, err = r.condition.Match(facts)
		took = min(took, time.Since(began))
	}
	if e.strike(r, took > tooLong) {
		e.log.WarnContext(ctx, "a rule is slow again and again; it is switched off", "rule", r.ID, "version", r.Version, "took", took)
		if err := e.store.SwitchOffSlowRule(ctx, r.ID, r.Version); err != nil {
			e.log.ErrorContext(ctx, "a slow rule could not be switched off", "rule", r.ID, "error", err)
		}
	}
	return holds, err
}

// strike counts an evaluation and reports whether the rule is to be switched off.
func (e *Engine) strike(r *rule, slow bool) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.strikes[r.ID]
	switch {
	case !slow && s == nil:
		return false
	case s == nil || s.version != r.Version:
		s = &strikes{version: r.Version}
		e.strikes[r.ID] = s
	}
	if !slow {
		if s.well++; s.well >= forgiven {
			delete(e.strikes, r.ID)
		}
		return false
	}
	s.well = 0
	if s.slow++; s.slow < maxStrikes {
		return false
	}
	delete(e.strikes, r.ID)
	return true
}
