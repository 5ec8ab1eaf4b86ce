// crypto.randomUUID exists in secure contexts only; a shop on plain http has a chat too.

/** A version 4 UUID: each 0 becomes a random digit, the 8 one of 8, 9, a, b. */
export function uuid(): string {
  return '00000000-0000-4000-8000-000000000000'.replace(/[08]/g, (digit) =>
    (+digit | (crypto.getRandomValues(new Uint8Array(1))[0]! & (digit === '8' ? 3 : 15))).toString(16),
  )
}

/** 32 random bytes as 43 characters of base64url. */
export function token(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace('=', '')
}
