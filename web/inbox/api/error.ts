import type { Fault } from './types'

/** The contract's kinds, and `network`: the server was not reached, so nobody knows what it did. */
export type ErrorKind = Fault['kind'] | 'network'

/** Every failed call throws one of these; nothing else leaves the api client. */
export class ApiError extends Error {
  readonly kind: ErrorKind
  /** A stable word, e.g. `customer_wrote`; the kind itself where the server gave none. */
  readonly code: string
  readonly field: string | undefined
  /** With `too_many`, how long to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined

  constructor(kind: ErrorKind, fault: Partial<Omit<Fault, 'kind'>> = {}) {
    super(fault.message ?? kind)
    this.name = 'ApiError'
    this.kind = kind
    this.code = fault.code ?? kind
    this.field = fault.field
    this.retryAfterMs = fault.retryAfterMs
  }

  /** The same call may succeed later without anybody changing anything. */
  get passing(): boolean {
    return PASSING.has(this.kind)
  }
}

const PASSING: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['network', 'unavailable', 'too_many', 'internal', 'unauthenticated'])

const KIND_OF_STATUS: Readonly<Record<number, ErrorKind>> = {
  400: 'invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  410: 'closed',
  413: 'too_large',
  429: 'too_many',
}

/**
 * Reads a failed answer. A proxy between us and the server answers in HTML or not at all; the status
 * then says the kind.
 */
export function errorOfAnswer(status: number, body: unknown): ApiError {
  if (isErrorBody(body)) return new ApiError(body.error.kind, body.error)
  const kind = KIND_OF_STATUS[status] ?? (status >= 502 && status <= 504 ? 'unavailable' : 'internal')
  return new ApiError(kind, { message: `HTTP ${status}` })
}

function isErrorBody(body: unknown): body is { error: Fault } {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false
  const fault = body.error
  return typeof fault === 'object' && fault !== null && 'kind' in fault && 'code' in fault
}

/** Anything thrown, as an ApiError; what isn't one is a fault of ours. */
export function asApiError(thrown: unknown): ApiError {
  return thrown instanceof ApiError ? thrown : new ApiError('internal', { message: String(thrown) })
}
