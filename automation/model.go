package automation

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"rozmowa/classify"
	"rozmowa/classify/remote"
	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/store"
)

const (
	// modelFor is how long is believed whether a model is asked: every look would read it otherwise.
	modelFor = 2 * time.Second
	// questionsAtOnce is of how many new messages a model is asked at a look; those before keep the built-in judgement.
	questionsAtOnce = 3
)

// knownModel is the model that is set, as it was read.
type knownModel struct {
	store.LanguageModel
	until time.Time
}

// endpoint is an open way to a model, for one version of its settings.
type endpoint struct {
	*remote.Endpoint
	version int64
}

// Questions implements rules.Set.
func (e *Engine) Questions(ctx context.Context, ticket uuid.UUID, after, through int64) (*rules.Questions, error) {
	m, err := e.model(ctx)
	if err != nil || !m.Asked() || m.RestsUntil.Valid && time.Now().Before(m.RestsUntil.Time) {
		return nil, err
	}
	seqs, err := e.store.ModelQuestions(ctx, ticket, after, through, questionsAtOnce)
	if err != nil || len(seqs) == 0 {
		return nil, err
	}
	return &rules.Questions{Seqs: seqs, Patience: m.Patience}, nil
}

// model is the one that is set, as it was a moment ago.
func (e *Engine) model(ctx context.Context) (*store.LanguageModel, error) {
	e.mu.Lock()
	known := e.known
	e.mu.Unlock()
	if known != nil && time.Now().Before(known.until) {
		return &known.LanguageModel, nil
	}
	m, err := e.store.LanguageModel(ctx)
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.known = &knownModel{*m, time.Now().Add(modelFor)}
	return m, nil
}

// AskModel implements rules.Set.
func (e *Engine) AskModel(ctx context.Context, ticket uuid.UUID, seq int64) (rules.Answered, error) {
	m, err := e.store.LanguageModel(ctx)
	if err != nil {
		return "", err
	}
	if !m.Asked() {
		return rules.AnsweredOff, nil
	}
	body, byModel, err := e.store.ModelQuestion(ctx, ticket, seq)
	switch {
	case desk.KindOf(err) == desk.NotFound:
		return rules.AnsweredGone, nil
	case err != nil:
		return "", err
	case byModel: // an earlier try wasn't heard
		return rules.AnsweredJudged, nil
	}
	if m.RestsUntil.Valid {
		if may, err := e.store.ProbeModel(ctx, m.Version); err != nil || !may {
			return rules.AnsweredResting, err
		}
	}
	own, err := e.store.OwnContexts(ctx)
	if err != nil {
		return "", err
	}
	examples, err := e.examples(ctx)
	if err != nil {
		return "", err
	}
	result, err := e.askEndpoint(ctx, m, body, own)
	if err != nil {
		return e.noteFailure(ctx, m, ticket, seq, err)
	}
	result = classify.Corrected(result, body, examples)
	err = e.store.NoteModelJudgement(ctx, ticket, seq, store.Judgement{Sentiment: result.Sentiment, Context: result.Context, Language: result.Language})
	return rules.AnsweredJudged, errors.Join(err, e.store.NoteModelAnswer(ctx, m.Version))
}

// askEndpoint has the model judge a text. Errors are of type *remote.Error.
func (e *Engine) askEndpoint(ctx context.Context, m *store.LanguageModel, body string, own []store.OwnContext) (classify.Result, error) {
	way, err := e.endpointOf(m)
	if err != nil {
		return classify.Result{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, m.Patience.Duration())
	defer cancel()
	return way.Text(ctx, body, RemoteContexts(own))
}

// RemoteContexts are own contexts as a model is told of them.
func RemoteContexts(own []store.OwnContext) []remote.Context {
	told := make([]remote.Context, len(own))
	for i, c := range own {
		told[i] = remote.Context{Key: c.Key, Name: c.Name, Phrases: c.Examples}
	}
	return told
}

// endpointOf keeps a way open for as long as the settings stay.
func (e *Engine) endpointOf(m *store.LanguageModel) (*endpoint, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.way != nil && e.way.version == m.Version {
		return e.way, nil
	}
	key := ""
	if m.Key != nil {
		var err error
		if key, err = e.secrets.Open(store.ModelKeyPlace, m.Key); err != nil {
			return nil, &remote.Error{Kind: remote.NoKey}
		}
	}
	opened, err := remote.New(m.Address, key, m.Model)
	if err != nil { // saved by a version that took it
		return nil, &remote.Error{Kind: remote.Refused}
	}
	if e.way != nil {
		e.way.Close() // idle connections; what is under way goes on
	}
	e.way = &endpoint{opened, m.Version}
	return e.way, nil
}

// noteFailure says for operators and on the settings' page why the built-in judgement stays.
func (e *Engine) noteFailure(ctx context.Context, m *store.LanguageModel, ticket uuid.UUID, seq int64, failed error) (rules.Answered, error) {
	var why *remote.Error
	if !errors.As(failed, &why) {
		return "", failed
	}
	// The activity's own time may be up with the answer's.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	until, err := e.store.NoteModelFailure(ctx, store.ModelFailure{
		Version: m.Version, Kind: string(why.Kind), Status: why.Status,
		ForGood: why.Kind == remote.Refused || why.Kind == remote.NoKey, Probe: m.RestsUntil.Valid,
	})
	if err != nil {
		return "", err
	}
	args := []any{"ticket", ticket, "entry", seq, "problem", why.Kind, "status", why.Status}
	if !until.IsZero() {
		args = append(args, "restsUntil", until)
	}
	e.log.WarnContext(ctx, "the language model gave no judgement; the built-in one stays", args...)
	return rules.Answered(why.Kind), nil
}
