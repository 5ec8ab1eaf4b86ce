package classify

// Examples is what a company taught. The zero value is none.
type Examples struct{}

func (e Examples) correct(r Result, _ *trained, _ *document) Result { return r }
