package api

import (
	"context"

	"rozmowa/api/contract"
)

// GetVocabulary returns what tickets' properties are made of.
func (s *Server) GetVocabulary(ctx context.Context, _ contract.GetVocabularyRequestObject) (contract.GetVocabularyResponseObject, error) {
	v, err := s.store.Vocabulary(ctx)
	if err != nil {
		return nil, err
	}
	return contract.GetVocabulary200JSONResponse{
		Statuses: eachOf(v.Statuses, statusOf), Tags: eachOf(v.Tags, tagOf), Teams: eachOf(v.Teams, teamOf),
		Contexts: eachOf(v.Contexts, contextOf), Inboxes: eachOf(v.Inboxes, inboxOf),
	}, nil
}

func eachOf[T, C any](list []T, convert func(*T) C) []C {
	converted := make([]C, len(list))
	for i := range list {
		converted[i] = convert(&list[i])
	}
	return converted
}
