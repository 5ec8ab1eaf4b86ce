import { ActionIcon, Button, Skeleton, Stack, Text, TextInput, VisuallyHidden } from '@mantine/core'
import { type Icon, IconArrowDown, IconArrowUp, IconPencil, IconPlus, IconSearch, IconTrash } from '@tabler/icons-react'
import { type ReactNode, type RefObject, useState } from 'react'
import { asApiError } from '../api/error'
import { useTranslation } from '../lang/translation'
import { ErrorNote } from '../shell/error-note'
import { useVocabulary } from '../vocabulary/vocabulary'
import { matching } from './word-draft'
import classes from './word-list.module.css'

/** From so many words on a field filters them. */
const MANY = 12

/** One word of the company's as its list shows it. */
export interface Word {
  id: string
  name: string
  colour?: string
  /** The program's own. */
  builtin?: boolean
  details?: ReactNode
  onEdit?: () => void
  onDelete?: () => void
}

interface Props {
  /** What the words are called, which names the list. */
  label: string
  purpose: string
  add: string
  onAdd: () => void
  /** Where the keyboard goes on when what it stood on is gone. */
  addButton: RefObject<HTMLButtonElement | null>
  words: readonly Word[]
  /** Teaches what the words are for while there are none. */
  empty?: { title: string; text?: string; icon: Icon }
  /** Where the order is one's own choice: moves a word, and says so. */
  onMove?: (word: Word, steps: -1 | 1) => void
  /** Read out: what has just moved where. */
  said?: string
  /** Where the words come from; the vocabulary where nothing is given. */
  source?: Source
}

interface Source {
  data: unknown
  error: Error | null
  isPending: boolean
  isFetching: boolean
  refetch: () => unknown
}

/** The company's words of one kind, and what can be done with them. */
export function WordList({ label, purpose, add, onAdd, addButton, words, empty, onMove, said, source }: Props) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const known = useVocabulary()
  const vocabulary: Source = source ?? known
  const filtered = (onMove === undefined || source !== undefined) && words.length >= MANY
  // A place among those that fit would say nothing.
  const movable = filtered && search.trim() !== '' ? undefined : onMove
  const shown = filtered ? matching(words, ({ name }) => name, search) : words

  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <Text size="sm" c="dimmed" maw={560}>
          {purpose}
        </Text>
        <Button ref={addButton} leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd}>
          {add}
        </Button>
      </div>
      {vocabulary.error && (
        <ErrorNote error={asApiError(vocabulary.error)} retry={() => void vocabulary.refetch()} retrying={vocabulary.isFetching} />
      )}
      {vocabulary.isPending && <Waiting label={t('loading')} />}
      {vocabulary.data !== undefined && words.length === 0 && empty && <Empty {...empty} />}
      {filtered && (
        <TextInput
          mb="sm"
          type="search"
          aria-label={t('settings.word.filter')}
          placeholder={t('settings.word.filter')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {shown.length > 0 && (
        <ul className={classes.list} aria-label={label}>
          {shown.map((word, at) => (
            <li key={word.id} className={classes.row}>
              {word.colour && <span className={classes.dot} style={{ background: word.colour }} aria-hidden />}
              <div className={classes.words}>
                <div className={classes.name}>
                  <span data-name>{word.name}</span>
                  {word.builtin && <span className={classes.builtin}>{t('settings.word.builtin')}</span>}
                </div>
                {word.details && <div className={classes.details}>{word.details}</div>}
              </div>
              <div className={classes.actions} data-movable={onMove !== undefined || undefined}>
                {movable && (
                  <>
                    <Action label={t('settings.word.up', { name: word.name })} icon={IconArrowUp} off={at === 0} onClick={() => movable(word, -1)} />
                    <Action label={t('settings.word.down', { name: word.name })} icon={IconArrowDown} off={at === shown.length - 1} onClick={() => movable(word, 1)} />
                  </>
                )}
                {word.onEdit && <Action label={t('settings.word.edit', { name: word.name })} icon={IconPencil} onClick={word.onEdit} />}
                {word.onDelete && <Action label={t('settings.word.delete', { name: word.name })} icon={IconTrash} onClick={word.onDelete} />}
              </div>
            </li>
          ))}
        </ul>
      )}
      <div role="status">
        {filtered && shown.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('settings.word.nothing')}
          </Text>
        )}
        <VisuallyHidden>{said}</VisuallyHidden>
      </div>
    </div>
  )
}

interface ActionProps {
  label: string
  icon: Icon
  /** It can't be used now; the keyboard stays on it all the same, as a word reaches the end of its list. */
  off?: boolean
  onClick: () => void
}

function Action({ label, icon: ActionSign, off = false, onClick }: ActionProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      className={classes.action}
      aria-label={label}
      title={label}
      {...(off && { 'aria-disabled': true, 'data-disabled': true })}
      onClick={() => {
        if (!off) onClick()
      }}
    >
      <ActionSign size={18} aria-hidden />
    </ActionIcon>
  )
}

function Empty({ title, text, icon: Sign }: { title: string; text?: string; icon: Icon }) {
  return (
    <Stack align="center" justify="center" gap={6} p="xl" mih={180}>
      <Sign size={36} stroke={1.3} color="var(--ink-soft)" aria-hidden />
      <Text fw={600}>{title}</Text>
      {text && (
        <Text size="sm" c="dimmed" ta="center" maw={420}>
          {text}
        </Text>
      )}
    </Stack>
  )
}

function Waiting({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: 4 }, (_, row) => (
        <Skeleton key={row} height={20} my={18} maw={420} aria-hidden />
      ))}
    </div>
  )
}
