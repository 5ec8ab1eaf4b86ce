package fakebase

import "net/http"

// serve takes one call from its count to its answer.
func (s *Server) serve(w http.ResponseWriter, call *Call) {
	fault, refused := s.admit(call)
	if refused != nil {
		s.finish(call, refused.code)
		writeJSON(w, http.StatusOK, refused.answer())
		return
	}
	if fault != nil && !s.before(w, call, fault) {
		return
	}
	s.wait(call.Method, BeforeChange)
	body := s.do(call)
	s.wait(call.Method, AfterChange)
	if fault != nil {
		s.after(w, fault, body)
	}
	writeJSON(w, http.StatusOK, body)
}

// admit counts the call and says whether it may go on, and what will spoil it.
func (s *Server) admit(call *Call) (*Fault, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	call.Time = s.config.Now()
	s.calls.add(call)
	t := s.tokens[call.Token]
	if t == nil || t.revoked {
		return nil, refuse(CodeAuthToken, "Invalid token")
	}
	if !t.take(call.Time, false) {
		return nil, s.blockedMessage(t.until)
	}
	if s.calls.methods == nil {
		s.calls.methods = map[string]int{}
	}
	s.calls.methods[call.Method]++
	fault := s.faults.pick(s.config.Seed, call.Method)
	if fault != nil {
		call.Fault = fault.Kind
	}
	return fault, nil
}

// do does what the call asks for and returns the answer.
func (s *Server) do(call *Call) []byte {
	s.mu.Lock()
	answer, refused := s.perform(call)
	call.Done = true
	if refused != nil {
		call.Code = refused.code
	}
	s.mu.Unlock()
	if refused != nil {
		return refused.answer()
	}
	return answer.append(make([]byte, 0, 4<<10))
}

// finish notes how a call ended that did nothing.
func (s *Server) finish(call *Call, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	call.Code, call.Done = code, true
}
