package api

import (
	"context"

	"rozmowa/api/contract"
	"rozmowa/desk"
)

// GetGeneralSettings returns what is set once for the whole company.
func (s *Server) GetGeneralSettings(ctx context.Context, _ contract.GetGeneralSettingsRequestObject) (contract.GetGeneralSettingsResponseObject, error) {
	settings, err := s.store.CompanySettings(ctx)
	if err != nil {
		return nil, err
	}
	return contract.GetGeneralSettings200JSONResponse(generalOf(settings)), nil
}

// SaveGeneralSettings sets it.
func (s *Server) SaveGeneralSettings(ctx context.Context, in contract.SaveGeneralSettingsRequestObject) (contract.SaveGeneralSettingsResponseObject, error) {
	settings := desk.CompanySettings{Version: in.Body.Version, AnswerHours: in.Body.AnswerHours}
	if err := settings.Check(); err != nil {
		return nil, err
	}
	saved, err := s.store.SaveCompanySettings(ctx, settings)
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "the company's settings were saved", "version", saved.Version, "by", accountOf(ctx).ID)
	return contract.SaveGeneralSettings200JSONResponse(generalOf(saved)), nil
}

func generalOf(c *desk.CompanySettings) contract.GeneralSettings {
	return contract.GeneralSettings{Version: c.Version, AnswerHours: c.AnswerHours}
}
