package api

import (
	"context"
	"errors"
	"time"

	"rozmowa/api/contract"
	"rozmowa/automation"
	"rozmowa/classify"
	"rozmowa/classify/remote"
	"rozmowa/desk"
	"rozmowa/store"
)

// maxModelName is how long the name of a model may be, in characters.
const maxModelName = 200

// GetLanguageModel returns the model that judges messages, without its key.
func (s *Server) GetLanguageModel(ctx context.Context, _ contract.GetLanguageModelRequestObject) (contract.GetLanguageModelResponseObject, error) {
	m, err := s.store.LanguageModel(ctx)
	if err != nil {
		return nil, err
	}
	return contract.GetLanguageModel200JSONResponse(languageModelOf(m)), nil
}

// SaveLanguageModel sets the model that judges messages.
func (s *Server) SaveLanguageModel(ctx context.Context, in contract.SaveLanguageModelRequestObject) (contract.SaveLanguageModelResponseObject, error) {
	saved, err := s.store.LanguageModel(ctx)
	if err != nil {
		return nil, err
	}
	m, err := languageModelFrom(in.Body)
	if err != nil {
		return nil, err
	}
	key, err := s.modelKey(m, in.Body.Key, saved)
	switch {
	case errors.Is(err, errKeyUnreadable): // it stays as it is: what else is saved needn't wait for the box's key
		key, m.Key, err = "unknown", saved.Key, nil
	case err == nil && key != "":
		m.Key, err = s.seal(store.ModelKeyPlace, key) // by the newest key
	}
	if err != nil {
		return nil, err
	}
	way, err := remote.New(m.Address, key, m.Model)
	if err != nil {
		return nil, err
	}
	way.Close()
	if m, err = s.store.SaveLanguageModel(ctx, m); err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "the language model was set", "version", m.Version, "enabled", m.Enabled, "by", accountOf(ctx).ID)
	return contract.SaveLanguageModel200JSONResponse(languageModelOf(m)), nil
}

// RemoveLanguageModel forgets the model: the built-in judgement is the only one.
func (s *Server) RemoveLanguageModel(ctx context.Context, _ contract.RemoveLanguageModelRequestObject) (contract.RemoveLanguageModelResponseObject, error) {
	if err := s.store.DeleteLanguageModel(ctx); err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "the language model was removed", "by", accountOf(ctx).ID)
	return contract.RemoveLanguageModel204Response{}, nil
}

// TryLanguageModel has a text judged by a model that need not be saved, and tells what left the house and what came back.
func (s *Server) TryLanguageModel(ctx context.Context, in contract.TryLanguageModelRequestObject) (contract.TryLanguageModelResponseObject, error) {
	text, err := desk.CleanBody("text", in.Body.Text)
	if err != nil {
		return nil, err
	}
	saved, err := s.store.LanguageModel(ctx)
	if err != nil {
		return nil, err
	}
	m, err := languageModelFrom(&in.Body.Draft)
	if err != nil {
		return nil, inDraft(err)
	}
	key, err := s.modelKey(m, in.Body.Draft.Key, saved)
	if errors.Is(err, errKeyUnreadable) {
		return nil, errSecretKeyMissing("the saved key can't be read: set ROZMOWA_SECRET_KEY to the key it was saved with, or give it again")
	}
	if err != nil {
		return nil, inDraft(err)
	}
	way, err := remote.New(m.Address, key, m.Model)
	if err != nil {
		return nil, inDraft(err)
	}
	defer way.Close()
	own, err := s.store.OwnContexts(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, m.Patience.Duration())
	defer cancel()
	began := time.Now()
	result, err := way.Text(ctx, text, automation.RemoteContexts(own))
	trial := contract.TryLanguageModel200JSONResponse{
		Masked: classify.Mask(text), TookMs: time.Since(began).Milliseconds(), BuiltIn: classificationOf(classify.Text(text, classify.Examples{})),
	}
	var failure *remote.Error
	switch {
	case err == nil:
		judged := classificationOf(result)
		trial.Model = &judged
	case errors.As(err, &failure):
		problem := contract.LanguageModelProblem(failure.Kind)
		trial.Problem = &problem
		if failure.Status != 0 {
			trial.Status = &failure.Status
		}
	default:
		return nil, err
	}
	return trial, nil
}

// inDraft names the field of a trial's draft by its whole way.
func inDraft(err error) error {
	var known *desk.Error
	if !errors.As(err, &known) || known.Field == "" {
		return err
	}
	within := *known
	within.Field = "draft." + known.Field
	return &within
}

// languageModelFrom checks what an admin set, but for what a key has to do with.
func languageModelFrom(d *contract.LanguageModelDraft) (*store.LanguageModel, error) {
	way, err := remote.New(d.Address, "", d.Model)
	if err != nil {
		return nil, err
	}
	defer way.Close()
	m := &store.LanguageModel{
		Version: d.Version, Enabled: d.Enabled, Address: way.Address(), Patience: desk.Seconds(d.Patience),
	}
	if m.Model, err = desk.CleanLine("model", d.Model, maxModelName); err != nil {
		return nil, err
	}
	if d.Patience < 1 || d.Patience > 8 {
		return nil, desk.InvalidField("patience", "range", "an answer may take from 1 to 8 seconds")
	}
	return m, nil
}

var errKeyUnreadable = errors.New("the saved key can't be read")

// modelKey is the key to ask the model with: given, or the saved one, which goes to no other address. A nil key was not given.
func (s *Server) modelKey(m *store.LanguageModel, given *string, saved *store.LanguageModel) (string, error) {
	switch {
	case given != nil:
		return *given, nil
	case saved.Key == nil:
		return "", nil
	case m.Address != saved.Address:
		return "", desk.InvalidField("key", "key_needed", "with another address the key has to be given again")
	}
	key, err := s.Secrets.Open(store.ModelKeyPlace, saved.Key)
	if err != nil {
		return "", errKeyUnreadable
	}
	return key, nil
}

// languageModelOf tells all but the key.
func languageModelOf(m *store.LanguageModel) contract.LanguageModel {
	if m.Version == 0 {
		return contract.LanguageModel{}
	}
	patience, has := int(m.Patience), m.Key != nil
	told := contract.LanguageModel{
		Version: m.Version, Enabled: &m.Enabled, Address: &m.Address, Model: &m.Model, Patience: &patience, HasKey: &has, Failures: &m.Failures,
	}
	if m.AnsweredAt.Valid {
		told.AnsweredAt = &m.AnsweredAt.Time
	}
	if m.FailedAt.Valid {
		told.Failure = &contract.LanguageModelFailure{Problem: contract.LanguageModelProblem(m.Failure), At: m.FailedAt.Time}
		if m.FailureStatus != 0 {
			told.Failure.Status = &m.FailureStatus
		}
	}
	if m.RestsUntil.Valid && time.Now().Before(m.RestsUntil.Time) {
		told.RestsUntil = &m.RestsUntil.Time
	}
	return told
}
