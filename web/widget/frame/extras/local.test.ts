import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLocal, type Local, type Size } from './local'

const small = { id: 'a', preview: true }
const tiny = { id: 'b', preview: false }

let asked: string[]
let plan: (Blob | null | Promise<Blob | null>)[]
let open: Set<string>
let local: Local
beforeEach(() => {
  asked = []
  plan = []
  open = new Set()
  let count = 0
  vi.stubGlobal('URL', {
    createObjectURL: () => {
      const address = `blob:${++count}`
      open.add(address)
      return address
    },
    revokeObjectURL: (address: string) => open.delete(address),
  })
  local = createLocal(
    async (id: string, size: Size) => {
      asked.push(`${id} ${size}`)
      return plan.length ? plan.shift()! : new Blob()
    },
    () => undefined,
  )
})
afterEach(() => {
  vi.unstubAllGlobals()
})

describe('what is at hand of the files', () => {
  it('is fetched once, the smaller picture where there is one', async () => {
    await Promise.all([local.want(small, 'preview'), local.want(small, 'preview'), local.want(tiny, 'preview')])
    await local.want(small, 'preview')
    expect(asked).toEqual(['a preview', 'b full'])
    expect(local.at(small, 'preview')).toBe('blob:1')
    expect(local.at(small, 'full')).toBeUndefined()
    await local.want(small, 'full')
    expect(asked).toEqual(['a preview', 'b full', 'a full'])
  })

  it('is the customer’s own file where they have just picked it', async () => {
    local.keep('a', new Blob())
    expect(await local.want(small, 'preview')).toBe('blob:1')
    expect(await local.want(small, 'full')).toBe('blob:1')
    expect(asked).toEqual([])
  })

  it('is tried again after a failure, when asked to', async () => {
    plan = [null]
    expect(await local.want(small, 'preview')).toBeUndefined()
    expect(local.failed(small, 'preview')).toBe(true)
    expect(await local.want(small, 'preview')).toBe('blob:1')
    expect(local.failed(small, 'preview')).toBe(false)
  })

  it('comes from the server where the own file can’t be shown', async () => {
    local.keep('a', new Blob())
    local.spoil(small, 'preview')
    expect(open.size).toBe(0)
    expect(local.failed(small, 'preview')).toBe(true)
    await local.want(small, 'preview')
    expect(asked).toEqual(['a preview'])
    expect(local.failed(small, 'preview')).toBe(false)
  })

  it('leaves no address behind when it is gone', async () => {
    local.keep('b', new Blob())
    await local.want(small, 'preview')
    await local.want(small, 'full')
    local.forget('a')
    expect(open.size).toBe(1)
    local.clear()
    expect(open.size).toBe(0)
  })

  it('makes no address of what comes after the conversation is gone', async () => {
    let come!: (blob: Blob) => void
    plan = [new Promise((done) => (come = done))]
    const wanted = local.want(small, 'preview')
    local.clear()
    come(new Blob())
    expect(await wanted).toBeUndefined()
    expect(open.size).toBe(0)
  })
})
