package mail

var polishInvitation = map[bool]invitationWords{
	false: {
		lang: "pl", title: "Zaproszenie do Rozmowy", by: "Zaprasza: %s", byNobody: "Masz zaproszenie do zespołu.",
		what:   "Rozmowa to wspólna skrzynka, w której zespół odpowiada klientom sklepu. Aby założyć konto, wystarczy ustawić hasło.",
		button: "Przyjmij zaproszenie", address: "Jeśli przycisk nie działa, wklej ten adres w przeglądarce:",
		until: "Link działa do: %s (UTC).", once: "Można go użyć tylko raz. Nie przekazuj go nikomu.",
		mistake: "Jeśli to pomyłka, można usunąć tę wiadomość.",
	},
	true: {
		lang: "pl", title: "Nowe hasło do Rozmowy", by: "Link wysyła: %s", byNobody: "Oto link do ustawienia nowego hasła.",
		what:   "Ustawienie nowego hasła wyloguje to konto ze wszystkich urządzeń.",
		button: "Ustaw nowe hasło", address: "Jeśli przycisk nie działa, wklej ten adres w przeglądarce:",
		until: "Link działa do: %s (UTC).", once: "Można go użyć tylko raz. Nie przekazuj go nikomu.",
		mistake: "Jeśli to pomyłka, można usunąć tę wiadomość – hasło pozostanie bez zmian.",
	},
}
