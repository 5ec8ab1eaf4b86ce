import { IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useId, useState } from 'react'
import classes from './facts.module.css'

interface Props {
  /** What it is remembered by. */
  name: 'requester' | 'properties' | 'ticket'
  title: string
  children: ReactNode
}

/** A part of what is known of a ticket. Who needs it seldom folds it, in this browser for all tickets. */
export function FactsSection({ name, title, children }: Props) {
  const key = `rozmowa.folded.${name}`
  const [open, setOpen] = useState(() => localStorage.getItem(key) === null)
  const body = useId()
  const turn = () => {
    if (open) localStorage.setItem(key, '1')
    else localStorage.removeItem(key)
    setOpen(!open)
  }
  return (
    <section>
      <h2 className={classes.heading}>
        <button type="button" className={classes.turn} aria-expanded={open} aria-controls={open ? body : undefined} onClick={turn}>
          {title}
          <IconChevronRight size={16} className={classes.chevron} aria-hidden />
        </button>
      </h2>
      {open && <div id={body}>{children}</div>}
    </section>
  )
}
