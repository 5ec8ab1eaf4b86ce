import { CloseButton, Loader, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type Ref, useEffect, useRef, useState } from 'react'
import { isSearching } from '../keyboard/shell-keys'
import { useTranslation } from '../lang/translation'
import { LONGEST_TEXT } from './filter'
import classes from './list-page.module.css'

/** What is typed is searched for when typing rests this long. */
const REST_MS = 250

interface Props {
  /** What is searched for now. */
  text: string
  /** Its tickets aren't there yet. */
  busy: boolean
  onSearch: (text: string) => void
  ref: Ref<HTMLInputElement>
}

export function SearchField({ text, busy, onSearch, ref }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(text)
  const sent = useRef(text)
  const search = useRef(onSearch)
  useEffect(() => {
    search.current = onSearch
  })
  useEffect(() => {
    if (text === sent.current) return
    // Another list was opened; its text stands for what was typed.
    sent.current = text
    setTyped(text)
  }, [text])
  useEffect(() => {
    const wish = typed.trim()
    if (wish === sent.current) return
    const timer = setTimeout(() => {
      sent.current = wish
      search.current(wish)
    }, REST_MS)
    return () => clearTimeout(timer)
  }, [typed])

  return (
    <TextInput
      ref={ref}
      className={classes.search}
      size="xs"
      type="search"
      role="searchbox"
      aria-label={t('search.label')}
      placeholder={t('search.placeholder')}
      maxLength={LONGEST_TEXT}
      autoFocus={isSearching()}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={
        busy ? (
          <Loader size={14} aria-label={t('search.busy')} />
        ) : typed !== '' ? (
          <CloseButton size="sm" aria-label={t('search.clear')} onClick={() => setTyped('')} />
        ) : undefined
      }
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
        event.preventDefault()
        if (typed === '') event.currentTarget.blur()
        else setTyped('')
      }}
    />
  )
}
