import { useState } from 'react'
import { useTranslation } from '../lang/translation'
import { useComplaint } from '../shell/use-complaint'
import { moved, type Placed } from './status-draft'

interface Move<Word> {
  mutate: (words: readonly Word[], then: { onSuccess: () => void; onError: (thrown: Error) => void }) => void
  isPending: boolean
}

/** Moves one of a list's words up or down, and says where it stands then. `move` saves all that got another place. */
export function useMoving<Word extends Placed>(listed: readonly Word[], move: Move<Word>) {
  const { t } = useTranslation()
  const complain = useComplaint()
  const [said, setSaid] = useState('')
  const onMove = ({ id, name }: { id: string; name: string }, steps: -1 | 1) => {
    // From what the list shows while another move is under way a wrong place would be reckoned.
    if (move.isPending) return
    const place = listed.findIndex(({ key }) => key === id) + steps + 1
    move.mutate(moved(listed, id, steps), {
      onSuccess: () => setSaid(t('settings.word.place', { name, place, total: listed.length })),
      onError: complain,
    })
  }
  return { said, onMove }
}
