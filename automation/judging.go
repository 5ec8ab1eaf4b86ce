package automation

import (
	"context"
	"time"

	"github.com/google/uuid"

	"rozmowa/classify"
	"rozmowa/store"
)

// examplesFor is how long what the company taught is believed before it is read again.
const examplesFor = 20 * time.Second

// taught is what the company taught, as it was read.
type taught struct {
	classify.Examples
	until time.Time
}

// Judge implements rules.Set.
func (e *Engine) Judge(ctx context.Context, ticket uuid.UUID, after int64) error {
	messages, err := e.store.Unjudged(ctx, ticket, after)
	if err != nil || len(messages) == 0 {
		return err
	}
	examples, err := e.examples(ctx)
	if err != nil {
		return err
	}
	seqs, judgements := make([]int64, len(messages)), make([]store.Judgement, len(messages))
	for i, m := range messages {
		r := classify.Text(m.Body, examples)
		seqs[i], judgements[i] = m.Seq, store.Judgement{Sentiment: r.Sentiment, Context: r.Context, Language: r.Language}
	}
	return e.store.NoteJudgements(ctx, ticket, seqs, judgements)
}

// examples are what the company taught.
func (e *Engine) examples(ctx context.Context) (classify.Examples, error) {
	e.mu.Lock()
	known := e.taught
	e.mu.Unlock()
	if known != nil && time.Now().Before(known.until) {
		return known.Examples, nil
	}
	examples, err := readExamples(ctx, e.store)
	if err != nil {
		return classify.Examples{}, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.taught = &taught{examples, time.Now().Add(examplesFor)}
	return examples, nil
}

func readExamples(ctx context.Context, s *store.Store) (classify.Examples, error) {
	topics, corrections, err := s.JudgementExamples(ctx, classify.MaxCorrections)
	if err != nil {
		return classify.Examples{}, err
	}
	own, said := make([]classify.Topic, len(topics)), make([]classify.Correction, len(corrections))
	for i, t := range topics {
		own[i] = classify.Topic{Key: t.Key, Phrases: t.Phrases}
	}
	for i, c := range corrections {
		said[i] = classify.Correction{Text: c.Body, Sentiment: c.Sentiment, Context: c.Context}
	}
	return classify.NewExamples(own, said), nil
}
