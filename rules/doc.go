// Package rules holds the conditions of rules too: Env is what they speak of, Names and Functions are their vocabulary, Check says what
// is wrong with one, Compile makes it ready, Match asks it about Facts, Explain says why. Format and Parts are for the editor.
//
// The package is pure: it knows no store, clock or network. docs/ARCHITECTURE.md, "Rules: conditions", tells how it is built.
package rules
