package mail_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"rozmowa/desk"
	"rozmowa/mail"
	"rozmowa/mail/mailtest"
)

var transcriptID = uuid.MustParse("7e000000-0000-4000-8000-000000000001")

func warsaw(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Warsaw")
	require.NoError(t, err)
	return zone
}

func aTranscript(t testing.TB, entries ...desk.Entry) *mail.Transcript {
	return &mail.Transcript{
		ID: transcriptID, To: "jan@klient.example", Locale: "pl", Chat: "Sklep główny", Look: desk.DefaultChannelSettings().Look,
		Number: 12, Subject: "Gdzie jest paczka?", Zone: warsaw(t), Entries: entries,
	}
}

var (
	jan    = desk.Author{Kind: desk.ByCustomer, Name: "Jan Kos"}
	nobody = desk.Author{Kind: desk.ByCustomer}
	anna   = desk.Author{Kind: desk.ByAgent, ID: uuid.New(), Name: "Anna Nowak"}
	system = desk.Author{Kind: desk.BySystem}
)

// said is a message written a while after monday noon.
func said(after time.Duration, by desk.Author, body string, files ...desk.Attachment) desk.Entry {
	return desk.Entry{ID: uuid.New(), Kind: desk.Message, Author: by, Body: body, Attachments: files, CreatedAt: monday.Add(after)}
}

func done(after time.Duration, by desk.Author, o desk.OperationDetails) desk.Entry {
	return desk.Entry{ID: uuid.New(), Kind: desk.Operation, Author: by, Operation: &o, CreatedAt: monday.Add(after)}
}

// received is the transcript as a mail program reads it.
func received(t testing.TB, m *mail.Transcript) mailtest.Mail {
	t.Helper()
	message, err := m.Message(monday.Add(48 * time.Hour))
	require.NoError(t, err)
	s := mailtest.Start(t, desk.MailClear, "", "")
	require.NoError(t, new(mail.Sender).Send(t.Context(), s.Settings, "", message))
	require.Len(t, s.Mails(), 1)
	return s.Mails()[0]
}

// shown is what a reader of the HTML sees, a line for each block.
func shown(t testing.TB, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	var lines []string
	var b strings.Builder
	end := func() {
		if line := strings.Join(strings.Fields(b.String()), " "); line != "" {
			lines = append(lines, line)
		}
		b.Reset()
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && (n.Data == "head" || n.Data == "script") {
			return
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		block := n.Type == html.ElementNode && slices.Contains([]string{"p", "div", "h1", "h2", "td", "br"}, n.Data)
		if block {
			end()
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if block {
			end()
		}
	}
	walk(root)
	end()
	return strings.Join(lines, "\n")
}

func TestATranscriptTellsTheConversation(t *testing.T) {
	t.Parallel()
	got := received(t, aTranscript(t,
		said(0, jan, "Dzień dobry,\ngdzie jest moja paczka?"),
		done(time.Minute, anna, desk.OperationDetails{Type: desk.OpJoined}),
		said(2*time.Minute, anna, "Już sprawdzam.", desk.Attachment{Name: "list przewozowy.pdf", Type: desk.PDF, Size: 120_400}),
		desk.Entry{Kind: desk.Note, Author: anna, Body: "uwaga, klient trudny", CreatedAt: monday.Add(3 * time.Minute)},
		said(13*time.Hour, jan, "", desk.Attachment{Name: "zdjęcie.png", Type: desk.PNG, Size: 1_540_000}),
		done(13*time.Hour+time.Minute, jan, desk.OperationDetails{Type: desk.OpTranscriptAsked}),
		done(14*time.Hour, anna, desk.OperationDetails{Type: desk.OpClosed, By: desk.ClosedByAgent}),
	))
	require.Equal(t, "Zapis rozmowy nr 12 · Sklep główny: Gdzie jest paczka?", got.Subject)
	require.Equal(t, "<transcript.7e000000-0000-4000-8000-000000000001@sklep.example>", got.Header.Get("Message-ID"))
	require.Equal(t, "Wed, 25 Nov 2026 12:00:00 +0100", got.Header.Get("Date"))
	require.Equal(t, `Zapis rozmowy nr 12
Sklep główny
Temat: Gdzie jest paczka?

poniedziałek, 23 listopada 2026

12:00  Jan Kos
Dzień dobry,
gdzie jest moja paczka?

12:01  – Do czatu dołącza: Anna Nowak

12:02  Anna Nowak
Już sprawdzam.
Plik: list przewozowy.pdf (120 kB)

wtorek, 24 listopada 2026

01:00  Jan Kos
Plik: zdjęcie.png (1,5 MB)

02:00  – Rozmowa zakończona przez obsługę sklepu: Anna Nowak

-- 
Godziny podano w strefie czasowej Europe/Warsaw.
Ta wiadomość została wysłana automatycznie, na prośbę z okna czatu.
Jeśli trafiła tu przez pomyłkę, można ją usunąć.
`, got.Text)
	require.Equal(t, `Zapis rozmowy nr 12
Sklep główny
Temat: Gdzie jest paczka?
poniedziałek, 23 listopada 2026
Jan Kos 12:00
Dzień dobry,
gdzie jest moja paczka?
Do czatu dołącza: Anna Nowak 12:01
Anna Nowak 12:02
Już sprawdzam.
Plik: list przewozowy.pdf (120 kB)
wtorek, 24 listopada 2026
Jan Kos 01:00
Plik: zdjęcie.png (1,5 MB)
Rozmowa zakończona przez obsługę sklepu: Anna Nowak 02:00
Godziny podano w strefie czasowej Europe/Warsaw.
Ta wiadomość została wysłana automatycznie, na prośbę z okna czatu. Jeśli trafiła tu przez pomyłkę, można ją usunąć.`,
		shown(t, got.HTML))
	require.Contains(t, got.HTML, `<html lang="pl">`)
	require.NotContains(t, got.HTML, "ZgotmplZ", "a value that the template would not take")
}

func TestATranscriptInEnglish(t *testing.T) {
	t.Parallel()
	transcript := aTranscript(t, said(0, nobody, "Where is it?"), done(time.Hour, nobody, desk.OperationDetails{Type: desk.OpClosed, By: desk.ClosedByCustomer}))
	transcript.Locale, transcript.Subject, transcript.Zone, transcript.Cut = "en", "", time.UTC, true
	got := received(t, transcript)
	require.Equal(t, "Transcript of chat 12 · Sklep główny", got.Subject)
	require.Equal(t, `Transcript of chat 12
Sklep główny

The conversation is very long; this is its last part.

Monday, 23 November 2026

11:00  You
Where is it?

12:00  – You ended the chat

-- 
Times are those of the time zone UTC.
This message was sent automatically, as asked for in the chat's window.
If it has reached you by mistake, it can be deleted.
`, got.Text)
	require.Contains(t, shown(t, got.HTML), "The conversation is very long")
	require.Contains(t, got.HTML, `<html lang="en">`)
}

func TestWhatWasDoneIsToldInWords(t *testing.T) {
	t.Parallel()
	opens := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		by     desk.Author
		op     desk.OperationDetails
		pl, en string
	}{
		{anna, desk.OperationDetails{Type: desk.OpJoined}, "Do czatu dołącza: Anna Nowak", "Anna Nowak joins the chat"},
		{anna, desk.OperationDetails{Type: desk.OpTookOver}, "Rozmowę przejmuje: Anna Nowak", "Anna Nowak takes over the chat"},
		{system, desk.OperationDetails{Type: desk.OpWaitNotice}, "To trwa dłużej niż zwykle.", "This is taking longer than usual."},
		{system, desk.OperationDetails{Type: desk.OpAfterHours, OpensAt: &opens}, "wracamy 24 listopada o 09:00.", "back on 24 November at 09:00."},
		{system, desk.OperationDetails{Type: desk.OpAfterHours}, "gdy wrócimy.", "when we are back."},
		{system, desk.OperationDetails{Type: desk.OpSilenceReminder}, "Czy możemy jeszcze w czymś pomóc?", "Is there anything else we can help with?"},
		{jan, desk.OperationDetails{Type: desk.OpClosed, By: desk.ClosedByCustomer}, "Rozmowę kończy: Jan Kos", "Jan Kos ends the chat"},
		{nobody, desk.OperationDetails{Type: desk.OpClosed, By: desk.ClosedByCustomer}, "zakończona przez Ciebie", "You ended the chat"},
		{anna, desk.OperationDetails{Type: desk.OpClosed, By: desk.ClosedByAgent}, "przez obsługę sklepu: Anna Nowak", "The shop ended the chat: Anna Nowak"},
		{system, desk.OperationDetails{Type: desk.OpClosed, By: desk.ClosedBySilence}, "z powodu dłuższej ciszy", "after a longer silence"},
		{system, desk.OperationDetails{Type: desk.OpClosed, By: desk.ClosedByRule}, "zakończona automatycznie", "ended automatically"},
		{anna, desk.OperationDetails{Type: desk.OpReopened}, "Rozmowa otwarta ponownie", "The chat is open again"},
	} {
		for locale, want := range map[string]string{"pl": tt.pl, "en": tt.en} {
			transcript := aTranscript(t, done(0, tt.by, tt.op))
			transcript.Locale = locale
			m, err := transcript.Message(monday)
			require.NoError(t, err)
			require.Contains(t, m.Text, want)
			require.Contains(t, shown(t, m.HTML), want)
			require.NotContains(t, m.Text, "%!")
		}
	}
	for _, op := range []desk.Op{desk.OpTranscriptAsked, desk.OpTranscriptSent, desk.OpTranscriptFailed, "of a later version"} {
		m, err := aTranscript(t, done(0, jan, desk.OperationDetails{Type: op})).Message(monday)
		require.NoError(t, err)
		require.NotContains(t, m.Text, "12:00", "%s isn't told", op)
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	for size, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1 kB", 120_400: "120 kB", 999_499: "999 kB", 999_500: "1,0 MB", 10 << 20: "10,5 MB"} {
		m, err := aTranscript(t, said(0, jan, "", desk.Attachment{Name: "a.pdf", Size: size})).Message(monday)
		require.NoError(t, err)
		require.Contains(t, m.Text, "Plik: a.pdf ("+want+")\n")
	}
}

func TestTheHeaderIsReadableWhateverTheShopChose(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ primary, secondary, text string }{
		"the shop's own where it can be read": {"#1f6f5c", "#ffffff", "#ffffff"},
		"black on yellow instead of white":    {"#ffdd00", "#ffffff", "#000000"},
		"white on blue instead of grey":       {"#123a8c", "#444444", "#ffffff"},
		"a colour that is none":               {"red;}", "url(x)", "#ffffff"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transcript := aTranscript(t)
			transcript.Look.Primary, transcript.Look.Secondary = tt.primary, tt.secondary
			m, err := transcript.Message(monday)
			require.NoError(t, err)
			background := tt.primary
			if background == "red;}" {
				background = "#1f6f5c"
			}
			require.Contains(t, m.HTML, fmt.Sprintf("background-color:%s;color:%s;", background, tt.text))
			require.Contains(t, m.HTML, fmt.Sprintf("bgcolor=%q", background))
		})
	}
}

func TestTextIsOnlyEverText(t *testing.T) {
	t.Parallel()
	const evil = `<script>alert(1)</script><img src=x onerror="alert(2)"> {{.Zone}} <!-- ]]> "' & javascript:x`
	transcript := aTranscript(t, said(0, desk.Author{Kind: desk.ByCustomer, Name: evil}, evil, desk.Attachment{Name: evil}))
	transcript.Chat, transcript.Subject = evil, evil
	got := received(t, transcript)
	require.Equal(t, 1, strings.Count(got.HTML, "<html"))
	requireNoMarkup(t, got.HTML)
	require.Equal(t, 5, strings.Count(shown(t, got.HTML), evil), "chat, subject, author, text, file")
	require.Equal(t, 5, strings.Count(got.Text, evil))
}

// known is what the templates themselves write.
var known = map[string]bool{
	"html": true, "head": true, "meta": true, "title": true, "body": true, "table": true, "tbody": true, "tr": true, "td": true,
	"h1": true, "h2": true, "p": true, "div": true, "br": true, "strong": true,
}

// requireNoMarkup wants no element, attribute or comment but the template's.
func requireNoMarkup(t testing.TB, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		require.NotEqual(t, html.CommentNode, n.Type, "a comment")
		if n.Type == html.ElementNode {
			require.True(t, known[n.Data], "<%s>", n.Data)
			for _, a := range n.Attr {
				require.False(t, strings.HasPrefix(a.Key, "on") || a.Key == "href" || a.Key == "src", "%s=%q", a.Key, a.Val)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
}

// FuzzTranscript: whatever people write, the message has the headers and the markup of any other.
func FuzzTranscript(f *testing.F) {
	for _, s := range []string{
		"Gdzie jest paczka?", "a\r\nBcc: x@y.example", "a\nb\r\n\r\n<b>c", "<script>", `"><svg onload=x>`, "=?utf-8?q?=0D=0ABcc:_x?=",
		"\x00\x1b", "\xff\xfe", "\u2028\u2029\u0085", "{{.}}", "żółć\tgęś", strings.Repeat("długi ", 300), "a,b<c@d>;\"e\\", ".\r\n.\r\nQUIT\r\n", "-->", "]]>", `ż\`,
	} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, one, other string) {
		one, other = atMost(desk.MaxName, one), atMost(desk.MaxSubject, other)
		transcript := aTranscript(t, said(0, desk.Author{Kind: desk.ByCustomer, Name: one}, other, desk.Attachment{Name: one}),
			done(0, desk.Author{Kind: desk.ByAgent, Name: other}, desk.OperationDetails{Type: desk.OpJoined}))
		transcript.Subject, transcript.Chat, transcript.Locale = one, other, other
		m, err := transcript.Message(monday)
		require.NoError(t, err)
		server := desk.MailServer{FromAddress: "czat@sklep.example", FromName: one}
		content, err := mail.Compose(m, server)
		require.NoError(t, err)
		letter, err := mailtest.Read(strings.NewReader(content))
		require.NoError(t, err, "%q", content)

		var names []string
		for name, values := range letter.Header {
			names = append(names, name)
			require.Len(t, values, 1, name)
		}
		require.ElementsMatch(t, []string{"Date", "From", "To", "Subject", "Message-Id", "Mime-Version", "Content-Type", "Auto-Submitted"}, names)
		for _, line := range strings.Split(content, "\r\n") {
			require.LessOrEqual(t, len(line), 998)
			require.NotContains(t, line, "\n", "a line's end that is half of one")
		}
		from, err := letter.Header.AddressList("From")
		require.NoError(t, err)
		require.Len(t, from, 1)
		require.Equal(t, "czat@sklep.example", from[0].Address)
		to, err := letter.Header.AddressList("To")
		require.NoError(t, err)
		require.Equal(t, "jan@klient.example", to[0].Address)
		require.NotContains(t, letter.Subject, "\n")
		requireNoMarkup(t, letter.HTML)
	})
}

// atMost cuts a text as the limits of package desk do.
func atMost(characters int, s string) string {
	if runes := []rune(s); len(runes) > characters {
		return string(runes[:characters])
	}
	return s
}
