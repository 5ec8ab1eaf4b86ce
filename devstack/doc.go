// Package devstack starts and stops the two servers that Rozmowa stands on,
// Postgres and Temporal, for `rozmowa dev`, `rozmowa bench` and the tests.
//
// Each server is a child process on the loopback interface with its data in a
// folder of ours, or somebody else's server that is only checked. Children are
// in sessions of their own, so Ctrl-C in a terminal reaches only us and
// they are then stopped in order; on Linux they also die with us when we are
// killed (-9). What such a kill leaves behind is cleaned up by the next Start
// on the same folder.
//
// It is no part of production, where both servers are run by others.
package devstack
