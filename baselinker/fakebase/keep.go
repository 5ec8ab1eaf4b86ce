package fakebase

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"
)

// kept is one line of the file that a kept stand-in writes: its first says what the shop is made of, each further one
// what changed. Blocks, faults and counts are not kept.
type kept struct {
	Shop     *keptShop `json:"shop,omitempty"`
	Order    *Order    `json:"order,omitempty"`
	Removed  int64     `json:"removed,omitempty"`
	Log      *logRow   `json:"log,omitempty"`
	Statuses []Status  `json:"statuses,omitempty"`
}

type keptShop struct {
	Seed       int64     `json:"seed"`
	Orders     int       `json:"orders"`
	Origin     time.Time `json:"origin"`
	Days       int       `json:"days"`
	SameSecond int       `json:"same_second,omitempty"`
}

// keeper appends to the file, under Server.mu; nil keeps nothing.
type keeper struct {
	file *os.File
	err  error // the first; told by Close
}

func (k *keeper) write(line kept) {
	if k == nil || k.err != nil {
		return
	}
	text, err := json.Marshal(line)
	if err == nil {
		_, err = k.file.Write(append(text, '\n'))
	}
	k.err = err
}

// Open makes a stand-in that keeps in the file what changes, for the next Open. A file that is there says what the shop
// is made of, whatever c says; its orders stay where they were in time. isNew is whether there was none.
func Open(c Config, path string) (s *Server, isNew bool, err error) {
	lines, err := readKept(path)
	if err != nil {
		return nil, false, fmt.Errorf("BaseLinker's stand-in: %s: %w; delete it to begin anew", path, err)
	}
	isNew = len(lines) == 0
	if !isNew {
		of := lines[0].Shop
		c.Seed, c.Orders, c.Origin, c.Days, c.SameSecond = of.Seed, of.Orders, of.Origin, of.Days, of.SameSecond
	}
	s = New(c)
	for _, line := range lines {
		s.apply(line)
	}
	if s.keep, err = s.rewrite(path); err != nil {
		return nil, false, fmt.Errorf("BaseLinker's stand-in: %w", err)
	}
	return s, isNew, nil
}

// readKept reads the file; none is no line. Whoever was killed while writing leaves half a line at the end.
func readKept(path string) (lines []kept, err error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 16<<20)
	var broken error
	for scanner.Scan() {
		if broken != nil {
			return nil, broken
		}
		var line kept
		if broken = json.Unmarshal(scanner.Bytes(), &line); broken != nil {
			broken = fmt.Errorf("line %d: %w", len(lines)+1, broken)
			continue
		}
		if len(lines) == 0 && line.Shop == nil {
			return nil, errors.New("line 1 doesn't say what the shop is made of")
		}
		lines = append(lines, line)
	}
	return lines, scanner.Err()
}

// apply does what a line says, without writing it.
func (s *Server) apply(line kept) {
	switch {
	case line.Order != nil:
		s.orders.put(*line.Order)
		for _, p := range line.Order.Products {
			s.orders.lastLine = max(s.orders.lastLine, p.LineID)
		}
		for _, p := range line.Order.Packages {
			s.orders.lastPackage = max(s.orders.lastPackage, p.ID)
		}
	case line.Removed != 0:
		s.orders.lastOrder = max(s.orders.lastOrder, line.Removed)
		if r := s.orders.row(line.Removed); r != nil {
			s.orders.remove(r)
		} else {
			s.orders.removed = append(s.orders.removed, line.Removed)
		}
	case line.Log != nil:
		s.journal.rows = append(s.journal.rows, *line.Log)
		s.journal.last = max(s.journal.last, line.Log.ID)
	case line.Statuses != nil:
		s.orders.statuses = line.Statuses
	}
}

// rewrite puts what the file says, without what was changed again, into a new one in its place.
func (s *Server) rewrite(path string) (k *keeper, err error) {
	file, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	k = &keeper{file: file}
	c := &s.config
	k.write(kept{Shop: &keptShop{c.Seed, c.Orders, c.Origin, c.Days, c.SameSecond}})
	if !slices.Equal(s.orders.statuses, seededStatuses()) {
		k.write(kept{Statuses: s.orders.statuses})
	}
	for _, r := range s.orders.rows {
		if r.full != nil {
			k.write(kept{Order: r.full})
		}
	}
	for _, id := range s.orders.removed {
		k.write(kept{Removed: id})
	}
	s.journal.prune(c.Now())
	for i := range s.journal.rows {
		if s.journal.rows[i].ID > s.journal.seeded {
			k.write(kept{Log: &s.journal.rows[i]})
		}
	}
	if k.err == nil {
		k.err = os.Rename(path+".new", path)
	}
	if k.err != nil {
		return nil, errors.Join(k.err, file.Close())
	}
	return k, nil
}

func (k *keeper) close() error {
	if k == nil {
		return nil
	}
	return errors.Join(k.err, k.file.Close())
}
