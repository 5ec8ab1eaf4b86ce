package rules_test

import (
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"rozmowa/rules"
)

// FuzzCondition gives anything at all to everything that reads conditions.
func FuzzCondition(f *testing.F) {
	for _, slip := range slips {
		if len(slip.source) < 300 {
			f.Add(slip.source)
		}
	}
	for _, source := range hostile {
		if len(source) < 300 {
			f.Add(source)
		}
	}
	for _, name := range rules.Names() {
		f.Add(name.Example + " and not (" + name.Example + ")")
	}
	for _, function := range rules.Functions() {
		f.Add(function.Example + " // " + function.Name + "\n or 1 < now.hour < 5")
	}
	f.Fuzz(func(t *testing.T, source string) {
		facts := env().Facts()
		c, found := rules.Compile(source)
		wrong := false
		for _, d := range found {
			require.NotEmpty(t, d.Message)
			require.NotEqual(t, "unreadable", d.Code, "a slip that nobody has explained: %s", d.Message)
			require.True(t, 0 <= d.From && d.From <= d.To && d.To <= len(utf16.Encode([]rune(source))), "%+v", d)
			wrong = wrong || d.Severity == rules.Error
		}
		require.Equal(t, wrong, c == nil)
		require.Equal(t, found, rules.Check(source, rules.Known{}))

		formatted, err := rules.Format(source)
		if c != nil {
			require.NoError(t, err)
		}
		if err == nil {
			again, err := rules.Format(formatted)
			require.NoError(t, err)
			require.Equal(t, formatted, again, "formatting is done once")
		}
		parts, ok := rules.ToParts(source)
		if ok {
			require.NotNil(t, c)
			back, err := parts.Source()
			require.NoError(t, err)
			require.Equal(t, formatted, back, "there and back without loss")
			same, ok := rules.ToParts(back)
			require.True(t, ok)
			require.Equal(t, parts, same)
		}
		if c == nil {
			return
		}
		holds, err := c.Match(facts)
		outcome := map[bool]rules.Outcome{true: rules.True, false: rules.False}[holds]
		if err != nil {
			outcome = rules.Failed
		}
		require.Equal(t, outcome, c.Explain(facts).Outcome)

		tidy, found := rules.Compile(formatted)
		require.NotNil(t, tidy, "%s: %+v", formatted, found)
		same, err2 := tidy.Match(facts)
		require.Equal(t, holds, same, formatted)
		require.Equal(t, err == nil, err2 == nil, formatted)
	})
}
