package fakebase

import "time"

// The journal's kinds of rows that this package writes.
const (
	logCreated   = 1
	logConfirmed = 2
	logPayment   = 3
	logRemoved   = 4
	logMerged    = 5
	logDelivery  = 11
	logEdited    = 16
	logStatus    = 18
	logInvoice   = 21
)

// journalDays is how far back the journal goes.
const journalDays = 3 * 24 * time.Hour

// journalPage is how many rows one answer holds at most.
const journalPage = 100

type logRow struct {
	ID     int64 `json:"id"`
	Order  int64 `json:"order"`
	Type   int64 `json:"type"`
	Object int64 `json:"object,omitempty"`
	Date   int64 `json:"date"`
}

// journal is under Server.mu. It is kept while it is off too, as the real one is switched on by support.
type journal struct {
	Journal
	rows   []logRow // by id
	last   int64
	seeded int64 // the last that the shop began with
}

const firstLog = 456_200_000

func (j *journal) add(order, kind, object int64, date time.Time) *logRow {
	j.last = max(j.last, firstLog) + 1
	j.rows = append(j.rows, logRow{j.last, order, kind, object, date.Unix()})
	return &j.rows[len(j.rows)-1]
}

// prune forgets what is older than three days.
func (j *journal) prune(now time.Time) {
	oldest := now.Add(-journalDays).Unix()
	old := 0
	for old < len(j.rows) && j.rows[old].Date < oldest {
		old++
	}
	j.rows = j.rows[old:]
}

func (s *Server) log(order, kind, object int64) {
	s.keep.write(kept{Log: s.journal.add(order, kind, object, s.config.Now())})
}

// SetJournal switches the journal.
func (s *Server) SetJournal(j Journal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.journal.Journal = j
}
