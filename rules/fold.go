package rules

// folds keeps folded texts, so that many conditions fold each once.
type folds struct{}
