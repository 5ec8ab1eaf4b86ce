package bench

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// What must be reached on a 2-core machine that also carries Postgres, Temporal and the load.
const (
	goalAckP50      = 2.5 // ms
	goalAckP99      = 10
	goalSocketP50   = 3.5
	goalSocketP99   = 15
	goalSaturated   = 1800 // messages a second
	goalOfAppend    = 0.5
	goalStarts      = 500 // a second
	goalCatchUp     = 60  // s
	goalSignals     = 0.5 // a message, saturated
	goalSocketKB    = 45
	goalAnswerP50   = 150 // ms, to the automatic answer
	goalAnswerP99   = 400
	backlogFactor   = 3 // the chats' limits while a backlog of starts is worked off
	bytesInKilobyte = 1000
)

// rows puts the figures beside their goals and the baselines.
func (m *measured) rows(p plan) []Row {
	appendP50, appendP99 := median(each(m.appendAlone, p50)), median(each(m.appendAlone, p99))
	appends, updates := median(m.appends), median(m.updates)
	rows := []Row{
		{Name: fmt.Sprintf("(a) append by SQL, %d clients, %d tickets", p.appendClients, p.appendTickets), Unit: "msg/s", Rounds: m.appends},
		{Name: "(a) one client alone, p50", Unit: "ms", Rounds: each(m.appendAlone, p50)},
		{Name: "(a) one client alone, p99", Unit: "ms", Rounds: each(m.appendAlone, p99)},
		{Name: fmt.Sprintf("(b) bare Update, %d clients", p.updateClients), Unit: "/s", Rounds: m.updates},
		{Name: "(b) alone, p50", Unit: "ms", Rounds: []float64{p50(m.updateAlone)}},
		{Name: "(b) alone, p99", Unit: "ms", Rounds: []float64{p99(m.updateAlone)}},
	}
	add := func(r Row) { rows = append(rows, r) }
	pair := func(name string, rounds []latencies, goalP50, goalP99 float64) {
		add(Row{Name: name + ", p50", Unit: "ms", Rounds: each(rounds, p50), Goal: atMost(goalP50), Baseline: "(a) alone", baseline: appendP50})
		add(Row{Name: name + ", p99", Unit: "ms", Rounds: each(rounds, p99), Goal: atMost(goalP99), Baseline: "(a) alone", baseline: appendP99})
	}
	load := fmt.Sprintf(", %d msg/s over %d", p.rate, p.chats)
	pair("customer's POST acknowledged"+load, m.customerAcks, goalAckP50, goalAckP99)
	pair("agent's POST acknowledged"+load, m.agentAcks, goalAckP50, goalAckP99)
	pair("customer's POST to the agent's socket", m.toAgent, goalSocketP50, goalSocketP99)
	pair("agent's POST to the customer's socket", m.toCustomer, goalSocketP50, goalSocketP99)

	automatic := fmt.Sprintf("customer's POST to the automatic answer at their socket, %d rules", p.rules)
	add(Row{Name: automatic + ", p50", Unit: "ms", Rounds: each(m.answered, p50), Goal: atMost(goalAnswerP50)})
	add(Row{Name: automatic + ", p99", Unit: "ms", Rounds: each(m.answered, p99), Goal: atMost(goalAnswerP99)})

	add(Row{Name: fmt.Sprintf("saturated, %d conversations, both sides writing", p.busy), Unit: "msg/s", Rounds: m.saturated,
		Goal: atLeast(goalSaturated), Baseline: "(a)", baseline: appends})
	add(Row{Name: "saturated, of (a)", Unit: "", Rounds: each(m.saturated, func(n float64) float64 { return n / appends }), Goal: atLeast(goalOfAppend)})
	v := m.verdict
	add(Row{Name: "messages lost, doubled or out of order, in the journal or at a socket", Goal: atMost(0), Note: v.String(),
		Rounds: []float64{float64(v.Lost + v.Doubled + v.Disordered + v.SocketsMissed + v.SocketsRepeated)}})
	add(Row{Name: "sockets cut", Goal: atMost(0), Rounds: []float64{float64(v.SocketsCut)}})
	add(Row{Name: fmt.Sprintf("starts acknowledged, saturated, %d connections", p.starters), Unit: "/s", Rounds: m.starts,
		Goal: atLeast(goalStarts), Baseline: "(a)", baseline: appends})
	add(Row{Name: fmt.Sprintf("engine caught up after %v saturated", time.Duration(p.busyRounds)*p.busyFor), Unit: "s",
		Rounds: m.caughtUp, Goal: atMost(goalCatchUp)})
	rows = append(rows, m.signalRows()...)
	add(Row{Name: fmt.Sprintf("backlog of %d starts worked off, chats going on", p.burst), Unit: "/s", Rounds: m.drained, Baseline: "(b)", baseline: updates})
	meanwhile := "meanwhile: "
	pair(meanwhile+"customer's POST acknowledged", m.drainAcks, backlogFactor*goalAckP50, backlogFactor*goalAckP99)
	pair(meanwhile+"to the agent's socket", m.drainToAgent, backlogFactor*goalSocketP50, backlogFactor*goalSocketP99)
	pair(meanwhile+"to the customer's socket", m.drainToCustomer, backlogFactor*goalSocketP50, backlogFactor*goalSocketP99)
	add(Row{Name: fmt.Sprintf("memory a silent socket, %d open", p.sockets), Unit: "kB",
		Rounds: each(m.socketBytes, func(n float64) float64 { return n / float64(p.sockets) / bytesInKilobyte }), Goal: atMost(goalSocketKB),
		Note: fmt.Sprintf("%.1f MB idle", m.idleBytes/1e6)})
	rows = slices.DeleteFunc(rows, func(r Row) bool { return len(r.Rounds) == 0 }) // scenes left out
	for i := range rows {
		rows[i].finish()
	}
	return rows
}

// signalRows are the signals per message at the heaviest load, and whether they fell on the way there.
func (m *measured) signalRows() []Row {
	if len(m.signals) == 0 {
		return nil
	}
	last := m.signals[len(m.signals)-1]
	falling := 1.0
	var series []string
	for i, s := range m.signals {
		series = append(series, fmt.Sprintf("%.3f at %.0f/s", s.perMessage, s.rate))
		if i > 0 && s.perMessage >= m.signals[i-1].perMessage {
			falling = 0
		}
	}
	return []Row{
		{Name: "signals per message, saturated", Unit: "", Rounds: []float64{last.perMessage}, Goal: atMost(goalSignals)},
		{Name: "signals per message fall as load rises", Unit: "", Rounds: []float64{falling}, Goal: atLeast(1), Note: strings.Join(series, ", ")},
	}
}
