import { Anchor, Box, List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { NamedList } from '../api/types'
import { WarningNote } from '../form/warning-note'
import { useTranslation } from '../lang/translation'
import { rulePath } from '../rules/addresses'
import { may, useMe } from '../session/me'
import { tidyName } from './word-draft'

interface RenamedProps {
  list: NamedList
  /** What it is called; empty: it is new. */
  was: string
  /** What it is to be called, as it is typed. */
  name: string
}

/** Says, before a word is renamed, which switched-on rules know it by its name: they don't follow it. */
export function NamingRules({ list, was, name }: RenamedProps) {
  return <FoundRules list={list} word={was} shown={was !== '' && tidyName(name) !== was} of="naming" />
}

/** Says, before a word is deleted, which switched-on rules have it in their conditions or actions. */
export function UsingRules({ list, word }: { list: NamedList; word: { id: string; name: string } | undefined }) {
  return (
    <Box mt="md">
      <FoundRules list={list} word={word?.name ?? ''} id={word?.id} shown={word !== undefined} of="using" />
    </Box>
  )
}

interface FoundProps {
  list: NamedList
  /** Its name; empty: there is none yet. */
  word: string
  /** With it those come, too, whose actions use it. */
  id?: string | undefined
  shown: boolean
  of: 'naming' | 'using'
}

function FoundRules({ list, word, id, shown, of }: FoundProps) {
  const { t } = useTranslation()
  const writes = may(useMe(), 'rule.write')
  const found = useQuery({
    queryKey: keys.ruleNaming(list, word, id),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/rules/naming', { params: { query: { list, word, ...(id !== undefined && { id }) } }, signal })),
    enabled: word !== '' && writes,
    // Somebody may have just changed a rule.
    staleTime: 0,
  })
  const rules = found.data?.rules ?? []
  return (
    <div role="status" style={{ display: 'contents' }}>
      {shown && rules.length > 0 && (
        <WarningNote title={t(`settings.word.${of}.title`, { name: word })}>
          <Text size="sm">{t(`settings.word.${of}.text`)}</Text>
          <List size="sm">
            {rules.map((rule) => (
              <List.Item key={rule.id}>
                {/* A page of its own: what is typed here isn't saved yet. */}
                <Anchor href={`/inbox${rulePath(rule.id)}`} target="_blank" size="sm" c="inherit" underline="always">
                  {rule.name}
                </Anchor>
              </List.Item>
            ))}
          </List>
        </WarningNote>
      )}
      {shown && found.error && <Text size="sm">{t(`settings.word.${of}.unknown`)}</Text>}
    </div>
  )
}
