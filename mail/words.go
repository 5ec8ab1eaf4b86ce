package mail

import (
	"fmt"
	"strings"
	"time"

	"rozmowa/desk"
)

// words are what a transcript says by itself, in one language. They fit anyone's gender, and say what the chat's window
// (web/widget/lang) said.
type words struct {
	lang                           string
	title, subject, cut            string
	zone, automatic, mistake       string
	you, automaton                 string
	joined, tookOver, waitNotice   string
	afterHours, afterHoursUnknown  string
	silenceReminder, reopened      string
	closedByYou, closedByCustomer  string
	closedByAgent, closedBySilence string
	closedByRule                   string
	file, decimal                  string
	days, months                   []string // from Sunday, from January
	dayFormat, momentFormat        string
}

var polish = words{
	lang: "pl", title: "Zapis rozmowy nr %d", subject: "Temat",
	cut:       "Rozmowa jest bardzo długa; zapis obejmuje jej ostatnią część.",
	zone:      "Godziny podano w strefie czasowej %s.",
	automatic: "Ta wiadomość została wysłana automatycznie, na prośbę z okna czatu.",
	mistake:   "Jeśli trafiła tu przez pomyłkę, można ją usunąć.",
	you:       "Ty",
	automaton: "Wiadomość automatyczna",
	joined:    "Do czatu dołącza: %s", tookOver: "Rozmowę przejmuje: %s",
	waitNotice:        "To trwa dłużej niż zwykle. Wiadomość na pewno przeczytamy – odpowiemy, gdy tylko zwolni się ktoś z obsługi.",
	afterHours:        "Skończyły się godziny pracy czatu – wracamy %s. Odpowiemy na tę wiadomość.",
	afterHoursUnknown: "Skończyły się godziny pracy czatu. Odpowiemy na tę wiadomość, gdy wrócimy.",
	silenceReminder:   "Czy możemy jeszcze w czymś pomóc? Bez odpowiedzi rozmowa niedługo się zakończy.",
	reopened:          "Rozmowa otwarta ponownie",
	closedByYou:       "Rozmowa zakończona przez Ciebie", closedByCustomer: "Rozmowę kończy: %s",
	closedByAgent:   "Rozmowa zakończona przez obsługę sklepu: %s",
	closedBySilence: "Rozmowa zakończona z powodu dłuższej ciszy", closedByRule: "Rozmowa zakończona automatycznie",
	file: "Plik: %s (%s)", decimal: ",",
	days: strings.Fields("niedziela poniedziałek wtorek środa czwartek piątek sobota"),
	months: strings.Fields("stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada " +
		"grudnia"),
	dayFormat: "%s, %d %s %d", momentFormat: "%d %s o %s",
}

var english = words{
	lang: "en", title: "Transcript of chat %d", subject: "Subject",
	cut:       "The conversation is very long; this is its last part.",
	zone:      "Times are those of the time zone %s.",
	automatic: "This message was sent automatically, as asked for in the chat's window.",
	mistake:   "If it has reached you by mistake, it can be deleted.",
	you:       "You",
	automaton: "Automatic message",
	joined:    "%s joins the chat", tookOver: "%s takes over the chat",
	waitNotice:        "This is taking longer than usual. Your message will be read – we will answer as soon as someone is free.",
	afterHours:        "The chat is closed for now – back on %s. We will answer this message.",
	afterHoursUnknown: "The chat is closed for now. We will answer this message when we are back.",
	silenceReminder:   "Is there anything else we can help with? Without an answer the chat will end soon.",
	reopened:          "The chat is open again",
	closedByYou:       "You ended the chat", closedByCustomer: "%s ends the chat",
	closedByAgent:   "The shop ended the chat: %s",
	closedBySilence: "The chat ended after a longer silence", closedByRule: "The chat ended automatically",
	file: "File: %s (%s)", decimal: ".",
	days: strings.Fields("Sunday Monday Tuesday Wednesday Thursday Friday Saturday"),
	months: strings.Fields("January February March April May June July August September October November " +
		"December"),
	dayFormat: "%s, %d %s %d", momentFormat: "%d %s at %s",
}

func wordsIn(locale string) *words {
	if locale == english.lang {
		return &english
	}
	return &polish
}

// day is a date with its weekday: "poniedziałek, 23 listopada 2026".
func (w *words) day(t time.Time) string {
	return fmt.Sprintf(w.dayFormat, w.days[t.Weekday()], t.Day(), w.months[t.Month()-1], t.Year())
}

// moment is a date near by and a time: "23 listopada o 09:00".
func (w *words) moment(t time.Time) string {
	return fmt.Sprintf(w.momentFormat, t.Day(), w.months[t.Month()-1], t.Format("15:04"))
}

// line puts an entry in words; ok is false for what is none of the reader's business: notes, and the asking for this
// very transcript.
func (w *words) line(e *desk.Entry, zone *time.Location) (l line, ok bool) {
	if !e.Public() {
		return line{}, false
	}
	if e.Kind == desk.Operation {
		said := w.operation(e, zone)
		return line{Paragraphs: []string{said}}, said != ""
	}
	l = line{Author: e.Author.Name, ByCustomer: e.Author.Kind == desk.ByCustomer}
	switch {
	case e.Automatic():
		l.Author = w.automaton
	case l.Author == "":
		l.Author = w.you
	}
	if e.Body != "" {
		l.Paragraphs = strings.Split(e.Body, "\n")
	}
	for _, a := range e.Attachments {
		l.Files = append(l.Files, fmt.Sprintf(w.file, a.Name, w.size(a.Size)))
	}
	return l, true
}

// operation says what was done; "" for what isn't told.
func (w *words) operation(e *desk.Entry, zone *time.Location) string {
	name := e.Author.Name
	switch op := e.Operation; op.Type {
	case desk.OpJoined:
		return fmt.Sprintf(w.joined, name)
	case desk.OpTookOver:
		return fmt.Sprintf(w.tookOver, name)
	case desk.OpWaitNotice:
		return w.waitNotice
	case desk.OpAfterHours:
		if op.OpensAt == nil {
			return w.afterHoursUnknown
		}
		return fmt.Sprintf(w.afterHours, w.moment(op.OpensAt.In(zone)))
	case desk.OpSilenceReminder:
		return w.silenceReminder
	case desk.OpReopened:
		return w.reopened
	case desk.OpClosed:
		switch {
		case op.By == desk.ClosedByCustomer && name == "":
			return w.closedByYou
		case op.By == desk.ClosedByCustomer:
			return fmt.Sprintf(w.closedByCustomer, name)
		case op.By == desk.ClosedByAgent:
			return fmt.Sprintf(w.closedByAgent, name)
		case op.By == desk.ClosedBySilence:
			return w.closedBySilence
		}
		return w.closedByRule
	}
	return ""
}

// size is a file's: "812 B", "120 kB", "1,5 MB".
func (w *words) size(bytes int64) string {
	switch {
	case bytes < 1000:
		return fmt.Sprintf("%d B", bytes)
	case bytes < 999_500:
		return fmt.Sprintf("%d kB", (bytes+500)/1000)
	}
	return strings.Replace(fmt.Sprintf("%.1f MB", float64(bytes)/1e6), ".", w.decimal, 1)
}
