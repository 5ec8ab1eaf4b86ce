package rules

import (
	"regexp"
	"slices"
	"strings"
)

// The kinds of diagnostics, each with a sentence that says what to do. Screens translate them by code: a code's parameters are
// the gaps in its sentence.
const (
	codeTooLong       = "too_long"
	codeTooManyParts  = "too_many_parts"
	codeTooDeep       = "too_deep"
	codeNotUTF8       = "not_utf8"
	codeCharacter     = "character_unknown"
	codeNumber        = "number_invalid"
	codeComment       = "comment_open"
	codeEscape        = "escape_invalid"
	codeQuoteMissing  = "quote_missing"
	codeQuoteKind     = "quote_kind"
	codeOperatorSlip  = "operator_slip"
	codeOperator      = "operator_unknown"
	codeBracketOpen   = "bracket_open"
	codeBracketExtra  = "bracket_extra"
	codeBracketKind   = "bracket_kind"
	codeComma         = "comma_unexpected"
	codeMissingBefore = "missing_before"
	codeMissingAfter  = "missing_after"
	codeMissingInside = "missing_inside"
	codeOperatorGap   = "operator_missing"
	codeWord          = "word_operator"
	codeUnquoted      = "text_unquoted"
	codeNameUnknown   = "name_unknown"
	codeNameNear      = "name_near"
	codeNameGroup     = "name_group"
	codeNameNoParts   = "name_no_parts"
	codeFunction      = "function_unknown"
	codeFunctionNear  = "function_near"
	codeFunctionBare  = "function_bare"
	codeNotFunction   = "not_function"
	codePrefixWord    = "operator_prefix"
	codeArguments     = "arguments"
	codeArgument      = "argument_type"
	codeLiteral       = "argument_literal"
	codeDurationRange = "duration_range"
	codeTime          = "time_invalid"
	codePhraseEmpty   = "phrase_empty"
	codeNotYesNo      = "not_yes_no"
	codeCompare       = "compare_types"
	codeCompareUnit   = "compare_unit"
	codeCompareQuoted = "compare_quoted"
	codeCompareList   = "compare_list"
	codeOrder         = "compare_order"
	codeInBackwards   = "in_backwards"
	codeInList        = "in_needs_list"
	codeInText        = "in_text"
	codeInLists       = "in_two_lists"
	codeTextOperator  = "text_operator"
	codeArithmetic    = "arithmetic"
	codeList          = "list_mixed"
	codePatternText   = "pattern_not_literal"
	codePattern       = "pattern_invalid"
	codePatternLarge  = "pattern_too_large"
	codeRefused       = "refused"
	codeTextBuilding  = "text_building"
	codeUnreadable    = "unreadable"
	codeValueNear     = "value_near"
	codeValueUnknown  = "value_unknown"
	codeClosing       = "closing"
)

var sentences = []struct{ code, sentence string }{
	{codeTooLong, "The condition is longer than {most} characters: shorten it or make two rules of it."},
	{codeTooManyParts, "The condition has too many parts: make two rules of it."},
	{codeTooDeep, "Brackets are nested too deep here: take some away."},
	{codeNotUTF8, "The text holds bytes that are no characters: type it anew."},
	{codeCharacter, "The character {character} has no meaning here: remove it, or put text in quotes."},
	{codeNumber, "{text} is not a number: write it as 12 or 0.5."},
	{codeComment, "The comment has no end: close it by */ or begin it with //."},
	{codeEscape, "A backslash in quotes is written twice: \\\\."},
	{codeQuoteMissing, "The text has no closing quote: put a {quote} behind it."},
	{codeQuoteKind, "Write text in straight quotes: {fix}."},
	{codeOperatorSlip, "Write {fix} instead of {text}."},
	{codeBracketOpen, "This bracket is never closed: put a {close} where it ends."},
	{codeBracketExtra, "This bracket closes nothing: remove it, or put a {open} where it begins."},
	{codeBracketKind, "This should be {close}, to close the {open} before it."},
	{codeComma, "There is a comma here: join conditions by and / or; a list of values stands in square brackets."},
	{codeMissingBefore, "Something is missing before {text}: a name or a value."},
	{codeMissingAfter, "Something is missing after {text}: a name or a value."},
	{codeMissingInside, "There is nothing inside the brackets: write a condition there or remove them."},
	{codeOperatorGap, "Something is missing before {text}: join conditions by and / or, compare by == or !=."},
	{codeWord, "Write {fix} instead of {text}."},
	{codeUnquoted, "Write text in quotes: {fix}."},
	{codeNameUnknown, "There is no name {name}: choose one from the list, or put text in quotes."},
	{codeNameNear, "There is no name {name}: did you mean {near}?"},
	{codeNameGroup, "Say what of it: {name} has {parts}."},
	{codeNameNoParts, "{name} has no parts: write it without the dot and what follows."},
	{codeFunction, "There is no function {name}: choose one from the list."},
	{codeFunctionNear, "There is no function {name}: did you mean {near}?"},
	{codeFunctionBare, "{name} is a function: write {signature}."},
	{codeNotFunction, "{name} is not a function: write it without brackets."},
	{codePrefixWord, "{name} stands between its values: {signature}."},
	{codeArguments, "Write it as {signature}."},
	{codeArgument, "Here stands {wanted}, not {given}: {signature}."},
	{codeLiteral, "Here stands text in quotes (or a list of such): {signature}."},
	{codeDurationRange, "A duration is 0 to 366 days."},
	{codeTime, "A time of day is written as \"09:30\"."},
	{codePhraseEmpty, "The text is empty: write what to look for."},
	{codeNotYesNo, "Here stands {given}, not a condition yet: compare it, as in {example}."},
	{codeCompare, "Here {left} is compared with {right}: compare text with text in quotes, numbers with numbers."},
	{codeCompareUnit, "{name} is a duration: write it with its unit, as in {fix}."},
	{codeCompareQuoted, "This is compared with a number: write it without quotes, {fix}."},
	{codeCompareList, "A list isn't compared by {operator}: write {fix}."},
	{codeOrder, "What is {given} isn't larger or smaller: use == or !=."},
	{codeInBackwards, "It stands the other way round: {fix}."},
	{codeInList, "Behind in stands a list: [\"first\", \"second\"] or ticket.tags."},
	{codeInText, "To look into a text write {fix}."},
	{codeInLists, "Ask for each value: \"first\" in {name} or \"second\" in {name}."},
	{codeTextOperator, "{operator} works on texts, not on {given}."},
	{codeArithmetic, "{operator} works on numbers, not on {given}."},
	{codeList, "A list holds texts in quotes, or numbers: not both, and nothing else."},
	{codePatternText, "A pattern stands in quotes."},
	{codePattern, "The pattern can't be read: {reason}."},
	{codePatternLarge, "The patterns are too large: shorten them, or repeat less."},
	{codeRefused, "{text} can't be used in a condition: join comparisons by and, or, not."},
	{codeTextBuilding, "Texts can't be put together here: compare each by itself."},
	{codeUnreadable, "This can't be read: {reason}."},
	{codeValueNear, "There is no {value} among {list}: did you mean {near}?"},
	{codeValueUnknown, "There is no {value} among {list}: this will never be so."},
	{codeClosing, "Closing sets no status, it is an event of its own: choose the event closed instead of this part."},
}

var gap = regexp.MustCompile(`\{([a-z]+)\}`)

// Codes are all kinds of diagnostics.
func Codes() []Code {
	codes := make([]Code, len(sentences))
	for i, s := range sentences {
		codes[i] = Code{Code: s.code, Message: s.sentence, Params: []string{}}
		for _, found := range gap.FindAllStringSubmatch(s.sentence, -1) {
			if !slices.Contains(codes[i].Params, found[1]) {
				codes[i].Params = append(codes[i].Params, found[1])
			}
		}
	}
	return codes
}

var sentenceOf = func() map[string]string {
	m := make(map[string]string, len(sentences))
	for _, s := range sentences {
		m[s.code] = s.sentence
	}
	return m
}()

// typeWords are the types in English sentences; parameters have them as Type.
var typeWords = map[string]string{
	string(Text): "text", string(Number): "a number", string(YesNo): "true or false", string(Duration): "a duration",
	string(List): "a list of texts", string(numbers): "a list of numbers",
}

// typeGaps are the gaps that types stand in.
var typeGaps = []string{"given", "wanted", "left", "right"}

// sentence fills a code's gaps.
func sentence(code string, params map[string]string) string {
	return gap.ReplaceAllStringFunc(sentenceOf[code], func(g string) string {
		name := strings.Trim(g, "{}")
		if slices.Contains(typeGaps, name) {
			return typeWords[params[name]]
		}
		return params[name]
	})
}
