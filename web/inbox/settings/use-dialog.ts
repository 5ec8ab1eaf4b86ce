import { useState } from 'react'

export interface Dialog<Subject> {
  opened: boolean
  /** What it is about; it stays while the dialog fades away. */
  about: Subject | undefined
  /** Another one for every opening. */
  opening: number
  open: (about?: Subject) => void
  close: () => void
}

/** A dialog about one of a list's words, or about a new one. */
export function useDialog<Subject>(): Dialog<Subject> {
  const [state, setState] = useState<{ opened: boolean; about: Subject | undefined; opening: number }>({
    opened: false,
    about: undefined,
    opening: 0,
  })
  return {
    ...state,
    open: (about) => setState(({ opening }) => ({ opened: true, about, opening: opening + 1 })),
    close: () => setState((before) => ({ ...before, opened: false })),
  }
}
