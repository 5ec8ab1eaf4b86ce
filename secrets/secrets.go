// Package secrets seals what the database keeps and nobody may read there: passwords that other programs want in
// the clear. Whoever has the database alone has nothing; whoever has the key alone, nothing either.
package secrets

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// KeySize is a key's length in bytes: AES-256.
const KeySize = 32

// version begins every sealed value. 1: AES-256-GCM; a random nonce of 12 bytes, the ciphertext and its tag follow.
const version = 1

// Errors of a Box.
var (
	// ErrNoKey: there is no key to seal or open with.
	ErrNoKey = errors.New("no secret key is set")
	// ErrSealed: none of the keys opens the value, or it was sealed for another place, or was changed.
	ErrSealed = errors.New("no secret key opens the value")
)

// Box seals with its first key and opens with any. A nil Box has no key. It is safe for concurrent use.
type Box struct{ keys []cipher.AEAD }

// Parse makes a box from keys as NewKey makes them, separated by commas; without any its methods return ErrNoKey.
// Errors never quote a key.
func Parse(keys string) (*Box, error) {
	b := new(Box)
	if strings.TrimSpace(keys) == "" {
		return b, nil
	}
	for i, text := range strings.Split(keys, ",") {
		key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
		if err != nil || len(key) != KeySize {
			return nil, fmt.Errorf("key %d is not %d bytes in base64", i+1, KeySize)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("key %d: %w", i+1, err)
		}
		sealer, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, fmt.Errorf("key %d: %w", i+1, err)
		}
		b.keys = append(b.keys, sealer)
	}
	return b, nil
}

// Empty reports whether there is no key.
func (b *Box) Empty() bool { return b == nil || len(b.keys) == 0 }

// NewKey makes a random key in base64.
func NewKey() string {
	key := make([]byte, KeySize)
	_, _ = rand.Read(key) // never fails
	return base64.StdEncoding.EncodeToString(key)
}

// Seal encrypts a secret for a place, such as "mail_server.password": nowhere else does it open, so that who can
// write to the database can't have a secret used where it isn't meant to be. Error: ErrNoKey.
func (b *Box) Seal(place, secret string) ([]byte, error) {
	if b.Empty() {
		return nil, ErrNoKey
	}
	return b.keys[0].Seal([]byte{version}, nil, []byte(secret), bound(place)), nil
}

// Open decrypts what Seal made for the place, with this key or an earlier one. Errors: ErrNoKey, ErrSealed.
func (b *Box) Open(place string, sealed []byte) (string, error) {
	if b.Empty() {
		return "", ErrNoKey
	}
	if len(sealed) == 0 || sealed[0] != version {
		return "", ErrSealed
	}
	for _, key := range b.keys {
		if secret, err := key.Open(nil, nil, sealed[1:], bound(place)); err == nil {
			return string(secret), nil
		}
	}
	return "", ErrSealed
}

// bound is what a value is authenticated with beside itself.
func bound(place string) []byte { return append([]byte{version}, place...) }
