package fill

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
)

const (
	meanMessages = 10
	messagesSkew = 0.85 // of the lognormal distribution: one ticket in a hundred has more than 50
	mostMessages = 180
	// openShare is how many of a few tickets are open, openTickets how many of many.
	openShare   = 0.05
	openTickets = 5000
)

// How many entries the few long tickets have, and the longest one.
const (
	LongEntries    = 200
	LongestEntries = 2000
)

// maker makes tickets, each by its place alone.
type maker struct {
	*company
	*calendar
	seed    uint64
	tickets int
	open    float64     // about how many are open
	long    map[int]int // the places of the long tickets, and how many entries they have
}

func newMaker(tickets int, seed uint64, until time.Time) (*maker, error) {
	when, err := newCalendar(until.UTC().Truncate(time.Microsecond))
	if err != nil {
		return nil, err
	}
	m := &maker{company: newCompany(tickets), calendar: when, seed: seed, tickets: tickets, long: map[int]int{}}
	m.open = min(openShare*float64(tickets), openTickets)
	if tickets >= 1000 {
		m.long[tickets*7/10] = LongestEntries
	}
	for i, n := 0, min(max(6, tickets/50_000), tickets/100); i < n; i++ { // weeks ago: they are over
		m.long[tickets*8/10+tickets*17/100*i/n] = LongEntries
	}
	return m, nil
}

// ticket is a row of tickets with what hangs on it.
type ticket struct {
	id                      uuid.UUID
	number                  int64 // which Postgres gives it, since it comes in this place
	channel                 *channel
	token                   []byte
	subject, name, email    string
	page                    string
	state                   desk.State
	priority                desk.Priority
	status, context         string
	sentiment               desk.Sentiment
	team                    uuid.UUID // uuid.Nil: none
	tags, watchers          []uuid.UUID
	agent                   *desk.Account // nil: nobody has it
	created, closed         time.Time
	wake, closedSeq         int64
	lastCustomer, lastReply int64
	lastAt, awaiting        time.Time // awaiting is zero when an agent wrote last
	lastFrom                desk.AuthorKind
	lastText                string
	entries                 []entry
	reads                   []read
}

type entry struct {
	ticket    uuid.UUID
	seq       int64
	id        uuid.UUID
	kind      desk.EntryKind
	by        desk.AuthorKind
	agent     *desk.Account // nil for customer and system
	name      string
	body      string
	operation []byte // nil: none
	at        time.Time
}

type read struct {
	agent  *desk.Account
	ticket uuid.UUID
	seq    int64
}

// ticket makes the ticket at a place: 0 is the oldest.
func (m *maker) ticket(place int) *ticket {
	r := rand.New(rand.NewPCG(m.seed, uint64(place)))
	c := &conversation{Rand: r, maker: m, now: m.at((float64(place) + r.Float64()) / float64(m.tickets))}
	c.channel, c.number = m.channel(r), int64(place)+1
	entries, long := m.long[place]
	if place%3 == 2 && entries == LongEntries { // the agent of the small chat has long ones too
		c.channel = &m.channels[salon]
	}
	c.begin()
	switch newer := float64(m.tickets - 1 - place); {
	case long:
		c.join()
		for len(c.entries) < entries-1 && !c.now.After(c.until) {
			c.turn()
		}
		c.close(desk.ClosedByAgent)
	case r.Float64() < math.Exp(-newer/m.open): // the newest are open, and ever fewer of the older
		c.leaveOpen()
	default:
		c.finish()
	}
	c.mark()
	return &c.ticket
}

// conversation writes a ticket's journal as the program would have.
type conversation struct {
	*rand.Rand
	*maker
	ticket
	now     time.Time
	topic   *topic
	facts   facts
	said    int  // messages so far
	plain   bool // the customer writes without the marks of Polish letters
	careful bool // and with capitals and full stops
}

func (c *conversation) begin() {
	speech := c.channel.language
	c.ticket.id, c.token, c.created, c.state = c.random4(), make([]byte, 32), c.now, desk.Waiting
	for i := 0; i < len(c.token); i += 8 {
		binary.LittleEndian.PutUint64(c.token[i:], c.Uint64())
	}
	c.topic = &speech.topics[min(int(c.Float64()*c.Float64()*float64(len(speech.topics))), len(speech.topics)-1)]
	c.name, c.email = person(c.Rand)
	c.facts = speech.facts(c.Rand, c.now.Year(), c.email)
	c.subject = c.topic.subject
	if c.IntN(3) == 0 {
		c.subject += " " + c.facts.order
	}
	c.page = "https://shop.example/" + []string{"", "koszyk", "zamowienia", "produkt/", "pomoc"}[c.IntN(5)]
	c.priority, c.status = desk.Normal, desk.StatusOpen
	c.plain, c.careful = c.IntN(100) < 15, c.IntN(100) < 75
	c.say(desk.ByCustomer, c.text(speech.greetings, c.topic.opening, speech.replies))
	for c.IntN(4) == 0 {
		c.wait(25 * time.Second)
		c.say(desk.ByCustomer, c.text(nil, c.topic.asking, speech.replies))
	}
}

// messages is how many this ticket is to have.
func (c *conversation) messages() int {
	n := meanMessages * math.Exp(-messagesSkew*messagesSkew/2) * skewed(c.NormFloat64(), messagesSkew)
	return min(max(1, int(math.Round(n))), mostMessages)
}

// finish plays the conversation to its end, unless that has not come yet.
func (c *conversation) finish() {
	messages := c.messages()
	if c.IntN(100) < 4 { // nobody came
		c.wait(20 * time.Minute)
		c.close(desk.ClosedByCustomer)
		return
	}
	c.join()
	for c.said < messages && c.status != desk.StatusSpam {
		if c.turn(); c.now.After(c.until) {
			return
		}
	}
	switch p := c.IntN(100); {
	case c.status == desk.StatusSpam:
		c.close(desk.ClosedByAgent)
	case p < 25 && c.lastFrom == desk.ByAgent:
		c.wait(time.Hour)
		c.operation(nil, desk.OperationDetails{Type: desk.OpSilenceReminder})
		c.wait(time.Hour)
		c.close(desk.ClosedBySilence)
	case p < 40:
		c.close(desk.ClosedByCustomer)
	default:
		c.close(desk.ClosedByAgent)
	}
	if c.state == desk.Shut && c.IntN(50) == 0 {
		c.wait(20 * time.Hour)
		if c.do(c.agent, desk.OperationDetails{Type: desk.OpReopened}) {
			c.state, c.status, c.closed = desk.Active, desk.StatusOpen, time.Time{}
			for range 1 + c.IntN(4) {
				c.turn()
			}
			c.close(desk.ClosedByAgent)
		}
	}
}

// leaveOpen plays a part of the conversation: some wait for anybody, some for an answer, some customers are silent.
func (c *conversation) leaveOpen() {
	switch c.IntN(10) {
	case 0, 1, 2:
		if c.IntN(2) == 0 {
			c.wait(3 * time.Minute)
			c.operation(nil, desk.OperationDetails{Type: desk.OpWaitNotice})
		}
	default:
		c.join()
		for n := c.IntN(c.messages() + 1); c.said < n && !c.now.After(c.until); {
			c.turn()
		}
		c.leave()
	}
}

func (c *conversation) join() {
	c.now = c.working(c.now.Add(time.Duration(100 * float64(time.Second) * skewed(c.NormFloat64(), 1))))
	agent := c.channel.writer(c.Rand)
	if c.do(agent, desk.OperationDetails{Type: desk.OpJoined}) {
		c.state, c.agent, c.facts.agent = desk.Active, agent, agent.Name
		c.describe()
	}
}

// turn is somebody's next line: mostly the other side's answer.
func (c *conversation) turn() {
	speech := c.channel.language
	if c.agent != nil && c.IntN(400) == 0 {
		if agent := c.channel.writer(c.Rand); agent != c.agent && c.do(agent, desk.OperationDetails{Type: desk.OpTookOver}) {
			c.agent, c.facts.agent = agent, agent.Name
			return
		}
	}
	if c.IntN(40) == 0 {
		c.wait(time.Minute)
		c.write(entry{id: c.random4(), kind: desk.Note, by: desk.ByAgent, agent: c.agent, body: c.text(nil, speech.notes, speech.notes)})
		return
	}
	customers := c.lastFrom == desk.ByAgent
	if c.IntN(4) == 0 {
		customers = !customers
	}
	c.wait(50 * time.Second)
	if c.IntN(25) == 0 {
		c.wait(3 * time.Hour)
	}
	if customers {
		c.say(desk.ByCustomer, c.text(nil, c.topic.asking, speech.replies))
		return
	}
	c.now = c.working(c.now)
	c.say(desk.ByAgent, c.text(nil, c.topic.answering, speech.courtesies))
}

func (c *conversation) wait(about time.Duration) {
	c.now = c.now.Add(time.Duration(float64(about) * skewed(c.NormFloat64(), 0.8)))
}

// text is a message: a greeting, then one sentence or a few; rarely a whole letter.
func (c *conversation) text(greetings, own, common []sentence) string {
	var b strings.Builder
	if greetings != nil && c.IntN(4) > 0 {
		oneOf(c.Rand, greetings).write(&b, c.Rand, &c.facts)
		b.WriteByte(' ')
	}
	n := 1
	switch p := c.IntN(100); {
	case p < 1:
		n = 10 + c.IntN(15)
	case p < 7:
		n = 4
	case p < 18:
		n = 3
	case p < 45:
		n = 2
	}
	var said map[*piece]bool
	if n > 1 {
		said = make(map[*piece]bool, n)
	}
	for i := range n {
		if i > 0 {
			b.WriteByte(" \n"[min(i%5/4, 1)])
		}
		var next sentence
		for try := 0; try < 4 && (next == nil || said[&next[0]]); try++ { // in a letter people repeat themselves
			from := own
			if (greetings == nil || i > 0) && c.IntN(3) == 0 {
				from = common
			}
			next = oneOf(c.Rand, from)
		}
		if n > 1 {
			said[&next[0]] = true
		}
		next.write(&b, c.Rand, &c.facts)
	}
	return b.String()
}

// asTyped is what a customer makes of a text.
func (c *conversation) asTyped(body string) string {
	if c.plain {
		body = withoutMarks.Replace(body)
	}
	if !c.careful {
		body = strings.ToLower(strings.TrimSuffix(body, "."))
	}
	return body
}

// say appends a message.
func (c *conversation) say(by desk.AuthorKind, body string) {
	e := entry{id: c.random4(), kind: desk.Message, by: by, body: body}
	if by == desk.ByAgent {
		e.agent = c.agent
	} else {
		e.body = c.asTyped(body)
	}
	seq, ok := c.write(e)
	if !ok {
		return
	}
	c.said++
	c.wake, c.lastAt, c.lastFrom, c.lastText = seq, c.now, by, e.body
	if by == desk.ByAgent {
		c.lastReply, c.awaiting = seq, time.Time{}
		return
	}
	c.lastCustomer = seq
	if c.awaiting.IsZero() {
		c.awaiting = c.now
	}
	if c.status == desk.StatusPending || c.status == desk.StatusResolved {
		c.status = desk.StatusOpen
	}
}

// close ends the ticket. A customer or silence closes in nobody's name.
func (c *conversation) close(by desk.ClosedBy) {
	agent := c.agent
	if by != desk.ClosedByAgent {
		agent = nil
	}
	if c.do(agent, desk.OperationDetails{Type: desk.OpClosed, By: by}) {
		c.state, c.closed, c.closedSeq = desk.Shut, c.now, int64(len(c.entries))
		if c.status != desk.StatusSpam {
			c.status = desk.StatusClosed
		}
	}
}

// do appends an operation a little later and reports whether there was still time for it.
func (c *conversation) do(agent *desk.Account, details desk.OperationDetails) bool {
	c.wait(20 * time.Second)
	return c.operation(agent, details)
}

func (c *conversation) operation(agent *desk.Account, details desk.OperationDetails) bool {
	text, err := json.Marshal(details)
	if err != nil {
		panic(err) // strings only
	}
	e := entry{id: c.random(5), kind: desk.Operation, by: desk.BySystem, agent: agent, operation: text}
	switch {
	case agent != nil:
		e.by = desk.ByAgent
	case details.By == desk.ClosedByCustomer:
		e.by = desk.ByCustomer
	}
	_, ok := c.write(e)
	return ok
}

// write appends an entry, unless its time has not come yet: then the ticket stands as it stood.
func (c *conversation) write(e entry) (seq int64, ok bool) {
	c.now = c.now.Truncate(time.Microsecond)
	if c.now.After(c.until) {
		return 0, false
	}
	e.ticket, e.seq, e.at = c.ticket.id, int64(len(c.entries))+1, c.now
	switch {
	case e.agent != nil:
		e.name = e.agent.Name
	case e.by == desk.ByCustomer:
		e.name = c.name
	}
	c.entries = append(c.entries, e)
	return e.seq, true
}

// mark notes who has read how much: the assignee nearly all, some others something.
func (c *conversation) mark() {
	last := int64(len(c.entries))
	if c.agent != nil {
		seq := last
		if c.state != desk.Shut {
			seq = max(c.lastReply, last-int64(c.IntN(3)))
		}
		c.reads = append(c.reads, read{c.agent, c.ticket.id, seq})
	}
	if c.IntN(3) == 0 {
		if other := oneOf(c.Rand, c.channel.agents); other != c.agent {
			c.reads = append(c.reads, read{other, c.ticket.id, 1 + c.Int64N(last)})
		}
	}
}

// random4 makes an id as browsers do.
func (c *conversation) random4() uuid.UUID { return c.random(4) }

func (c *conversation) random(version byte) (id uuid.UUID) {
	binary.LittleEndian.PutUint64(id[:8], c.Uint64())
	binary.LittleEndian.PutUint64(id[8:], c.Uint64())
	id[6], id[8] = id[6]&0x0f|version<<4, id[8]&0x3f|0x80
	return id
}
