package orders

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"

	"rozmowa/baselinker"
	"rozmowa/desk"
	"rozmowa/store"
)

// Try asks BaseLinker for an account's statuses with a token that isn't kept yet. A token that an account has is counted as that
// account's, and tried though it was refused before. Errors: a *Wait, for WaitRejected where BaseLinker refuses it;
// a *baselinker.Error.
func (g *Gate) Try(ctx context.Context, token string) (statuses []baselinker.Status, err error) {
	token = strings.TrimSpace(token)
	if !baselinker.ValidToken(token) {
		return nil, &Wait{For: desk.WaitRejected}
	}
	request := func(ctx context.Context, c *baselinker.Client) (err error) {
		statuses, err = c.Statuses(ctx)
		return err
	}
	known, err := g.store.BaseLinkerAccountOf(ctx, store.HashBaseLinkerToken(token))
	switch {
	case err == nil:
		err = g.call(ctx, Interactive, store.BaseLinkerCall{Account: known.ID, Method: baselinker.MethodStatuses, Anyway: true}, request)
	case desk.KindOf(err) == desk.NotFound:
		// Nobody else has it yet: there is no budget to count it in. Saving the account does.
		err = request(ctx, g.client(token).Once())
		var e *baselinker.Error
		if errors.As(err, &e) {
			if wait := waitOf(e, g.now()); wait != nil {
				err = wait
			}
		}
	}
	return statuses, err
}

// Seal makes of an account's token what is kept of it. Error: secrets.ErrNoKey.
func (g *Gate) Seal(account uuid.UUID, token string) (*store.BaseLinkerToken, error) {
	token = strings.TrimSpace(token)
	sealed, err := g.box.Seal(store.BaseLinkerTokenPlace(account), token)
	if err != nil {
		return nil, err
	}
	return &store.BaseLinkerToken{Sealed: sealed, Hash: store.HashBaseLinkerToken(token)}, nil
}
