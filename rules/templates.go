package rules

// Template is a rule to start from. Its settings have no name: screens name it by Key in the reader's language. An action
// without a value wants one chosen.
type Template struct {
	Key      string
	Settings Settings
}

// Templates are those there are, in the order in which screens list them. They are made anew, so that they may be changed.
func Templates() []Template {
	return []Template{
		{"first_answer", Settings{
			Triggers: []Trigger{{Event: FirstMessage}}, Condition: `channel.open`, Often: OncePerTicket,
			Actions: []Action{{Kind: Autoresponder, Texts: map[string]string{
				"pl": "Dzień dobry! Dziękujemy za wiadomość. Zajmiemy się nią jak najszybciej, zwykle w ciągu kilku minut.",
				"en": "Hello! Thank you for your message. We will get to it as soon as we can, usually within minutes.",
			}}},
		}},
		{"after_hours", Settings{
			Triggers: []Trigger{{Event: CustomerMessage}}, Condition: `not channel.open`, Often: OncePerPeriod, Period: 12 * 3600,
			Actions: []Action{{Kind: Autoresponder, Texts: map[string]string{
				"pl": "Dziękujemy za wiadomość. Teraz nas nie ma. Godziny pracy: {hours}. Odpowiemy, gdy tylko wrócimy.",
				"en": "Thank you for your message. We are away right now. Opening hours: {hours}. We will answer as soon as we are back.",
			}}},
		}},
		{"angry", Settings{
			Triggers: []Trigger{{Event: CustomerMessage}}, Condition: `sentiment == "negative"`, Often: EveryTime,
			Actions: []Action{{Kind: SetPriority, Value: "urgent"}},
		}},
		{"returns", Settings{
			Triggers: []Trigger{{Event: CustomerMessage}}, Condition: `context == "return"`, Often: OncePerTicket,
			Actions: []Action{{Kind: AssignTeam}},
		}},
		{"vip", Settings{
			Triggers: []Trigger{{Event: FirstMessage}}, Condition: `orders.count >= 5`, Often: OncePerTicket,
			Actions: []Action{{Kind: SetPriority, Value: "high"}, {Kind: AddTag}},
		}},
		{"silence", Settings{
			Triggers: []Trigger{{Event: CustomerSilent, After: 24 * 3600}}, Often: EveryTime,
			Actions: []Action{
				{Kind: Autoresponder, Texts: map[string]string{
					"pl": "Zamykamy tę rozmowę, bo od naszej odpowiedzi minęła doba. W razie pytań prosimy napisać ponownie.",
					"en": "We are closing this conversation, since a day has passed since our answer. If you have questions, just write again.",
				}},
				{Kind: Close},
			},
		}},
	}
}
