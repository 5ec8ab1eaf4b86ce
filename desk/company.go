package desk

// The hours that a company may give itself to answer a customer.
const (
	MinAnswerHours = 1
	MaxAnswerHours = 720
)

// CompanySettings is what is set once for the whole company.
type CompanySettings struct {
	// Version grows with every save.
	Version int64
	// AnswerHours is the time that one has to answer a customer.
	AnswerHours int
}

// Check refuses what can't be set.
func (c CompanySettings) Check() error {
	if c.AnswerHours < MinAnswerHours || c.AnswerHours > MaxAnswerHours {
		return InvalidField("answerHours", "answer_hours", "one has %d to %d hours to answer", MinAnswerHours, MaxAnswerHours)
	}
	return nil
}
