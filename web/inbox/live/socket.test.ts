import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LiveSocket, reconnectDelay, type Wire } from './socket'

class FakeWire implements Wire {
  onopen: Wire['onopen'] = null
  onmessage: Wire['onmessage'] = null
  onclose: Wire['onclose'] = null
  readyState = 1
  sent: string[] = []
  closed = false
  send(text: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    this.sent.push(String(text))
  }
  close(): void {
    this.closed = true
  }
}

let wires: FakeWire[] = []
const latest = () => wires.at(-1)!
const open = () => latest().onopen!(new Event('open'))
const drop = () => latest().onclose!(new Event('close') as CloseEvent)
const receive = (data: unknown) => latest().onmessage!(new MessageEvent('message', { data }))
const dial = () => {
  const wire = new FakeWire()
  wires.push(wire)
  return wire
}

beforeEach(() => {
  wires = []
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

test('what is watched is asked for once, and again after a reconnect', () => {
  const socket = new LiveSocket(dial)
  const back = vi.fn()
  socket.onUp(back)
  socket.start()
  const leave = socket.watch('t1')
  socket.watch('t1')
  open()
  expect(latest().sent).toEqual(['{"type":"watch","ticket":"t1"}'])
  expect(back).toHaveBeenCalledOnce()

  drop()
  expect(socket.status).toBe('lost')
  vi.advanceTimersByTime(300)
  open()
  expect(wires).toHaveLength(2)
  expect(latest().sent).toEqual(['{"type":"watch","ticket":"t1"}'])
  expect(back).toHaveBeenCalledTimes(2)

  leave()
  leave()
  expect(latest().sent).toHaveLength(1)
  socket.stop()
})

test('the last one to leave leaves the room', () => {
  const socket = new LiveSocket(dial)
  socket.start()
  open()
  socket.watch('t1')()
  expect(latest().sent).toEqual(['{"type":"watch","ticket":"t1"}', '{"type":"unwatch","ticket":"t1"}'])
  socket.stop()
})

test('silence of 40 s is a dead line; a beat keeps it', () => {
  const socket = new LiveSocket(dial)
  socket.start()
  open()
  vi.advanceTimersByTime(39_000)
  receive('{"type":"beat"}')
  vi.advanceTimersByTime(39_000)
  expect(socket.status).toBe('open')
  vi.advanceTimersByTime(1_000)
  expect(socket.status).toBe('lost')
  expect(wires[0]!.closed).toBe(true)
  socket.stop()
})

test('frames reach those who asked for their type; junk reaches nobody', () => {
  const socket = new LiveSocket(dial)
  const gone = vi.fn()
  socket.on('gone', gone)
  socket.start()
  open()
  for (const data of ['{"type":"gone","ticket":"t1"}', '{"type":"news"}', 'junk', 7]) receive(data)
  expect(gone.mock.calls).toEqual([[{ type: 'gone', ticket: 't1' }]])
  socket.stop()
})

test('the first retry is at once, later ones back off to 15 s', () => {
  expect(reconnectDelay(0, () => 1)).toBe(300)
  expect([1, 2, 3, 4, 5, 20].map((failures) => reconnectDelay(failures, () => 1))).toEqual([1000, 2000, 4000, 8000, 15000, 15000])
  expect(reconnectDelay(20, () => 0)).toBe(7500)
})

test('a stopped socket stays stopped', () => {
  const socket = new LiveSocket(dial)
  socket.start()
  open()
  drop()
  socket.stop()
  vi.advanceTimersByTime(60_000)
  expect(wires).toHaveLength(1)
  expect(socket.status).toBe('idle')
})
