package fill

import (
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// word is a tag or a team.
type word struct {
	id   uuid.UUID
	name string
}

func wordsOf(noun string, names ...string) []word {
	words := make([]word, len(names))
	for i, name := range names {
		words[i] = word{idOf(noun, name), name}
	}
	return words
}

var (
	tags = wordsOf("tag", "pilne", "stały klient", "paczkomat", "reklamacja", "prezent", "rabat", "firma", "VIP", "opóźnienie", "wymiana",
		"uszkodzenie", "telefon", "święta", "hurt", "pochwała", "źle zaadresowane", "cło", "raty", "ślub", "do archiwum")
	teams = wordsOf("team", "Zwroty i reklamacje", "Magazyn", "Księgowość", "Opiekunowie hurtowni")
)

// describe has the agent say what the ticket is about. Most say little.
func (c *conversation) describe() {
	if c.IntN(100) < 25 {
		c.change(desk.Change{Property: desk.PropertyContext, Value: c.topic.context})
	}
	for c.IntN(100) < 15 {
		tag := oneOf(c.Rand, tags)
		if !c.hasTag(tag.id) {
			c.change(desk.Change{Property: desk.PropertyTagAdded, Value: tag.id.String(), Name: tag.name})
		}
	}
	if c.IntN(100) < 8 {
		sentiment := []desk.Sentiment{desk.Negative, desk.Negative, desk.Neutral, desk.Positive}[c.IntN(4)]
		c.change(desk.Change{Property: desk.PropertySentiment, Value: string(sentiment)})
	}
	if c.IntN(100) < 8 {
		priority := []desk.Priority{desk.High, desk.High, desk.Urgent, desk.Low}[c.IntN(4)]
		c.change(desk.Change{Property: desk.PropertyPriority, Value: string(priority), Was: string(desk.Normal)})
	}
	if c.IntN(100) < 6 {
		team := oneOf(c.Rand, teams)
		c.change(desk.Change{Property: desk.PropertyTeam, Value: team.id.String(), Name: team.name})
	}
	if c.IntN(100) < 3 {
		if other := c.channel.writer(c.Rand); other != c.agent {
			c.change(desk.Change{Property: desk.PropertyWatcherAdded, Value: other.ID.String(), Name: other.Name})
		}
	}
	if c.IntN(200) < 3 {
		c.setStatus(desk.StatusSpam)
	}
}

// leave has the agent say how far the work is on a ticket that is left for now.
func (c *conversation) leave() {
	if c.lastFrom != desk.ByAgent {
		return
	}
	switch p := c.IntN(100); {
	case p < 30:
		c.setStatus(desk.StatusPending)
	case p < 40:
		c.setStatus(desk.StatusConsultation)
	case p < 45:
		c.setStatus(desk.StatusResolved)
	}
}

func (c *conversation) setStatus(status string) {
	c.change(desk.Change{Property: desk.PropertyStatus, Value: status, Was: c.status})
}

// change appends an agent's change of the ticket and makes it, if there is still time for it.
func (c *conversation) change(change desk.Change) {
	c.wait(10 * time.Second)
	if !c.operation(c.agent, desk.OperationDetails{Type: desk.OpChanged, Change: &change}) {
		return
	}
	c.wake = int64(len(c.entries))
	switch change.Property {
	case desk.PropertyStatus:
		c.status = change.Value
	case desk.PropertyContext:
		c.context = change.Value
	case desk.PropertyTagAdded:
		c.tags = append(c.tags, uuid.MustParse(change.Value))
	case desk.PropertySentiment:
		c.sentiment = desk.Sentiment(change.Value)
	case desk.PropertyPriority:
		c.priority = desk.Priority(change.Value)
	case desk.PropertyTeam:
		c.team = uuid.MustParse(change.Value)
	case desk.PropertyWatcherAdded:
		c.watchers = append(c.watchers, uuid.MustParse(change.Value))
	default:
		panic("fill: nobody changes " + string(change.Property))
	}
}

func (c *conversation) hasTag(id uuid.UUID) bool {
	for _, tag := range c.tags {
		if tag == id {
			return true
		}
	}
	return false
}
