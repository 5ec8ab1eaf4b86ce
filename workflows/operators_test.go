package workflows_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/workflows"
)

func TestSearchAttributesAreSetOnlyWhenTheyChange(t *testing.T) {
	r := begin(t)
	r.joins(time.Second, anna)
	for i := range 20 {
		r.at(time.Minute+time.Duration(i)*time.Second, r.says)
	}
	r.at(2*time.Minute, func() { r.change(func() { r.priority = desk.Urgent }); r.says() })
	r.at(150*time.Second, func() { r.change(func() { r.sentiment = desk.Negative }); r.says() })
	r.commands(3*time.Minute, workflows.TakeOverUpdate, workflows.AgentCommand{Agent: piotr})
	r.at(200*time.Second, func() { r.change(func() { r.sentiment = "" }); r.says() })
	r.closes(4*time.Minute, workflows.CloseCommand{By: desk.ClosedByCustomer})
	r.toTheEnd()
	var seen []string
	for _, a := range r.attributes {
		channel, _ := a.GetKeyword(workflows.ChannelAttribute)
		state, _ := a.GetKeyword(workflows.StateAttribute)
		agent, _ := a.GetKeyword(workflows.AgentAttribute)
		priority, _ := a.GetKeyword(workflows.PriorityAttribute)
		sentiment, _ := a.GetKeyword(workflows.SentimentAttribute)
		seen = append(seen, strings.TrimSpace(strings.Join([]string{channel, state, agent, priority, sentiment}, " ")))
	}
	require.Equal(t, []string{
		"glowny active " + anna.String() + " normal",
		"glowny active " + anna.String() + " urgent",
		"glowny active " + anna.String() + " urgent negative",
		"glowny active " + piotr.String() + " urgent",
		"glowny active " + piotr.String() + " urgent", // and without a sentiment: a Get doesn't show what is unset
		"glowny closed " + piotr.String() + " urgent",
	}, seen)
}

func TestTheLatestStepsAreKeptAndNoMore(t *testing.T) {
	r := begin(t)
	for i := range 100 {
		r.at(time.Duration(i+1)*time.Second, r.says)
	}
	r.watch(time.Minute * 10)
	steps := r.standing().Steps
	require.Len(t, steps, 20)
	require.Equal(t, "2093-11-23 11:02:00 · nobody has joined: customer told, agents rung", steps[18])
	require.Equal(t, "2093-11-23 11:02:00 · entries through 102", steps[19])
	require.Less(t, len(strings.Join(steps, "")), 4096)
}

func TestStepsNameNobodyButByTheirID(t *testing.T) {
	r := answered(t)
	r.toTheEnd()
	require.Equal(t, []string{
		"2093-11-23 11:00:00 · entries through 1",
		"2093-11-23 11:00:01 · join `" + anna.String() + "`",
		"2093-11-23 11:00:01 · entries through 2",
		"2093-11-23 11:01:00 · entries through 3",
		"2093-11-23 11:16:00 · customer silent since entry 3: reminded",
		"2093-11-23 11:16:00 · entries through 4",
		"2093-11-23 12:01:00 · customer silent since entry 3: closed",
		"2093-11-23 12:01:00 · entries through 5",
	}, r.standing().Steps)
}

func TestSummary(t *testing.T) {
	require.Equal(t, "Chat #123 · Sklep główny", workflows.Summary(123, "Sklep główny"))
	long := workflows.Summary(123, strings.Repeat("ż", 150))
	require.LessOrEqual(t, len(long), 200)
	require.True(t, utf8.ValidString(long))
	require.True(t, strings.HasSuffix(long, "ż…"))
}

func TestStepsHaveIDsOfTheirTicket(t *testing.T) {
	one, other := begin(t), begin(t)
	for _, r := range []*run{one, other} {
		r.joins(time.Second, anna)
		r.at(time.Minute, func() { r.replies(anna) })
		r.toTheEnd()
		for _, e := range r.entries {
			if e.Kind == desk.Operation {
				require.Equal(t, uuid.Version(5), e.ID.Version(), "writers of messages may not use these ids")
			}
		}
	}
	require.NotEqual(t, one.operation(desk.OpClosed).ID, other.operation(desk.OpClosed).ID)
}
