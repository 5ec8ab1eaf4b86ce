package api

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"rozmowa/api/contract"
	"rozmowa/baselinker"
	"rozmowa/desk"
	"rozmowa/orders"
	"rozmowa/secrets"
	"rozmowa/store"
)

// The requests a minute of an account: BaseLinker allows 100, which other programs may share.
const (
	usualBudget = 60
	minBudget   = 10
	maxBudget   = 1000
)

// trialOfToken leaves the answer some time within answerDeadline.
const trialOfToken = 7 * time.Second

// ListBaseLinkerAccounts returns the connected accounts with how far their mirrors are.
func (s *Server) ListBaseLinkerAccounts(ctx context.Context, _ contract.ListBaseLinkerAccountsRequestObject) (contract.ListBaseLinkerAccountsResponseObject, error) {
	accounts, err := s.store.BaseLinkerAccounts(ctx)
	if err != nil {
		return nil, err
	}
	told, err := s.accountsOf(ctx, accounts)
	if err != nil {
		return nil, err
	}
	return contract.ListBaseLinkerAccounts200JSONResponse{Accounts: told}, nil
}

// SaveBaseLinkerAccount connects an account or changes one. A token is tried before it is kept.
func (s *Server) SaveBaseLinkerAccount(ctx context.Context, in contract.SaveBaseLinkerAccountRequestObject) (contract.SaveBaseLinkerAccountResponseObject, error) {
	name, err := desk.CleanWord("name", in.Body.Name)
	if err != nil {
		return nil, err
	}
	if in.AccountID == uuid.Nil {
		return nil, desk.Errorf(desk.Invalid, "missing", "an account needs an id")
	}
	budget := usualBudget
	if in.Body.Budget != nil {
		budget = *in.Body.Budget
	}
	if budget < minBudget || budget > maxBudget {
		return nil, desk.InvalidField("budget", "budget", "a budget is %d to %d requests a minute", minBudget, maxBudget)
	}
	var token *store.BaseLinkerToken
	var tried trial
	if in.Body.Token != nil {
		if token, tried, err = s.triedToken(ctx, in.AccountID, *in.Body.Token); err != nil {
			return nil, err
		}
	}
	account, err := s.store.SaveBaseLinkerAccount(ctx, in.AccountID, in.Body.Version, name, budget, token)
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a BaseLinker account was saved", "account", account.ID, "version", account.Version, "newToken", token != nil, "by", accountOf(ctx).ID)
	if !tried.blockedUntil.IsZero() {
		if err := s.store.BlockBaseLinker(ctx, account.ID, token.Sealed, tried.blockedUntil); err != nil {
			return nil, err
		}
		account.BlockedUntil = tried.blockedUntil
	}
	if tried.statuses != nil {
		if err := s.store.SaveOrderStatuses(ctx, account.ID, tried.statuses, time.Now()); err != nil {
			return nil, err
		}
	}
	if token != nil {
		s.lookAtOrders(ctx, account.ID)
	}
	told, err := s.accountsOf(ctx, []store.BaseLinkerAccount{*account})
	if err != nil {
		return nil, err
	}
	return contract.SaveBaseLinkerAccount200JSONResponse(told[0]), nil
}

// lookAtOrders has the mirror look now. When the engine is away, a worker starts it later.
func (s *Server) lookAtOrders(ctx context.Context, account uuid.UUID) {
	if err := s.engine.LookAtOrders(ctx, account); err != nil {
		s.log.WarnContext(ctx, "a mirror of orders can't be told to look now; a worker starts it later", "account", account, "error", err)
	}
}

// trial is what came of trying a token.
type trial struct {
	statuses []baselinker.Status
	// blockedUntil: BaseLinker takes it, but not now.
	blockedUntil time.Time
}

// triedToken tries a token and returns it as it is kept. Errors: conflict (token_taken), invalid (token_rejected), unavailable
// (baselinker_unreachable, baselinker_budget, secret_key_missing).
func (s *Server) triedToken(ctx context.Context, account uuid.UUID, given string) (*store.BaseLinkerToken, trial, error) {
	given = strings.TrimSpace(given)
	rejected := desk.InvalidField("token", "token_rejected", "BaseLinker doesn't take this token")
	if !baselinker.ValidToken(given) {
		return nil, trial{}, rejected
	}
	token, err := s.Gate.Seal(account, given)
	if errors.Is(err, secrets.ErrNoKey) {
		return nil, trial{}, errSecretKeyMissing("set ROZMOWA_SECRET_KEY (rozmowa secret-key makes one): tokens are kept encrypted")
	}
	if err != nil {
		return nil, trial{}, err
	}
	switch other, err := s.store.BaseLinkerAccountOf(ctx, token.Hash); {
	case err == nil && other.ID != account:
		return nil, trial{}, desk.Errorf(desk.Conflict, "token_taken", "another account has this token")
	case err != nil && desk.KindOf(err) != desk.NotFound:
		return nil, trial{}, err
	}
	within, cancel := context.WithTimeout(ctx, trialOfToken)
	defer cancel()
	statuses, err := s.Gate.Try(within, given)
	var wait *orders.Wait
	var refused *baselinker.Error
	switch {
	case err == nil:
		return token, trial{statuses: statuses}, nil
	case errors.As(err, &wait) && wait.For == desk.WaitBlocked:
		return token, trial{blockedUntil: wait.Until}, nil
	case errors.As(err, &wait) && wait.For == desk.WaitRejected:
		return nil, trial{}, rejected
	case errors.As(err, &wait), errors.As(err, &refused):
		return nil, trial{}, errBaseLinker(err)
	}
	return nil, trial{}, err
}

// errBaseLinker is the answer where BaseLinker couldn't be asked, or refused what it was asked.
func errBaseLinker(err error) error {
	var wait *orders.Wait
	if !errors.As(err, &wait) {
		if errors.As(err, new(*baselinker.Error)) {
			return desk.Errorf(desk.Unavailable, "baselinker_unreachable", "BaseLinker refused the request")
		}
		return err
	}
	switch wait.For {
	case desk.WaitBlocked:
		return desk.Errorf(desk.Unavailable, "baselinker_blocked", "BaseLinker has blocked the token until %s", wait.Until.UTC().Format(time.RFC3339))
	case desk.WaitBudget:
		return desk.Errorf(desk.Unavailable, "baselinker_budget", "the requests of this minute are used up")
	case desk.WaitRejected:
		return desk.Errorf(desk.Conflict, "token_rejected", "BaseLinker refuses the account's token")
	}
	return desk.Errorf(desk.Unavailable, "baselinker_unreachable", "BaseLinker doesn't answer")
}

// RemoveBaseLinkerAccount disconnects an account. A worker forgets its orders.
func (s *Server) RemoveBaseLinkerAccount(ctx context.Context, in contract.RemoveBaseLinkerAccountRequestObject) (contract.RemoveBaseLinkerAccountResponseObject, error) {
	if err := s.store.DeleteBaseLinkerAccount(ctx, in.AccountID); err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a BaseLinker account was disconnected", "account", in.AccountID, "by", accountOf(ctx).ID)
	return contract.RemoveBaseLinkerAccount204Response{}, nil
}

// RefreshBaseLinkerAccount reads an account's statuses and sources again, and has its mirror look now.
func (s *Server) RefreshBaseLinkerAccount(ctx context.Context, in contract.RefreshBaseLinkerAccountRequestObject) (contract.RefreshBaseLinkerAccountResponseObject, error) {
	within, cancel := context.WithTimeout(ctx, trialOfToken)
	defer cancel()
	if err := orders.SaveStatuses(within, s.store, s.Gate, in.AccountID, orders.Interactive, time.Now()); err != nil {
		return nil, errBaseLinker(err)
	}
	if err := orders.SaveSources(within, s.store, s.Gate, in.AccountID, orders.Interactive, time.Now()); err != nil {
		return nil, errBaseLinker(err)
	}
	s.lookAtOrders(ctx, in.AccountID)
	account, err := s.store.BaseLinkerAccount(ctx, in.AccountID)
	if err != nil {
		return nil, err
	}
	told, err := s.accountsOf(ctx, []store.BaseLinkerAccount{*account})
	if err != nil {
		return nil, err
	}
	return contract.RefreshBaseLinkerAccount200JSONResponse(told[0]), nil
}

// GetBaseLinkerVocabulary returns what agents need to know of the accounts.
func (s *Server) GetBaseLinkerVocabulary(ctx context.Context, _ contract.GetBaseLinkerVocabularyRequestObject) (contract.GetBaseLinkerVocabularyResponseObject, error) {
	accounts, err := s.store.BaseLinkerAccounts(ctx)
	if err != nil {
		return nil, err
	}
	statuses, err := s.orderStatuses(ctx)
	if err != nil {
		return nil, err
	}
	sources, err := s.store.OrderSources(ctx, uuid.Nil)
	if err != nil {
		return nil, err
	}
	told := make([]contract.OrderAccount, len(accounts))
	for i := range accounts {
		a := &accounts[i]
		told[i] = contract.OrderAccount{ID: a.ID, Name: a.Name, Statuses: orEmpty(statuses[a.ID]), Sources: []string{}}
		if a.Rejected != store.NothingRejected {
			told[i].Rejected = new(bool)
			*told[i].Rejected = true
		}
		for _, source := range sources {
			if source.AccountID == a.ID && source.Name != "" && !slices.Contains(told[i].Sources, source.Name) {
				told[i].Sources = append(told[i].Sources, source.Name)
			}
		}
	}
	return contract.GetBaseLinkerVocabulary200JSONResponse{Accounts: told}, nil
}

// orderStatuses are all accounts' statuses.
func (s *Server) orderStatuses(ctx context.Context) (map[uuid.UUID][]contract.OrderStatus, error) {
	all, err := s.store.OrderStatuses(ctx, uuid.Nil)
	if err != nil {
		return nil, err
	}
	by := map[uuid.UUID][]contract.OrderStatus{}
	for _, status := range all {
		told := contract.OrderStatus{ID: status.ID, Name: status.Name, Color: status.Color}
		if status.Gone {
			told.Gone = &status.Gone
		}
		by[status.AccountID] = append(by[status.AccountID], told)
	}
	return by, nil
}

// accountsOf tells accounts with their mirrors and statuses. Tokens are told to nobody.
func (s *Server) accountsOf(ctx context.Context, accounts []store.BaseLinkerAccount) ([]contract.BaseLinkerAccount, error) {
	mirrors, err := s.store.OrderMirrors(ctx)
	if err != nil {
		return nil, err
	}
	statuses, err := s.orderStatuses(ctx)
	if err != nil {
		return nil, err
	}
	told := make([]contract.BaseLinkerAccount, len(accounts))
	for i := range accounts {
		a := &accounts[i]
		told[i] = contract.BaseLinkerAccount{
			ID: a.ID, Version: a.Version, Name: a.Name, Budget: a.Budget, CreatedAt: a.CreatedAt, RejectedAt: timeOrNil(a.RejectedAt),
			Statuses: orEmpty(statuses[a.ID]), Mirror: mirrorOf(mirrors[a.ID], a),
		}
		if a.Rejected != store.NothingRejected {
			rejected := contract.BaseLinkerAccountRejected(a.Rejected)
			told[i].Rejected = &rejected
		}
		if a.BlockedUntil.After(time.Now()) {
			told[i].BlockedUntil = &a.BlockedUntil
		}
	}
	return told, nil
}

func mirrorOf(m *store.OrderMirror, a *store.BaseLinkerAccount) contract.OrderMirror {
	if m == nil { // it hasn't begun
		start := a.CreatedAt.AddDate(0, -store.ArchiveAge, 0)
		return contract.OrderMirror{Phase: contract.OrderMirrorPhase(store.MirrorFilling), StartsAt: start, Through: start}
	}
	told := contract.OrderMirror{
		Phase: contract.OrderMirrorPhase(m.Phase), Orders: m.Orders, StartsAt: m.StartsAt, Through: m.New.At, Journal: m.Journal,
		SyncedAt: timeOrNil(m.SyncedAt), FailingSince: timeOrNil(m.FailingSince), NextTryAt: timeOrNil(m.NextTryAt),
	}
	if m.Odd > 0 {
		told.Odd = &m.Odd
	}
	if m.Error != "" {
		told.Error = &m.Error
	}
	return told
}
