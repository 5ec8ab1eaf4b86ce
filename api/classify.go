package api

import (
	"context"

	"rozmowa/api/contract"
	"rozmowa/classify"
	"rozmowa/desk"
)

// ClassifyText says what a customer's message would be taken for by the built-in judgement, and keeps nothing.
func (s *Server) ClassifyText(_ context.Context, in contract.ClassifyTextRequestObject) (contract.ClassifyTextResponseObject, error) {
	text, err := desk.CleanBody("text", in.Body.Text)
	if err != nil {
		return nil, err
	}
	return contract.ClassifyText200JSONResponse(classificationOf(classify.Text(text, classify.Examples{}))), nil
}

func classificationOf(r classify.Result) contract.Classification {
	return contract.Classification{
		Sentiment: contract.Sentiment(r.Sentiment), SentimentScore: r.SentimentScore,
		Context: r.Context, ContextScore: r.ContextScore, Language: contract.ClassificationLanguage(r.Language),
	}
}
