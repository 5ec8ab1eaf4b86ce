package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// scenario is played on a conversation of its own.
type scenario struct {
	name, channel string
	play          func(context.Context, *play, *chat) error
}

var scenarios = []scenario{
	{"an-agent-closes", usual, anAgentCloses},
	{"two-open-at-once", usual, twoOpenAtOnce},
	{"a-reply-is-a-join", usual, aReplyIsAJoin},
	{"a-takeover", usual, aTakeover},
	{"reopened-and-closed-again", usual, reopenedAndClosedAgain},
	{"many-messages", usual, manyMessages},
	{"still-open", usual, stillOpen},
	{"waiting-and-silence", quick, waitingAndSilence},
	{"silence-that-is-broken", quick, silenceThatIsBroken},
	{"assigned-and-given-back", quick, assignedAndGivenBack},
	{"closing-time", night, closingTime},
	{"the-journal-is-away", quick, theJournalIsAway}, // last: the others can't do without it
}

const where = "Dzień dobry, gdzie jest moja przesyłka?"

// all plays every scenario, one after another: they are to be read.
func (p *play) all(ctx context.Context) error {
	for _, s := range scenarios {
		say("playing %s", s.name)
		c, err := p.starts(ctx, s.channel, s.name, bozydar)
		if err == nil {
			err = s.play(ctx, p, c)
		}
		if err != nil {
			return fmt.Errorf("scenario %s: %w", s.name, err)
		}
	}
	for _, part := range []struct {
		path string
		play func(context.Context) error
	}{{"/api/v1/rules", p.allRules}, {"/api/v1/baselinker/accounts", p.allOrders}} {
		known, err := p.knows(ctx, part.path)
		if err == nil && known {
			err = part.play(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// steps does one after another until one fails.
func steps(do ...func() error) error {
	for i, f := range do {
		if err := f(); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	return nil
}

func closed(seenSeq int) map[string]int { return map[string]int{"seenSeq": seenSeq} }

func anAgentCloses(ctx context.Context, p *play, c *chat) error {
	return steps(
		func() error { return p.anna.opens(ctx, c) },
		func() error { return p.anna.writes(ctx, c, "Już sprawdzam numer nadania.", 0) },
		func() error { return c.says(ctx, "Dziękuję, czekam cierpliwie.") },
		func() error { return p.anna.post(ctx, c, "close", closed(1), http.StatusConflict) }, // the customer wrote
		func() error { return p.anna.post(ctx, c, "close", closed(0), 0) },
	)
}

func twoOpenAtOnce(ctx context.Context, p *play, c *chat) error {
	second := make(chan error, 1)
	go func() { second <- p.piotr.opens(ctx, c) }()
	first := p.anna.opens(ctx, c)
	if err := <-second; err != nil {
		return err
	}
	return steps(
		func() error { return first },
		func() error { return c.shows(ctx, "joined", 1) },
		func() error { return c.ends(ctx) },
		func() error { return c.ends(ctx) }, // again: nothing to do
	)
}

func aReplyIsAJoin(ctx context.Context, p *play, c *chat) error {
	return steps(
		func() error { return p.piotr.writes(ctx, c, "Przesyłka jest w sortowni.", 0) },
		func() error { return c.shows(ctx, "joined", 1) },
		func() error { return p.anna.writes(ctx, c, "Ja też odpowiem.", http.StatusConflict) },
		func() error { return c.ends(ctx) },
	)
}

func aTakeover(ctx context.Context, p *play, c *chat) error {
	return steps(
		func() error { return p.anna.opens(ctx, c) },
		func() error { return p.piotr.post(ctx, c, "takeover", nil, 0) },
		func() error { return p.piotr.writes(ctx, c, "Przejmuję tę sprawę.", 0) },
		func() error { return p.piotr.post(ctx, c, "close", closed(0), 0) },
	)
}

func reopenedAndClosedAgain(ctx context.Context, p *play, c *chat) error {
	c.runs = 3
	return steps(
		func() error { return p.anna.opens(ctx, c) },
		func() error { return p.anna.writes(ctx, c, "Zwrot został przyjęty.", 0) },
		func() error { return p.anna.post(ctx, c, "close", closed(0), 0) },
		func() error { return c.over(ctx, 1) },
		func() error { return p.piotr.post(ctx, c, "reopen", nil, 0) },
		func() error { return c.says(ctx, "Pieniądze jeszcze nie przyszły.") },
		func() error { return p.piotr.post(ctx, c, "close", closed(0), 0) },
		func() error { return c.over(ctx, 2) },
		func() error { return p.anna.post(ctx, c, "reopen", nil, 0) },
		func() error { return c.ends(ctx) },
	)
}

func manyMessages(ctx context.Context, p *play, c *chat) error {
	if err := p.anna.opens(ctx, c); err != nil {
		return err
	}
	for i := range 40 {
		if err := c.says(ctx, fmt.Sprintf("Pytanie numer %d o przesyłkę", i)); err != nil {
			return err
		}
		if err := p.anna.writes(ctx, c, fmt.Sprintf("Odpowiedź numer %d o przesyłce", i), 0); err != nil {
			return err
		}
	}
	return c.ends(ctx)
}

func stillOpen(ctx context.Context, p *play, c *chat) error {
	c.open = true
	return steps(
		func() error { return p.anna.opens(ctx, c) },
		func() error { return p.anna.writes(ctx, c, "Proszę o chwilę cierpliwości.", 0) },
	)
}

func waitingAndSilence(ctx context.Context, p *play, c *chat) error {
	return steps(
		func() error { return c.shows(ctx, "wait_notice", 1) },
		func() error { return p.anna.opens(ctx, c) },
		func() error { return p.anna.writes(ctx, c, "Czy mogę jeszcze w czymś pomóc?", 0) },
		func() error { return c.shows(ctx, "silence_reminder", 1) },
		func() error { return c.shows(ctx, "closed", 1) },
	)
}

func silenceThatIsBroken(ctx context.Context, p *play, c *chat) error {
	return steps(
		func() error { return p.anna.opens(ctx, c) },
		func() error { return p.anna.writes(ctx, c, "Jest tam kto?", 0) },
		func() error { return c.shows(ctx, "silence_reminder", 1) },
		func() error { return c.says(ctx, "Tak, tak, jestem.") },
		func() error { return p.anna.writes(ctx, c, "Wysłaliśmy nową sztukę.", 0) },
		func() error { return c.shows(ctx, "silence_reminder", 2) },
		func() error { return c.shows(ctx, "closed", 1) },
	)
}

func closingTime(ctx context.Context, p *play, c *chat) error {
	return steps(
		func() error { return c.begun(ctx) },
		func() error {
			// A week without a range: the shop is closed from now on, and until tomorrow noon.
			tomorrow := time.Now().AddDate(0, 0, 1).Format(time.DateOnly)
			_, err := p.db.ExecContext(ctx, `
				UPDATE channels SET settings = jsonb_build_object('hours', jsonb_build_object('timeZone', 'UTC',
					'week', '{"1": []}'::jsonb, 'exceptions', jsonb_build_object($2::text, '[{"from": 720, "to": 1020}]'::jsonb)))
				WHERE key = $1`, night, tomorrow)
			return err
		},
		func() error { return p.anna.changes(ctx, c, "priority", "low") }, // it wakes; the customer can't write any more
		func() error { return c.shows(ctx, "after_hours", 1) },
		func() error { return p.anna.opens(ctx, c) },
		func() error { return p.anna.post(ctx, c, "close", closed(0), 0) },
	)
}

func assignedAndGivenBack(ctx context.Context, p *play, c *chat) error {
	return steps(
		func() error { return p.anna.gives(ctx, c, p.piotr) },
		func() error { return c.shows(ctx, "joined", 1) },
		func() error { return p.piotr.writes(ctx, c, "To sprawa dla koleżanki.", 0) },
		func() error { return p.piotr.gives(ctx, c, nil) },
		func() error { return p.piotr.changes(ctx, c, "priority", "high") },
		func() error { return c.says(ctx, "Czy ktoś jeszcze jest?") },
		func() error { return c.shows(ctx, "wait_notice", 1) },
		func() error { return p.anna.writes(ctx, c, "Już odpowiadam.", 0) },
		func() error { return c.shows(ctx, "joined", 2) },
		func() error { return p.anna.changes(ctx, c, "sentiment", "positive") },
		func() error { return c.ends(ctx) },
	)
}

// theJournalIsAway as the wait notice is due, for longer than a local activity has patience.
func theJournalIsAway(ctx context.Context, p *play, c *chat) error {
	return steps(
		func() error { return c.begun(ctx) },
		func() error { return c.relayed(ctx) }, // or the relay tells it again, when all is over
		func() error { return p.stack.StopPostgres(ctx) },
		func() error { return c.recorded(ctx, "ActivityTaskScheduled", 1) },
		func() error { return p.stack.StartPostgres(ctx) },
		func() error { return c.shows(ctx, "wait_notice", 1) },
		func() error { return c.ends(ctx) },
	)
}
