import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys } from '../api/queries'
import { socket } from '../live/services'
import { useGeneralSettings } from './general'
import { GeneralForm } from './general-form'
import { WhenRead } from './when-read'

/** What is set once for the whole company. */
export function GeneralPage() {
  const queries = useQueryClient()
  // These settings are told of like words: somebody else may have saved.
  useEffect(() => socket.on('vocabulary', () => void queries.invalidateQueries({ queryKey: keys.general })), [queries])
  return (
    <WhenRead query={useGeneralSettings()} fields={1}>
      {(saved) => <GeneralForm saved={saved} />}
    </WhenRead>
  )
}
