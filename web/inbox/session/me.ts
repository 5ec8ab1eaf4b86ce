import { createContext, useContext } from 'react'
import type { Me } from '../api/types'

export const MeContext = createContext<Me | undefined>(undefined)

/** The agent who is logged in. Only below the Gate. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (!me) throw new Error('useMe outside of the Gate')
  return me
}

export function may(me: Me, permission: 'ticket.read' | 'ticket.write' | 'workflow.read' | 'channel.write' | 'settings.write' | 'rule.write'): boolean {
  return me.permissions.includes(permission)
}
