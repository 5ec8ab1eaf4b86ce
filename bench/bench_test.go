package bench

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// testLimit is how long a run may take, and whatever is waited for in it: a busy machine is no failure.
const testLimit = 5 * time.Minute

// tinyPlan does everything a little: it is about the bench, not about the figures.
var tinyPlan = plan{
	limit: testLimit, agents: 2, watches: 2,
	baselineRounds: 1, baselineFor: 100 * time.Millisecond, appendClients: 4, appendTickets: 8, updatesAlone: 3, updateClients: 2,
	chats: 4, rate: 40, chatRounds: 1, chatFor: 400 * time.Millisecond,
	busy: 4, busyRounds: 2, busyFor: 200 * time.Millisecond, signalRates: []int{20}, signalFor: 300 * time.Millisecond, catchUpFor: testLimit,
	burstRounds: 1, burst: 10, starters: 2, drainFor: testLimit,
	rules: 3, answerRate: 20,
	sockets: 5, settle: 100 * time.Millisecond,
}

// workshop builds the program in a folder that also holds what the bench makes for a while.
func workshop(t *testing.T) (folder, program string) {
	t.Helper()
	folder = t.TempDir()
	for _, f := range []string{filepath.Dir(folder), folder} {
		require.NoError(t, os.Chmod(f, 0o711)) // the account that runs Postgres for root must get through
	}
	t.Setenv("TMPDIR", folder)
	program = filepath.Join(folder, "rozmowa")
	build, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "rozmowa/cmd/rozmowa").CombinedOutput()
	require.NoError(t, err, string(build))
	return folder, program
}

func TestTheBenchMeasuresAndLeavesNothingBehind(t *testing.T) {
	temp, program := workshop(t)
	running := goleak.IgnoreCurrent()

	var out bytes.Buffer
	report, err := run(t.Context(), tinyPlan, Options{Program: program, Out: &out})
	require.NoError(t, err, out.String())
	for _, row := range report.Rows {
		require.NotEmpty(t, row.Rounds, row.Name)
		require.Contains(t, out.String(), row.Name)
	}
	require.NotContains(t, out.String(), "NaN")

	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second) // as Ctrl-C would, in the middle of the start
	defer cancel()
	_, err = run(ctx, tinyPlan, Options{Program: program, Out: &out})
	require.ErrorIs(t, err, context.DeadlineExceeded)

	left, err := filepath.Glob(filepath.Join(temp, "rozmowa-bench-*"))
	require.NoError(t, err)
	require.Empty(t, left, "temporary folders")
	goleak.VerifyNone(t, running)
}

func TestListsAreMeasuredOnAFolderThatIsFilledOnce(t *testing.T) {
	temp, program := workshop(t)
	running := goleak.IgnoreCurrent()
	folder := filepath.Join(temp, "filled")
	var out bytes.Buffer
	require.NoError(t, Fill(t.Context(), FillOptions{Tickets: 1000, Seed: 3, Folder: folder, Out: &out}), out.String())
	require.Contains(t, out.String(), "1000 tickets, of which")
	require.ErrorContains(t, Fill(t.Context(), FillOptions{Tickets: 10, Folder: folder, Out: &out}), "only an empty one is filled")

	plan := listPlan{limit: testLimit, rounds: 2, standing: pace{1, 1, 200}, sought: pace{1, 1, 200}, connections: 2, deep: 10, fewTickets: 100}
	for range 2 { // its second run finds what the first left
		out.Reset()
		report, err := lists(t.Context(), plan, ListOptions{Program: program, Folder: folder, Out: &out})
		require.NoError(t, err, out.String())
		figures := map[string]Row{}
		for _, row := range report.Rows {
			figures[row.Name] = row
		}
		require.EqualValues(t, 1000, figures["tickets"].Value)
		for _, name := range []string{
			"all chats: all, first page, p99", "all chats: all, 10 pages on, p99", "all chats: a ticket's 200 entries, p99",
			"all chats: the last 200 of 2000 entries, p99", "a small chat: all, next page, p99", "a chat of 20 tickets: awaiting, first page, p99",
			"no chat: counts, p99",
		} {
			row := figures[name]
			require.Len(t, row.Rounds, 2, name)
			require.Positive(t, row.Typical, name)
			require.NotNil(t, row.Goal, name)
		}
		require.NotContains(t, figures, "no chat: a ticket, p99")
		require.Positive(t, figures["all chats: counts, p99"].Ratio, "few tickets are the baseline")
		require.Contains(t, out.String(), "; p50 ")
	}
	goleak.VerifyNone(t, running)
}

func TestInboxesAskOnlyWhatTheyAreToldOf(t *testing.T) {
	_, program := workshop(t)
	running := goleak.IgnoreCurrent()
	var out bytes.Buffer
	p := inboxPlan{plan: plan{limit: testLimit, agents: 3, watches: 2, chats: 6, catchUpFor: testLimit}, calmRate: 12, busyRate: 60, minute: time.Second, calmMinutes: 1, minutes: 3}
	report, err := inboxes(t.Context(), p, InboxOptions{Program: program, Out: &out})
	require.NoError(t, err, out.String())
	figures := map[string]Row{}
	for _, row := range report.Rows {
		figures[row.Name] = row
	}
	require.Len(t, figures, len(report.Rows), "two figures of one name")
	busy := figures["requests for lists and counts, an agent a minute, 60 msg/s"]
	require.Len(t, busy.Rounds, 3)
	require.Positive(t, busy.Value)
	require.LessOrEqual(t, busy.Value, 60/countsEvery.Seconds()+60, "no more than the page's own pace, and one too many in the second")
	require.Positive(t, figures["memory of the program, after each minute"].Value)
	require.Zero(t, figures["messages lost, doubled or out of order, in the journal or at a socket"].Value)
	goleak.VerifyNone(t, running)
}

func TestGrowth(t *testing.T) {
	require.InDelta(t, 1, growth([]float64{9, 2, 2, 2, 2, 2}), 1e-9)
	require.InDelta(t, 2, growth([]float64{1, 2, 2, 3, 4, 4}), 1e-9)
	require.InDelta(t, 1, growth([]float64{5}), 1e-9)
}

func TestScan(t *testing.T) {
	message := func(seq int, number int) string {
		return fmt.Sprintf(`{"author":{"id":"9e","kind":"agent","name":"Anna"},"body":"#%09d%s","createdAt":"2026-11-22T18:00:00Z","seq":%d}`, number, words, seq)
	}
	operation := `{"author":{"kind":"system","name":""},"createdAt":"2026-11-22T18:00:00Z","operation":{"type":"joined"},"seq":8}`
	frame := func(entries string) []byte {
		return []byte(`{"type":"entries","ticket":"x","from":6,"through":9,"entries":[` + entries + `]}`)
	}
	for name, c := range map[string]struct {
		entries string
		want    []said
	}{
		"one message":                            {message(7, 123), []said{{7, 123}}},
		"two messages are told apart":            {message(7, 123) + "," + message(8, 124), []said{{7, 123}, {8, 124}}},
		"an operation between takes no number":   {message(7, 123) + "," + operation + "," + message(9, 124), []said{{7, 123}, {8, 0}, {9, 124}}},
		"an operation first takes no number":     {operation + "," + message(9, 124), []said{{8, 0}, {9, 124}}},
		"somebody else's message has no number":  {`{"body":"Dzień dobry","seq":7}`, []said{{7, 0}}},
		"a frame without entries brings nothing": {"", nil},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, scan(frame(c.entries), nil)) })
	}
}

func TestASocketTakesFramesAndArraysOfThem(t *testing.T) {
	c := &chat{id: uuid.New()}
	s := &socket{side: clerk, chats: map[[idLength]byte]*chat{[idLength]byte([]byte(c.id.String())): c}}
	frame := func(seq int) string {
		return fmt.Sprintf(`{"type":"entries","ticket":"%s","from":%d,"through":%d,"entries":[{"body":"#%09d%s","seq":%d}]}`, c.id, seq-1, seq, 100+seq, words, seq)
	}
	for _, message := range []string{
		`{"type":"watching","ticket":"` + c.id.String() + `","through":1}`,
		frame(2),
		`[{"type":"ticket","ticket":{}},` + frame(3) + `,` + frame(4) + `]`,
		`[{"type":"ticket","ticket":{}}]`,
		`{"type":"resync"}`,
	} {
		s.take([]byte(message), nil, newStage())
	}
	require.Equal(t, []said{{2, 102}, {3, 103}, {4, 104}}, c.heard[clerk].got)
	require.Equal(t, int64(1), c.heard[clerk].since)
	require.Equal(t, int64(1), s.resyncs.Load())
}

func TestAJournalIsJudgedByWhatWasAcknowledged(t *testing.T) {
	journal := []said{{1, 0}, {2, 10}, {3, 11}, {4, 12}}
	heardAll := func() [2]heard {
		got := []said{{2, 10}, {3, 11}, {4, 12}}
		return [2]heard{{watching: true, since: 1, through: 4, got: got}, {watching: true, since: 1, through: 4, got: got}}
	}
	for name, c := range map[string]struct {
		journal []said
		spoil   func(*chat)
		want    verdict
	}{
		"everything is there":           {journal, func(*chat) {}, verdict{Messages: 3}},
		"an acknowledged message fails": {journal, func(c *chat) { c.acked = append(c.acked, said{5, 13}) }, verdict{Messages: 4, Lost: 1}},
		"a message stands twice": {append(journal[:4:4], said{5, 12}), func(c *chat) { c.heard = [2]heard{} },
			verdict{Messages: 3, Doubled: 1, Disordered: 1, SocketsMissed: 10}},
		"messages changed places":   {[]said{{1, 0}, {2, 11}, {3, 10}, {4, 12}}, func(c *chat) { c.heard = [2]heard{{since: 4}, {since: 4}} }, verdict{Messages: 3, Disordered: 2}},
		"a socket missed a message": {journal, func(c *chat) { c.heard[clerk].got = []said{{2, 10}, {4, 12}} }, verdict{Messages: 3, SocketsMissed: 1}},
		"a socket got another's":    {journal, func(c *chat) { c.heard[customer].got = []said{{2, 10}, {3, 99}, {4, 12}} }, verdict{Messages: 3, Disordered: 1}},
		"a socket got one twice":    {journal, func(c *chat) { c.heard[clerk].take([]said{{3, 11}}) }, verdict{Messages: 3, SocketsRepeated: 1}},
		"a socket came back too late": {journal, func(c *chat) {
			c.heard[clerk] = heard{}
			c.heard[clerk].begin(1)
			c.heard[clerk].take([]said{{2, 10}})
			c.heard[clerk].begin(4)
		}, verdict{Messages: 3, SocketsMissed: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			chat := &chat{acked: []said{{2, 10}, {3, 11}, {4, 12}}, heard: heardAll()}
			c.spoil(chat)
			require.Equal(t, c.want, chat.judge(c.journal))
		})
	}
}

func TestPercentilesAndMedians(t *testing.T) {
	var samples []time.Duration
	for i := range 200 {
		samples = append(samples, time.Duration(200-i))
	}
	require.Equal(t, latencies{P50: 100, P99: 198}, latenciesOf(samples))
	require.Equal(t, latencies{}, latenciesOf(nil))
	require.Equal(t, 2.0, median([]float64{3, 1, 2}))
	require.Equal(t, 0.0, median([]float64{}))
	for want, v := range map[string]float64{"0": 0, "0.012": 0.012, "2.5": 2.5, "12.3": 12.34, "1800": 1800.4, "7": 7} {
		require.Equal(t, want, number(v))
	}
}
