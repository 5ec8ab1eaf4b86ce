package classify_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/classify"
	"rozmowa/desk"
)

func TestACorrectionHoldsForTheSameAndForLikeMessages(t *testing.T) {
	taught := classify.NewExamples(nil, []classify.Correction{
		{Text: "Czy regulujecie piły łańcuchowe na miejscu?", Context: "return", Sentiment: desk.Negative},
	})
	for name, tt := range map[string]struct {
		text string
		like bool
	}{
		"the same":                   {"Czy regulujecie piły łańcuchowe na miejscu?", true},
		"without diacritics":         {"czy regulujecie pily lancuchowe na miejscu", true},
		"another order":              {"na miejscu regulujecie piły łańcuchowe?", true},
		"one word of it":             {"Czy są piły w ofercie i ile kosztują?", false},
		"the little words of it":     {"Czy jesteście na miejscu?", false},
		"another message altogether": {"Poproszę fakturę na firmę", false},
	} {
		t.Run(name, func(t *testing.T) {
			got, alone := classify.Text(tt.text, taught), classify.Text(tt.text, classify.Examples{})
			if tt.like {
				require.Equal(t, "return", got.Context)
				require.Equal(t, desk.Negative, got.Sentiment)
			} else {
				require.Equal(t, alone, got)
			}
		})
	}
}

func TestACorrectionSaysOnlyWhatWasCorrected(t *testing.T) {
	const text = "Gdzie jest moja paczka z zeszłego tygodnia?"
	alone := classify.Text(text, classify.Examples{})
	got := classify.Text(text, classify.NewExamples(nil, []classify.Correction{{Text: text, Sentiment: desk.Negative}}))
	require.Equal(t, desk.Negative, got.Sentiment)
	require.Equal(t, alone.Context, got.Context)
}

func TestACorrectionOfAMessageIsNotOneOfItsOpposite(t *testing.T) {
	taught := classify.NewExamples(nil, []classify.Correction{{Text: "jestem zadowolona z obsługi", Sentiment: desk.Positive}})
	require.Equal(t, desk.Negative, classify.Text("nie jestem zadowolona z obsługi", taught).Sentiment)
}

func TestOnlyTheNewestCorrectionsCount(t *testing.T) {
	const text = "Czy regulujecie piły łańcuchowe na miejscu?"
	corrections := make([]classify.Correction, classify.MaxCorrections)
	for i := range corrections {
		corrections[i] = classify.Correction{Text: "coś zupełnie innego", Context: "other"}
	}
	corrections = append(corrections, classify.Correction{Text: text, Context: "return"})
	require.NotEqual(t, "return", classify.Text(text, classify.NewExamples(nil, corrections)).Context)
	require.Equal(t, "return", classify.Text(text, classify.NewExamples(nil, corrections[1:])).Context)
}

func TestAnOwnContextIsFoundByItsPhrases(t *testing.T) {
	const rental, engraving = "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"
	taught := classify.NewExamples([]classify.Topic{
		{Key: rental, Phrases: []string{"wypożyczenie kajaka", "wypożyczalnia"}},
		{Key: engraving, Phrases: []string{"grawer na obrączce", ""}},
	}, nil)
	for text, want := range map[string]string{
		"Dzień dobry, ile kosztuje wypożyczenie kajaka na weekend?": rental,
		"czy wypozyczalnia jest czynna w niedziele":                 rental,
		"Chciałbym zamówić grawer na obrączkach":                    engraving,
		"Gdzie jest moja paczka?":                                   "delivery",
		"Mam pytanie o kajaki, jakie są wymiary?":                   "product",
	} {
		require.Equal(t, want, classify.Text(text, taught).Context, text)
	}
}
