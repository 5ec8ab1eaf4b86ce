import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { upload } from './upload'

/** The part of XMLHttpRequest that is used. */
class Request {
  static last: Request
  upload: { onprogress?: (event: { loaded: number; total: number }) => void; onload?: () => void } = {}
  onloadend?: () => void
  status = 0
  responseText = ''
  sent: unknown[] = []
  headers: Record<string, string> = {}
  constructor() {
    Request.last = this
  }
  open(...what: unknown[]) {
    this.sent.push(...what)
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value
  }
  send(body: unknown) {
    this.sent.push(body)
  }
  abort() {
    this.answer(0, '')
  }
  answer(status: number, text: string) {
    Object.assign(this, { status, responseText: text })
    this.onloadend!()
  }
}

const file = { name: 'a.png' } as File
const attachment = { id: 'f', name: 'a.png', type: 'image/png', size: 1, preview: false }

describe('an upload', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('XMLHttpRequest', Request)
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('sends the file itself with the token, and tells how far it is', async () => {
    const parts: number[] = []
    const { answer } = upload('/files/f?name=a.png', 'secret', file, (part) => parts.push(part))
    const { last } = Request
    last.upload.onprogress!({ loaded: 50, total: 200 })
    last.upload.onprogress!({ loaded: 200, total: 200 })
    last.answer(200, JSON.stringify(attachment))
    expect(await answer).toEqual({ value: attachment })
    expect(last.sent).toEqual(['PUT', '/files/f?name=a.png', file])
    expect(last.headers).toEqual({ Authorization: 'Bearer secret' })
    expect(parts).toEqual([0.25, 1])
  })

  it.each([
    ['the server’s own words', 413, '{"error":{"kind":"too_large","code":"file_too_large","message":""}}', { status: 413, error: { kind: 'too_large', code: 'file_too_large', message: '' } }],
    ['a proxy’s page', 502, '<html>', { status: 502, error: undefined }],
    ['a captive portal that answers well', 200, '<html>', { status: 0, error: undefined }],
    ['no answer', 0, '', { status: 0, error: undefined }],
  ])('tells a failure by %s', async (_, status, text, failure) => {
    const { answer } = upload('/', 't', file, () => undefined)
    Request.last.answer(status, text)
    expect(await answer).toEqual({ failure })
  })

  it('takes as long as it goes on, and fails when nothing is heard for half a minute', async () => {
    const { answer } = upload('/', 't', file, () => undefined)
    const ended = vi.fn()
    void answer.then(ended)
    for (let loaded = 1; loaded < 10; loaded++) {
      await vi.advanceTimersByTimeAsync(29_000)
      Request.last.upload.onprogress!({ loaded, total: 10 })
    }
    expect(ended).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(ended).toHaveBeenCalledWith({ failure: { status: 0, error: undefined } })
  })

  it('gives the server longer to look at it', async () => {
    const { answer } = upload('/', 't', file, () => undefined)
    const ended = vi.fn()
    void answer.then(ended)
    Request.last.upload.onload!()
    await vi.advanceTimersByTimeAsync(80_000)
    expect(ended).not.toHaveBeenCalled()
  })

  it('can be stopped', async () => {
    const { answer, stop } = upload('/', 't', file, () => undefined)
    stop()
    expect(await answer).toEqual({ failure: { status: 0, error: undefined } })
  })
})
