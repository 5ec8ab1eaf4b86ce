import { Button, Menu, Text } from '@mantine/core'
import { IconChevronDown, IconUsersPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from '../lang/translation'
import { useActiveColleagues } from '../people/colleagues'
import { useVocabulary } from '../vocabulary/vocabulary'
import { missingOf } from './team-members'

interface Props {
  chosen: readonly string[]
  onChange: (agents: string[]) => void
}

/** Gives access to everybody in a team as it is now; who joins it later isn't added. */
export function TeamAdder({ chosen, onChange }: Props) {
  const { t } = useTranslation()
  const [said, setSaid] = useState('')
  const teams = useVocabulary().data?.teams.filter(({ deleted }) => !deleted) ?? []
  const agents = useActiveColleagues().data
  if (teams.length === 0 || !agents) return null

  const known = agents.map(({ id }) => id)
  return (
    <div>
      <Menu position="bottom-start" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconUsersPlus size={16} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            {t('channels.agents.team')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
          {teams.map(({ id, name, agents: members }) => {
            const missing = missingOf(members, chosen, known)
            return (
              <Menu.Item
                key={id}
                disabled={missing.length === 0}
                onClick={() => {
                  onChange([...chosen, ...missing])
                  setSaid(t('channels.agents.teamAdded', { name, count: missing.length }))
                }}
              >
                {name}
                <Text size="xs" c="dimmed">
                  {missing.length === 0 ? t('channels.agents.teamThere') : t('channels.agents.teamAdds', { count: missing.length })}
                </Text>
              </Menu.Item>
            )
          })}
        </Menu.Dropdown>
      </Menu>
      <Text size="sm" c="dimmed" role="status" mt={said ? 6 : 0}>
        {said}
      </Text>
    </div>
  )
}
