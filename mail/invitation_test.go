package mail_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/mail"
	"rozmowa/mail/mailtest"
)

// delivered is the mail as a mail program reads it.
func delivered(t *testing.T, i *mail.Invitation) mailtest.Mail {
	t.Helper()
	message, err := i.Message(monday)
	require.NoError(t, err)
	s := mailtest.Start(t, desk.MailClear, "", "")
	require.NoError(t, new(mail.Sender).Send(t.Context(), s.Settings, "", message))
	require.Len(t, s.Mails(), 1)
	return s.Mails()[0]
}

func anInvitation() *mail.Invitation {
	return &mail.Invitation{
		To: "ola@sklep.example", Locale: "pl", InvitedBy: "Ada Admin", Company: "Sklep z kubkami",
		Link: "https://czat.example/inbox/invitation#abc_-1", ExpiresAt: monday.Add(7 * 24 * time.Hour),
	}
}

func TestAnInvitationCarriesItsLink(t *testing.T) {
	t.Parallel()
	got := delivered(t, anInvitation())
	require.Equal(t, "ola@sklep.example", got.To)
	require.Equal(t, "Zaproszenie do Rozmowy · Sklep z kubkami", got.Subject)
	require.Equal(t, `Sklep z kubkami
Zaproszenie do Rozmowy

Zaprasza: Ada Admin
Rozmowa to wspólna skrzynka, w której zespół odpowiada klientom sklepu. Aby założyć konto, wystarczy ustawić hasło.

Przyjmij zaproszenie:
https://czat.example/inbox/invitation#abc_-1

Link działa do: 2026-11-30 11:00 (UTC). Można go użyć tylko raz. Nie przekazuj go nikomu.
Jeśli to pomyłka, można usunąć tę wiadomość.
`, got.Text)
	require.Contains(t, got.HTML, `<html lang="pl">`)
	require.Contains(t, got.HTML, `href="https://czat.example/inbox/invitation#abc_-1"`)
	require.NotContains(t, got.HTML, "ZgotmplZ")
}

func TestALinkForAPasswordInEnglish(t *testing.T) {
	t.Parallel()
	i := anInvitation()
	i.Locale, i.Reset, i.InvitedBy, i.Company = "en", true, "", ""
	got := delivered(t, i)
	require.Equal(t, "New password for Rozmowa", got.Subject)
	require.Contains(t, got.Text, "This link sets a new password.")
	require.Contains(t, got.Text, "logs this account out on every device")
	require.Contains(t, got.HTML, `<html lang="en">`)
}

func TestNamesInAnInvitationAreOnlyText(t *testing.T) {
	t.Parallel()
	i := anInvitation()
	i.InvitedBy, i.Company = "Zły <img src=x onerror=alert(1)>\r\nBcc: kto@inny.example", "<b>Kubki</b>\nSubject: inny"
	got := delivered(t, i)
	require.Equal(t, "Zaproszenie do Rozmowy · <b>Kubki</b> Subject: inny", got.Subject)
	require.Empty(t, got.Header.Get("Bcc"))
	require.Contains(t, got.Text, "Zaprasza: Zły <img src=x onerror=alert(1)>  Bcc: kto@inny.example\n")
	require.NotContains(t, got.HTML, "<img")
	require.NotContains(t, got.HTML, "<b>Kubki")
	require.Contains(t, shown(t, got.HTML), "Zaprasza: Zły <img src=x onerror=alert(1)> Bcc: kto@inny.example")
}
