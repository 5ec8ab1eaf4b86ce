/** The part of Web Storage that is used. */
export type Area = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/** The item that must outlive the page where anything can: the conversation and its token. */
export const CONVERSATION = 'conversation'

/** The browser's lasting storage, or what comes nearest where it may not be used. */
export function openArea(): Area {
  try {
    const probe = 'rozmowa:probe'
    localStorage.setItem(probe, probe)
    localStorage.removeItem(probe)
    return localStorage
  } catch {
    return createCookieMemory()
  }
}

export function createMemory(): Area {
  const words = new Map<string, string>()
  return {
    get length() {
      return words.size
    },
    key: (i) => [...words.keys()][i] ?? null,
    getItem: (name) => words.get(name) ?? null,
    setItem: (name, word) => void words.set(name, word),
    removeItem: (name) => void words.delete(name),
  }
}

/**
 * Memory that keeps the conversation in a partitioned cookie too. Chromium that blocks third-party
 * cookies denies storage to a frame of another site, but not a cookie that only this shop's frames
 * get; so a reload still finds the conversation, though not what was queued. The cookie needs https
 * and at most 4 KB: where it isn't taken, memory alone remains.
 */
function createCookieMemory(): Area {
  const memory = createMemory()
  const keep = (name: string, word: string, seconds: number) => {
    if (!name.endsWith(`:${CONVERSATION}`)) return
    document.cookie = `rozmowa-chat=${encodeURIComponent(JSON.stringify([name, word]))}; Max-Age=${seconds}; Path=${location.pathname}; Secure; SameSite=None; Partitioned`
  }
  try {
    const [, written] = /(?:^|; )rozmowa-chat=([^;]+)/.exec(document.cookie) ?? []
    if (written) memory.setItem(...(JSON.parse(decodeURIComponent(written)) as [string, string]))
  } catch {
    // No cookies either, or not ours.
  }
  return {
    get length() {
      return memory.length
    },
    key: memory.key,
    getItem: memory.getItem,
    setItem(name, word) {
      memory.setItem(name, word)
      keep(name, word, 30 * 86_400)
    },
    removeItem(name) {
      memory.removeItem(name)
      keep(name, '', 0)
    },
  }
}
