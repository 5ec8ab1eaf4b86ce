package api

import (
	"slices"

	"github.com/google/uuid"

	"rozmowa/api/contract"
	"rozmowa/desk"
)

// maxMentions is how many agents a note names.
const maxMentions = 20

// mentionsOf takes whom an entry names: each once, and not its writer.
func mentionsOf(e *contract.AgentEntry, writer uuid.UUID) ([]uuid.UUID, error) {
	if e.Mentions == nil || len(*e.Mentions) == 0 {
		return nil, nil
	}
	if e.Kind != contract.AgentEntryKindNote {
		return nil, desk.InvalidField("mentions", "mentions_notes_only", "agents are mentioned in notes")
	}
	if len(*e.Mentions) > maxMentions {
		return nil, desk.InvalidField("mentions", "too_many_mentions", "a note mentions at most %d agents", maxMentions)
	}
	var mentioned []uuid.UUID
	for _, id := range *e.Mentions {
		if id != writer && !slices.Contains(mentioned, id) {
			mentioned = append(mentioned, id)
		}
	}
	return mentioned, nil
}
