package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"rozmowa/rules"
)

// answersEach is how many messages of a conversation are answered automatically: more would be a talk of automatons.
const answersEach = 2

// automatic measures how long a customer waits for an automatic answer, with other rules that are asked about the message
// too: from the sending of the message to the answer at their own socket.
func (b *bench) automatic(ctx context.Context, m *measured) (err error) {
	b.say("%d rules are switched on; %d conversations begin", b.rules, b.chats)
	off, err := b.switchOn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, off()) }()
	c, err := b.gather(ctx, b.chats)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.disperse()) }()
	b.say("%d messages a second, each answered automatically", b.answerRate)
	took := make([]time.Duration, b.chats*answersEach)
	tasks, asking := errgroup.WithContext(ctx)
	began := time.Now()
	type turn struct {
		k   int
		due time.Duration
	}
	turns := make([]chan turn, b.chats) // a customer writes one message after the other
	for i := range turns {
		turns[i] = make(chan turn, answersEach)
		tasks.Go(func() (err error) {
			for t := range turns[i] {
				if took[t.k], err = c.chats[i].askAutomaton(asking, began.Add(t.due), c.stage.numbers.Add(1)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	tasks.Go(func() error {
		defer func() {
			for _, queue := range turns {
				close(queue)
			}
		}()
		return paced(asking, began, b.answerRate, len(took), func(k int, due time.Duration) {
			turns[k%b.chats] <- turn{k, due} // never blocks
		})
	})
	if err := tasks.Wait(); err != nil {
		return err
	}
	m.answered = append(m.answered, latenciesOf(took))
	return nil
}

// askAutomaton writes a message that was due then, and waits for the answer.
func (c *chat) askAutomaton(ctx context.Context, due time.Time, number int64) (time.Duration, error) {
	if err := c.write(customer, number); err != nil {
		return 0, err
	}
	select {
	case at := <-c.automatic:
		return at.Sub(due), nil
	case <-time.After(neverCame):
		return neverCame, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// switchOn switches the scene's rules on: one answers, before it are others whose conditions don't hold. off switches them off.
func (b *bench) switchOn(ctx context.Context) (off func() error, err error) {
	made := map[uuid.UUID]int{}
	off = func() error {
		var errs []error
		for id, version := range made {
			errs = append(errs, b.journal.SwitchRule(context.WithoutCancel(ctx), id, version, false))
		}
		return errors.Join(errs...)
	}
	for i := range b.rules {
		s := rules.Settings{
			Name: fmt.Sprintf("Reguła %d", i+1), Often: rules.EveryTime, Triggers: []rules.Trigger{{Event: rules.CustomerMessage}},
			Condition: fmt.Sprintf(`message.text contains "reklamacja %d" and ticket.priority != "urgent"`, i), Actions: []rules.Action{{Kind: rules.SetPriority, Value: "urgent"}},
		}
		if i == b.rules-1 {
			s.Condition = `message.text contains "kurtka" and ticket.messages > 1`
			s.Actions = []rules.Action{{Kind: rules.Autoresponder, Texts: map[string]string{"pl": "Dziękujemy, {customer.firstName}. Odpowiemy na czacie {channel.name}."}}}
		}
		if err := s.Clean(); err != nil {
			return nil, errors.Join(err, off())
		}
		r, err := b.journal.SaveRule(ctx, uuid.New(), 0, s, false, b.clerks[0].id)
		if err != nil {
			return nil, errors.Join(err, off())
		}
		if err := b.journal.SwitchRule(ctx, r.ID, r.Version, true); err != nil {
			return nil, errors.Join(err, off())
		}
		made[r.ID] = r.Version
	}
	return off, nil
}
